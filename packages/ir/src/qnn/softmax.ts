import { declined, scaledInteger } from '../analysis/index.ts';
import type { FacetImplementation } from '../facet/facet.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { normalAxis, tensorType, type Tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { aroundAxis, resultArray } from './support.ts';

/** An op that turns each line of entries along `axis` into others that depend on all of them. */
const alongLines = <const Name extends string>(
  name: Name,
  summary: string,
  /** Shifted by the greatest entry, so that no exponential overflows; `total` is the sum of their exponentials. */
  entry: (shifted: number, total: number) => number,
) =>
  defineOp({
    name,
    summary,
    operands: { x: operand.value },
    results: ['y'],
    attrs: { axis: attr.int({ min: 0 }) },
    infer: ({ x }, { axis }) => {
      normalAxis(axis, x.type.shape.length);
      return { y: tensorType(float32, x.type.shape) };
    },
    evaluate({ x }, { axis }, { arithmetic }): { y: Tensor } {
      const { outer, size, inner } = aroundAxis(x.type.shape, axis);
      const data = resultArray(x.data.length, arithmetic);
      for (let line = 0; line < outer * inner; line++) {
        const from = Math.floor(line / inner) * size * inner + (line % inner);
        const end = from + size * inner;
        let most = -Infinity;
        for (let at = from; at < end; at += inner) most = Math.max(most, x.data[at]!);
        let total = 0;
        for (let at = from; at < end; at += inner) total += Math.exp(x.data[at]! - most);
        for (let at = from; at < end; at += inner) data[at] = entry(x.data[at]! - most, total);
      }
      return { y: { type: tensorType(float32, x.type.shape), data } };
    },
  });

/** y = exp(x) / Σ exp(x), the sum along `axis`. */
export const softmax = alongLines(
  'qnn.softmax',
  'Exponentials along an axis, divided by their sum.',
  (shifted, total) => Math.exp(shifted) / total,
);
/** y = x − ln Σ exp(x), the sum along `axis`. */
export const logSoftmax = alongLines(
  'qnn.log_softmax',
  'Logarithm of the softmax along an axis.',
  (shifted, total) => shifted - Math.log(total),
);

export const softmaxFacets: readonly FacetImplementation[] = [softmax, logSoftmax].map((op) =>
  scaledInteger.for(op, () =>
    declined('each of its results depends on the exponentials of all entries; end the network at the logits'),
  ),
);
