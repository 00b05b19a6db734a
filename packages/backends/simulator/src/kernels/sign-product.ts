/** Number of set bits. */
function ones(bits: number): number {
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * Sums of products of ±1 by XOR and popcount: `sums[v · rows + r] = Σ_k x[v, k] · w[r, k]`.
 *
 * @param x  packed vectors of `words` words, starting with vector `first`
 * @param w  packed rows of as many words; bits behind `depth` are 0 in both
 */
export function signSums(
  x: Int32Array,
  first: number,
  w: Int32Array,
  sums: Int32Array,
  {
    vectors,
    rows,
    depth,
    words,
  }: { readonly vectors: number; readonly rows: number; readonly depth: number; readonly words: number },
): void {
  const tiled = rows & ~3;
  for (let v = 0; v < vectors; v++) {
    const from = (first + v) * words;
    const to = v * rows;
    let r = 0;
    // Four rows at a time load each input word once.
    for (; r < tiled; r += 4) {
      let w0 = r * words;
      let w1 = w0 + words;
      let w2 = w1 + words;
      let w3 = w2 + words;
      let d0 = 0;
      let d1 = 0;
      let d2 = 0;
      let d3 = 0;
      for (let k = from; k < from + words; k++) {
        const bits = x[k]!;
        d0 += ones(bits ^ w[w0++]!);
        d1 += ones(bits ^ w[w1++]!);
        d2 += ones(bits ^ w[w2++]!);
        d3 += ones(bits ^ w[w3++]!);
      }
      sums[to + r] = depth - 2 * d0;
      sums[to + r + 1] = depth - 2 * d1;
      sums[to + r + 2] = depth - 2 * d2;
      sums[to + r + 3] = depth - 2 * d3;
    }
    for (; r < rows; r++) {
      let at = r * words;
      let differing = 0;
      for (let k = from; k < from + words; k++) differing += ones(x[k]! ^ w[at++]!);
      sums[to + r] = depth - 2 * differing;
    }
  }
}
