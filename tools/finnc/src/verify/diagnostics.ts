import { defineDiagnostics } from '@finnc/ir';

interface Difference {
  readonly stage: string;
  readonly tensor: string;
  readonly frame: number;
  readonly index: readonly number[];
  readonly found: number;
  readonly expected: number;
  readonly differing: number;
  readonly total: number;
}

/** What `finnc verify` and `finnc diff` find: codes FINNC42xx; what is wrong with what they are given: FINNC58xx. */
export const verifyDiagnostics = defineDiagnostics({
  stageDiffers: {
    code: 'FINNC4201',
    severity: 'error',
    explain:
      'Each stage of the compilation, the simulator and the compiled C++ compute the source model in exact arithmetic, code for code. A stage that gives other values than the one before is a bug of the pass that made it.',
    message: ({ stage, tensor, frame, index, found, expected, differing, total }: Difference) =>
      `${stage} differs from the source model: '${tensor}' of frame ${frame} at [${index.join(', ')}] is ${found}, expected ${expected} (${differing} of ${total} values differ)`,
    help: () => 'this is a bug of finnc or of a plugin: please report it with the model and the input',
  },
  referenceDiffers: {
    code: 'FINNC4202',
    severity: 'error',
    explain:
      'The hardware computes in exact arithmetic, references mostly in float32. Where an accumulator lies on a step of a quantiser, or nearer to it than float32 can tell, the two may give neighbouring codes, and outputs follow. The smallest margin says how near the model comes.',
    message: ({ reference, ...where }: Difference & { reference: string }) =>
      `${where.stage} differs from ${reference}: '${where.tensor}' of frame ${where.frame} at [${where.index.join(', ')}] is ${where.found}, expected ${where.expected} (${where.differing} of ${where.total} values differ)`,
    help: () =>
      'look at the first difference and at the smallest margin; if the source model in float32 agrees with the reference and in exact arithmetic does not, rounding decides: compare accuracies with --dataset',
  },
  frameCount: {
    code: 'FINNC5801',
    severity: 'error',
    explain: 'Expected outputs are compared with those of the inputs, frame by frame.',
    message: ({ inputs, expected, file }: { inputs: number; expected: number; file: string }) =>
      `there are ${inputs} inputs, and '${file}' holds expected outputs of ${expected}`,
    help: ({ inputs, expected }) =>
      inputs > expected ? `add --limit ${expected}, or give all outputs` : 'give the outputs of these inputs only',
  },
  notANumber: {
    code: 'FINNC5802',
    severity: 'error',
    explain: 'An expected value that is no number equals nothing.',
    message: ({ file, frame, index }: { file: string; frame: number; index: number }) =>
      `'${file}' expects a value that is not a number, in frame ${frame} at index ${index}`,
    help: () => 'look for a division by zero or an overflow where the outputs were made',
  },
  whichArray: {
    code: 'FINNC5803',
    severity: 'error',
    explain:
      'Each output of the model is compared with the array of its name, else with out_0, out_1, … in order; a single array is enough for a single output.',
    message: ({ file, output, found }: { file: string; output: string; found: readonly string[]; number: number }) =>
      `'${file}' holds ${found.length === 1 ? 'one array' : `${found.length} arrays (${found.join(', ')})`}, and none is called '${output}' as the output of the model`,
    help: ({ output, number }) => `save the outputs in an .npz with an array '${output}' or 'out_${number}'`,
  },
  expectedShape: {
    code: 'FINNC5807',
    severity: 'error',
    explain: 'Expected outputs have the shape that the model declares, with any number of frames in front.',
    message: ({
      file,
      output,
      found,
      wanted,
    }: {
      file: string;
      output: string;
      found: readonly number[];
      wanted: readonly number[];
    }) => `'${file}' has the shape [${found.join(', ')}], and the output '${output}' [${wanted.join(', ')}]`,
    help: ({ wanted }) => `give an array of shape [frames, ${wanted.slice(1).join(', ')}]`,
  },
  noCompiler: {
    code: 'FINNC5804',
    severity: 'warning',
    explain:
      'The emitted C++ can be compiled by g++ against stand-ins for the vendor’s types, and then computes what the hardware does.',
    message: ({ compiler }: { compiler: string }) => `${compiler} is not found, so the compiled C++ is left out`,
    help: () => 'install it (apt-get install g++), or name a compiler with the environment variable CXX',
  },
  runtimeRefuses: {
    code: 'FINNC5806',
    severity: 'error',
    explain: 'The model, or its form in ONNX’s own operators, was given to onnxruntime, which could not run it.',
    message: ({ reason }: { reason: string }) => `onnxruntime cannot run the model: ${reason}`,
    help: () => 'give known outputs with --expected',
  },
});
