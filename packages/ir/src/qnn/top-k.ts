import {
  commonBias,
  commonScale,
  declined,
  integerFact,
  scaledInteger,
  type ScaledInteger,
} from '../analysis/index.ts';
import { div, isWhole, negate, sign, sub, toNumber, type Rational } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { sizeOf, tensor, tensorType, type Tensor } from '../tensor/index.ts';
import { bipolar, fitInt, int } from '../types/index.ts';
import { flip } from './flip.ts';
import { offset } from './offset.ts';

/** Indices of the k greatest entries of the last axis, greatest first; of equal ones the lowest index comes first. */
export const topK = defineOp({
  name: 'qnn.top_k',
  summary: 'Indices of the k greatest values of the last axis.',
  operands: { x: operand.value },
  results: ['indices'],
  attrs: { k: attr.int({ min: 1 }) },
  infer({ x }, { k }) {
    const length = x.type.shape.at(-1) ?? 0;
    if (k > length) throw new RangeError(`the ${k} greatest of ${length}`);
    return { indices: tensorType(fitInt(0, Math.max(length - 1, 1)), [...x.type.shape.slice(0, -1), k]) };
  },
  evaluate({ x }, { k }): { indices: Tensor } {
    const length = x.type.shape.at(-1) ?? 1;
    const shape = [...x.type.shape.slice(0, -1), k];
    const data = new Int32Array(sizeOf(shape));
    for (let row = 0; row * length < x.data.length; row++) {
      const entries = x.data.subarray(row * length, (row + 1) * length);
      const order = Array.from(entries.keys()).sort((a, b) => entries[b]! - entries[a]! || a - b);
      data.set(order.slice(0, k), row * k);
    }
    return { indices: { type: tensorType(fitInt(0, Math.max(length - 1, 1)), shape), data } };
  },
});

/** Integer offsets that give the same order as the biases do, or undefined. */
function wholeOffsets(fact: ScaledInteger, scale: Rational, length: number): number[] | undefined {
  const offsets = Array.from(fact.bias.data, (bias) => div(sub(bias, fact.bias.data[0]!), scale));
  return offsets.length === length && offsets.every(isWhole) ? offsets.map(toNumber) : undefined;
}

/** Scores of one scale keep their order as integers, turned round where the scale is negative. */
export const topKInteger = scaledInteger.for(topK, (node, cx) => {
  const { x } = node.operand;
  const fact = cx.fact(x);
  if (!fact) return declined(cx.why(x));
  const scale = commonScale(fact);
  if (!scale || sign(scale) === 0) return declined('the scales of its input do not keep the order of the integers');
  const falls = sign(scale) < 0;
  const length = x.type.shape.at(-1) ?? 1;
  const { k } = node.attrs;
  const offsets = commonBias(fact) ? [] : wholeOffsets(fact, falls ? negate(scale) : scale, length);
  if (!offsets) return declined('the biases of its input are not whole multiples of its scale');
  return {
    facts: { indices: integerFact(0, length - 1) },
    carry(build) {
      const signs = falls ? build.constant(tensor(bipolar, [1], Int8Array.of(-1))) : undefined;
      const axis = x.type.shape.length - 1;
      const rising = signs ? build.create(flip, { x: build.integer(x), signs }, { axis }).result.y : build.integer(x);
      if (offsets.length === 0) return { indices: build.create(topK, { x: rising }, { k }).result.indices };
      const type = fitInt(Math.min(...offsets), Math.max(...offsets));
      const moved = build.create(
        offset,
        { x: rising, offsets: build.constant(tensor(type, [length], Float64Array.from(offsets))) },
        { outType: int(32) },
      );
      return { indices: build.create(topK, { x: moved.result.y }, { k }).result.indices };
    },
  };
});
