import { defineOp, operand } from '../op/index.ts';
import { broadcastShape, showType, tensorType, type TensorType } from '../tensor/index.ts';
import type { ScalarType } from '../types/index.ts';
import { mapPair } from './support.ts';

export type Apply = (a: number, b: number) => number;

/**
 * An element-wise function of two tensors, with numpy broadcasting.
 *
 * @param elem  type of the results, from those of the two operands
 */
export function definePair<const Name extends string>(
  name: Name,
  summary: string,
  elem: (a: ScalarType, b: ScalarType) => ScalarType,
  apply: Apply,
) {
  const typeOf = (a: TensorType, b: TensorType): TensorType => {
    const shape = broadcastShape(a.shape, b.shape);
    if (!shape) throw new RangeError(`${showType(a)} and ${showType(b)} do not broadcast`);
    return tensorType(elem(a.elem, b.elem), shape);
  };
  return defineOp({
    name,
    summary,
    operands: { a: operand.value, b: operand.value },
    results: ['y'],
    attrs: {},
    infer: ({ a, b }) => ({ y: typeOf(a.type, b.type) }),
    evaluate: ({ a, b }, _attrs, { arithmetic }) => ({ y: mapPair(a, b, typeOf(a.type, b.type), arithmetic, apply) }),
  });
}
