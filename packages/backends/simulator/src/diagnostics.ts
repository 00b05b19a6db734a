import { defineDiagnostics } from '@finnc/ir';

export const simulatorDiagnostics = defineDiagnostics<{
  noKernel: { op: string };
  slowKernel: { why: string };
  missingFile: { file: string };
  damaged: { file: string; reason: string };
  otherVersion: { found: string; wanted: number };
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
});
