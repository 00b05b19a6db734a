import { declined, scaledInteger } from '../analysis/index.ts';
import type { FacetImplementation } from '../facet/facet.ts';
import { defineOp, operand } from '../op/index.ts';
import {
  broadcastOffsets,
  broadcastShape,
  showType,
  tensorType,
  type Tensor,
  type TensorType,
} from '../tensor/index.ts';
import { float32, isInteger, uint, type ScalarType } from '../types/index.ts';
import { definePair } from './pair.ts';
import { resultOf } from './support.ts';

/** Two equal integer types stay; anything else counts as real. */
const common = (a: ScalarType, b: ScalarType): ScalarType => (a === b && isInteger(a) ? a : float32);
const real = (): ScalarType => float32;
const truth = (): ScalarType => uint(1);

/** y = a to the power of b. */
export const pow = definePair('qnn.pow', 'Element-wise power.', real, (a, b) => a ** b);
export const min = definePair('qnn.min', 'Element-wise lesser value; NaN wins.', common, Math.min);
export const max = definePair('qnn.max', 'Element-wise greater value; NaN wins.', common, Math.max);
/** 1 where true, else 0, like the comparisons below. */
export const equal = definePair(
  'qnn.equal',
  'Whether two values are equal, element by element.',
  truth,
  (a, b) => +(a === b),
);
export const less = definePair('qnn.less', 'Whether a < b, element by element.', truth, (a, b) => +(a < b));
export const lessOrEqual = definePair(
  'qnn.less_or_equal',
  'Whether a ≤ b, element by element.',
  truth,
  (a, b) => +(a <= b),
);

/** y = a where the condition is not 0, else b; all three broadcast. */
export const where = defineOp({
  name: 'qnn.where',
  summary: 'Takes each element from a or from b, as a condition says.',
  operands: { condition: operand.value, a: operand.value, b: operand.value },
  results: ['y'],
  attrs: {},
  infer: ({ condition, a, b }) => ({ y: chosenType(condition.type, a.type, b.type) }),
  evaluate({ condition, a, b }, _attrs, { arithmetic }): { y: Tensor } {
    const type = chosenType(condition.type, a.type, b.type);
    const at = [condition, a, b].map((value) => broadcastOffsets(value.type.shape, type.shape));
    const data = resultOf(type, arithmetic);
    for (let i = 0; i < data.length; i++)
      data[i] = condition.data[at[0]![i]!] === 0 ? b.data[at[2]![i]!]! : a.data[at[1]![i]!]!;
    return { y: { type, data } };
  },
});

function chosenType(condition: TensorType, a: TensorType, b: TensorType): TensorType {
  const either = broadcastShape(a.shape, b.shape);
  const shape = either && broadcastShape(condition.shape, either);
  if (!shape) throw new RangeError(`${[condition, a, b].map(showType).join(', ')} do not broadcast`);
  return tensorType(common(a.elem, b.elem), shape);
}

export const pairFacets: readonly FacetImplementation[] = [
  scaledInteger.for(pow, () => declined('a power is not linear')),
  ...[min, max].map((op) =>
    scaledInteger.for(op, () => declined('the greater or lesser of two moving values needs both on one scale')),
  ),
  ...[equal, less, lessOrEqual].map((op) =>
    scaledInteger.for(op, () => declined('comparisons of two moving values stay outside of the hardware')),
  ),
  scaledInteger.for(where, () => declined('a choice between two tensors stays outside of the hardware')),
];
