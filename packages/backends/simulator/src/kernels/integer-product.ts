/** Row-major vectors and rows of one depth. */
export interface ProductSize {
  readonly vectors: number;
  readonly rows: number;
  readonly depth: number;
}

/** `sums[v · rows + r] = Σ_k x[first + v, k] · w[r, k]` modulo 2^32: exact where the caller knows that the sums fit. */
export function integerSums(
  x: Int32Array,
  first: number,
  w: Int32Array,
  sums: Int32Array,
  { vectors, rows, depth }: ProductSize,
): void {
  const tiled = rows & ~3;
  for (let v = 0; v < vectors; v++) {
    const from = (first + v) * depth;
    const to = v * rows;
    let r = 0;
    for (; r < tiled; r += 4) {
      let w0 = r * depth;
      let w1 = w0 + depth;
      let w2 = w1 + depth;
      let w3 = w2 + depth;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = from; k < from + depth; k++) {
        const value = x[k]!;
        s0 = (s0 + Math.imul(value, w[w0++]!)) | 0;
        s1 = (s1 + Math.imul(value, w[w1++]!)) | 0;
        s2 = (s2 + Math.imul(value, w[w2++]!)) | 0;
        s3 = (s3 + Math.imul(value, w[w3++]!)) | 0;
      }
      sums[to + r] = s0;
      sums[to + r + 1] = s1;
      sums[to + r + 2] = s2;
      sums[to + r + 3] = s3;
    }
    for (; r < rows; r++) {
      let at = r * depth;
      let sum = 0;
      for (let k = from; k < from + depth; k++) sum = (sum + Math.imul(x[k]!, w[at++]!)) | 0;
      sums[to + r] = sum;
    }
  }
}

/** As `integerSums`, in doubles: exact below 2^53. */
export function doubleSums(
  x: Float64Array,
  first: number,
  w: Float64Array,
  sums: Float64Array,
  { vectors, rows, depth }: ProductSize,
): void {
  for (let v = 0; v < vectors; v++) {
    const from = (first + v) * depth;
    for (let r = 0; r < rows; r++) {
      let at = r * depth;
      let sum = 0;
      for (let k = from; k < from + depth; k++) sum += x[k]! * w[at++]!;
      sums[v * rows + r] = sum;
    }
  }
}
