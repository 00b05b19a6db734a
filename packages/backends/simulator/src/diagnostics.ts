import { defineDiagnostics } from '@finnc/ir';

export const simulatorDiagnostics = defineDiagnostics<{
  noKernel: { op: string };
  slowKernel: { why: string };
  missingFile: { file: string };
  damaged: { file: string; reason: string };
  otherVersion: { found: string; wanted: number };
  noEngine: { engine: string; reason: string; remedy: string };
  noProgram: { engine: string; reason: string };
  engineImpossible: { engine: string; reason: string; remedy: string | undefined };
  workerLost: { reason: string };
}>({
  noKernel: {
    code: 'FINNC5401',
    severity: 'note',
    message: ({ op }) => `no simulator kernel for '${op}'; its reference meaning runs instead, which is right but slow`,
    help: ({ op }) => `a plugin may add kernel.for(${op}, …)`,
    explain:
      'The simulator asks every layer for a fast kernel. A layer without one is run by the `evaluate` of its op, frame by frame: the values are the same.',
  },
  slowKernel: {
    code: 'FINNC5402',
    severity: 'note',
    message: ({ why }) => `the layer is simulated slowly: ${why}`,
    help: () => 'the values are exact all the same; fewer bits in weights or activations make it fast',
    explain: 'The layer has widths or value ranges for which no fast kernel is exact, so a slower exact one is taken.',
  },
  missingFile: {
    code: 'FINNC5403',
    severity: 'error',
    message: ({ file }) => `a compiled model needs '${file}', which is not there`,
    help: () => 'give the folder that `finnc build` wrote, complete',
    explain: 'A build folder holds the design as text, its weights and a description; the simulator needs all three.',
  },
  damaged: {
    code: 'FINNC5404',
    severity: 'error',
    message: ({ file, reason }) => `'${file}' is damaged: ${reason}`,
    help: () => 'build the model again; the files of a build are not meant to be edited',
    explain:
      "Sizes and checksums of a build's files are recorded in model.json. They do not agree, so the file was cut short or changed.",
  },
  otherVersion: {
    code: 'FINNC5405',
    severity: 'error',
    message: ({ found, wanted }) =>
      `the compiled model has format version ${found}; this finnc reads version ${wanted}`,
    help: () => 'build the model again with this version of finnc, or run it with the version that built it',
    explain:
      'The format of the simulator folder has a version of its own, which changes only when an older reader would misread it.',
  },
  noEngine: {
    code: 'FINNC5406',
    severity: 'note',
    message: ({ engine, reason }) => `the ${engine} engine is not used: ${reason}`,
    help: ({ remedy }) => remedy,
    explain:
      'The fastest engine that is there is taken: native code (compiled once by the C compiler of the machine), WebAssembly, JavaScript. All give the same values; this one is not there, so a slower one runs.',
  },
  noProgram: {
    code: 'FINNC5407',
    severity: 'note',
    message: ({ engine, reason }) => `the ${engine} engine cannot run the network this way: ${reason}`,
    help: () => 'the values are the same by any engine; a plugin may answer the facets of fast programs for its layers',
    explain:
      'Fast engines run a network as a program of whole bit planes, or of frames, to which every layer contributes its part. A layer that contributes nothing leaves the network to a slower way.',
  },
  engineImpossible: {
    code: 'FINNC5408',
    severity: 'error',
    message: ({ engine, reason }) => `the ${engine} engine was asked for, and it cannot run: ${reason}`,
    help: ({ remedy }) =>
      `${remedy === undefined ? '' : `${remedy}; or `}leave the engine to finnc: --engine auto takes the fastest there is`,
    explain:
      'With --engine auto a missing engine is only a note, since a slower one gives the same values. One that is asked for by name is meant.',
  },
  workerLost: {
    code: 'FINNC5409',
    severity: 'error',
    message: ({ reason }) => `a worker of the simulator has died: ${reason}`,
    help: () => 'run it with --threads 1; if memory is short, in smaller batches',
    explain:
      'Threads of the simulator share the frames of a batch. One of them ended in the middle, so the outputs are not complete.',
  },
});
