/** Where the memory of an engine holds what is needed for frame programs; data and then code, arena and ports follow. */
export const framesLayout = {
  /** Addresses of spaces, see `FrameProgram`. */
  spaces: 1024,
  /** Sums of 16 rows of two vectors. */
  sums: 2048,
  data: 4096,
} as const;

/** Words of an instruction with its opcode, by opcode. */
export const instructionWords = [0, 7, 5, 24, 24, 12, 25, 25, 12] as const;

/** Arguments of a product that say how words meet and where the weights lie, counted from its opcode. */
export const productWords = {
  segments: 5,
  segmentsAt: 6,
  words: 7,
  meeting: 8,
  rows: 9,
  pairs: 10,
  pairsAt: 11,
  weights: 12,
} as const;
