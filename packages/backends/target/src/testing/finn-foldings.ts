/** PE and SIMD of a network's matrix layers, in order. */
export type MatrixFolding = readonly (readonly [pe: number, simd: number])[];

/** The foldings of FINN's `tests/end2end/test_end2end_bnn_pynq.py`. */
export const finnFoldings = {
  tfc: [
    [16, 49],
    [8, 8],
    [8, 8],
    [10, 8],
  ],
  lfc: [
    [32, 49],
    [64, 32],
    [32, 64],
    [10, 8],
  ],
  cnv: [
    [16, 3],
    [32, 32],
    [16, 32],
    [16, 32],
    [4, 32],
    [1, 32],
    [1, 4],
    [1, 8],
    [5, 1],
  ],
  cnvW2A2: [
    [8, 3],
    [16, 16],
    [8, 16],
    [8, 16],
    [4, 8],
    [1, 8],
    [1, 2],
    [2, 2],
    [5, 1],
  ],
} as const satisfies Readonly<Record<string, MatrixFolding>>;
