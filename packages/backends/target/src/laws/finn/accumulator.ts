/**
 * Accumulator width FINN's LUT law charges: the bound that the data types alone give, never the actual weights,
 * and never more than the accumulator type of the node (INT32 unless narrowed).
 *
 * With α = log2(fanIn) + weightBits + inputBits − 1 − [input signed], the bound is ⌈α + log2(1 + 2^−α) + 1⌉.
 * A BINARY input (XNOR mode) is unsigned. On an XNOR layer the bound is 2 to 3 bits wider than a popcount needs
 * (12 instead of 10 for a fan-in of 784), so passing the narrowed width as `accBits` gives a smaller, different count.
 *
 * @param fanIn    products summed into one output
 * @param accBits  width of the node's accumulator type
 * @returns        bits
 * @see arXiv 2301.13376, the data-type bound; FINN `matrixvectoractivation_hls.py`, `lut_estimation`
 */
export function finnAccumulatorBits(
  fanIn: number,
  weightBits: number,
  inputBits: number,
  inputSigned: boolean,
  accBits = 32,
): number {
  const alpha = Math.log2(fanIn) + weightBits + inputBits - 1 - (inputSigned ? 1 : 0);
  return Math.min(accBits, Math.ceil(alpha + Math.log2(1 + 2 ** -alpha) + 1));
}
