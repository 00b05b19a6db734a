import type { TensorType } from '@finnc/ir';
import { naturalEncoding, vectorsOf, type Buffer } from '../encoding.ts';
import { mapKernel, type Kernel } from '../facet.ts';

/** Indices of the `k` greatest entries of the last axis, greatest first; of equal ones the lowest index comes first. */
export function topKKernel(x: TensorType, y: TensorType, k: number, names: { readonly result?: string } = {}): Kernel {
  const { length, vectors } = vectorsOf(x);
  const reads = naturalEncoding(x) === 'float64' ? 'float64' : 'int32';
  const writes = naturalEncoding(y) === 'float64' ? 'float64' : 'int32';
  return mapKernel(
    reads,
    writes,
    (input, output, frames) => {
      if (k === 1) greatest(input, length, frames * vectors, output);
      else {
        for (let v = 0; v < frames * vectors; v++) {
          const entries = input.subarray(v * length, (v + 1) * length);
          const order = Array.from(entries.keys()).sort((a, b) => entries[b]! - entries[a]! || a - b);
          output.set(order.slice(0, k), v * k);
        }
      }
    },
    names,
  );
}

function greatest(x: Buffer, length: number, vectors: number, y: Buffer): void {
  let i = 0;
  for (let v = 0; v < vectors; v++) {
    let best = 0;
    let most = x[i]!;
    for (let c = 0; c < length; c++, i++) {
      if (x[i]! > most) {
        most = x[i]!;
        best = c;
      }
    }
    y[v] = best;
  }
}
