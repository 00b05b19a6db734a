/**
 * What the engine's TypeScript and its WebAssembly agree on: where things lie in memory, and the words of an instruction.
 *
 * An instruction of the module is a number and then these words, addresses in bytes where the program has plane numbers.
 */
export const PLANE_BYTES = 16;
export const SLICE_FRAMES = 8 * PLANE_BYTES;

/** Bits of the counts of classes that there are kernels for. */
export const classWidths = [6, 7, 8, 9, 10, 16] as const;
export const ACCUMULATOR_PLANES = 64;

/** Planes of the count of a class, and their bytes. */
const CLASS_PLANES = 20;
export const CLASS_BYTES = CLASS_PLANES * PLANE_BYTES;

/**
 * One of the 8 signed sums of a triple of inputs, 16 bits a frame, to the next, and a triple to the next. Sums that are added
 * have the same offset there, and without a vector between them they would come from the same bank of the cache.
 */
export const SUM_BYTES = 2 * SLICE_FRAMES + 16;
export const TRIPLE_BYTES = 8 * SUM_BYTES;

/** Working memory, below everything else. */
export const scratch = {
  classes: 1024,
  sums: 1024 + 8 * CLASS_BYTES,
  rows: 8192,
  accumulators: 12288,
  codes: 16384,
  bytes: 18432,
  bytesTurned: 18688,
  best: 20480,
  index: 21504,
  end: 24576,
} as const;

export const instructions = {
  packBytes: [
    'signed',
    'input',
    'frameBytes',
    'vectors',
    'length',
    'dst',
    'stride',
    'bits',
    'steps',
    'thresholds',
    'thresholdStride',
  ],
  packWords: [
    'kind',
    'input',
    'frameBytes',
    'elementBytes',
    'vectors',
    'length',
    'dst',
    'stride',
    'bits',
    'steps',
    'thresholds',
    'thresholdStride',
    'bias',
    'map',
  ],
  table: [
    'kind',
    'input',
    'frameBytes',
    'elements',
    'byteMap',
    'map',
    'turned',
    'triples',
    'needed',
    'pixels',
    'groups',
    'windows',
    'rows',
    'patterns',
    'steps',
    'thresholds',
    'dst',
    'outBits',
    'isSign',
  ],
  productSign: ['width', 'pixels', 'bases', 'rows', 'lists', 'accBits', 'constants', 'dst'],
  product: [
    'width',
    'pixels',
    'bases',
    'inBits',
    'rows',
    'weightPlanes',
    'shifts',
    'lists',
    'accBits',
    'constants',
    'shared',
    'sharedRest',
    'sharedWidth',
    'sharedShift',
    'mode',
    'thresholds',
    'dst',
    'outBits',
  ],
  max: ['count', 'taps', 'length', 'bits', 'src', 'dst'],
  copy: ['count', 'run', 'src', 'dst', 'flip'],
  add: ['count', 'length', 'a', 'aBits', 'aFactor', 'b', 'bBits', 'bFactor', 'constant', 'dst', 'outBits'],
  steps: ['count', 'length', 'src', 'inBits', 'thresholds', 'rowStride', 'dst', 'outBits'],
  argmax: ['output', 'frameBytes', 'count', 'length', 'src', 'bits', 'indexBits'],
  store: ['output', 'frameBytes', 'count', 'length', 'src', 'bits', 'factor', 'bias'],
} as const;
export type InstructionName = keyof typeof instructions;
export const instructionNames = Object.keys(instructions) as InstructionName[];
