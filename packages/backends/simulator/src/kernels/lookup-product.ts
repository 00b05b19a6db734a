import type { TensorData } from '@finnc/ir';
import type { ProductSize } from './integer-product.ts';

/**
 * A ±1 matrix for integer inputs by tables: inputs are taken in groups of `group`, the 2^group signed sums of each group
 * are computed once a vector, and every row adds one of them a group (the method of four Russians).
 */
export interface LookupMatrix {
  readonly group: number;
  readonly groups: number;
  /** `codes[row · groups + g]`: the place in the tables that row takes from group g. */
  readonly codes: Uint16Array;
}

export function lookupMatrix(w: TensorData, rows: number, depth: number): LookupMatrix {
  const cost = (size: number): number => Math.ceil(depth / size) * (2 ** size + rows);
  // Tables of at most 2^15 entries stay in the nearest cache, and 16 bits reach them.
  const sizes = [1, 2, 3, 4, 5, 6, 7, 8].filter((size) => Math.ceil(depth / size) * 2 ** size <= 1 << 15);
  const group = sizes.reduce((best, size) => (cost(size) < cost(best) ? size : best), 1);
  const groups = Math.ceil(depth / group);
  const codes = new Uint16Array(rows * groups);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < depth; k++) {
      const g = Math.floor(k / group);
      if (w[row * depth + k]! > 0) codes[row * groups + g]! += 1 << (k - g * group);
    }
    for (let g = 0; g < groups; g++) codes[row * groups + g]! += g << group;
  }
  return { group, groups, codes };
}

/** Entries of the tables of one vector. */
export const tableLength = ({ group, groups }: LookupMatrix): number => groups << group;

/** Largest depth that `lookupMatrix` takes. */
export const MAX_LOOKUP_DEPTH = 1 << 14;

export function lookupSums(
  x: Int32Array,
  first: number,
  matrix: LookupMatrix,
  table: Int32Array,
  sums: Int32Array,
  { vectors, rows, depth }: ProductSize,
): void {
  const { group, groups, codes } = matrix;
  const tiled = rows & ~3;
  for (let v = 0; v < vectors; v++) {
    fillTable(x, (first + v) * depth, depth, group, groups, table);
    const to = v * rows;
    let r = 0;
    for (; r < tiled; r += 4) {
      let c0 = r * groups;
      let c1 = c0 + groups;
      let c2 = c1 + groups;
      let c3 = c2 + groups;
      const end = c1;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      while (c0 < end) {
        s0 = (s0 + table[codes[c0++]!]!) | 0;
        s1 = (s1 + table[codes[c1++]!]!) | 0;
        s2 = (s2 + table[codes[c2++]!]!) | 0;
        s3 = (s3 + table[codes[c3++]!]!) | 0;
      }
      sums[to + r] = s0;
      sums[to + r + 1] = s1;
      sums[to + r + 2] = s2;
      sums[to + r + 3] = s3;
    }
    for (; r < rows; r++) {
      let sum = 0;
      for (let c = r * groups; c < (r + 1) * groups; c++) sum = (sum + table[codes[c]!]!) | 0;
      sums[to + r] = sum;
    }
  }
}

function fillTable(x: Int32Array, from: number, depth: number, group: number, groups: number, table: Int32Array): void {
  for (let g = 0; g < groups; g++) {
    const base = g << group;
    const count = Math.min(group, depth - g * group);
    let lowest = 0;
    for (let i = 0; i < count; i++) lowest = (lowest - x[from + g * group + i]!) | 0;
    table[base] = lowest;
    // Each input doubles the part of the table that is filled: a set bit turns −x into +x.
    for (let i = 0; i < count; i++) {
      const twice = x[from + g * group + i]! << 1;
      const size = 1 << i;
      for (let j = 0; j < size; j++) table[base + size + j] = (table[base + j]! + twice) | 0;
    }
  }
}
