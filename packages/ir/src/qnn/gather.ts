import { declined, scaledInteger } from '../analysis/index.ts';
import type { FacetImplementation } from '../facet/facet.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { normalAxis, showType, sizeOf, tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
import { everyIndex, pick } from './pick.ts';
import { resultOf } from './support.ts';

const gatheredType = (x: TensorType, indices: TensorType, given: number): TensorType => {
  const axis = normalAxis(given, x.shape.length);
  return tensorType(x.elem, [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]);
};

/** Negative indices count from the back. */
const fromFront = (index: number, size: number): number => {
  const at = index < 0 ? index + size : index;
  if (!(at >= 0 && at < size)) throw new RangeError(`entry ${index} of ${size}`);
  return at;
};

/** Entries of one axis, in the order of `indices`, whose axes take the place of that axis. */
export const gather = defineOp({
  name: 'qnn.gather',
  summary: 'Selects entries of an axis by index.',
  operands: { x: operand.value, indices: operand.value },
  results: ['y'],
  attrs: { axis: attr.int({ min: 0, default: 0 }) },
  infer: ({ x, indices }, { axis }) => ({ y: gatheredType(x.type, indices.type, axis) }),
  evaluate({ x, indices }, { axis }, { arithmetic }): { y: Tensor } {
    const { shape } = x.type;
    const type = gatheredType(x.type, indices.type, axis);
    const picked = Array.from(indices.data, (index) => fromFront(index, shape[axis]!));
    const along = shape.map((size, i) => (i === axis ? picked : everyIndex(size)));
    return { y: { type, data: pick(x.data, shape, along, resultOf(type, arithmetic)) } };
  },
});

/** Of each line along the last axis, the entries that the line of `indices` names: the values that belong to `qnn.top_k`. */
export const gatherLast = defineOp({
  name: 'qnn.gather_last',
  summary: 'Selects entries of every line of the last axis by that line’s own indices.',
  operands: { x: operand.value, indices: operand.value },
  results: ['y'],
  attrs: {},
  infer({ x, indices }) {
    const lines = (type: TensorType): string => type.shape.slice(0, -1).join();
    if (x.type.shape.length !== indices.type.shape.length || lines(x.type) !== lines(indices.type))
      throw new RangeError(`${showType(indices.type)} does not select from ${showType(x.type)}`);
    return { y: tensorType(x.type.elem, indices.type.shape) };
  },
  evaluate({ x, indices }, _attrs, { arithmetic }): { y: Tensor } {
    const type = tensorType(x.type.elem, indices.type.shape);
    const [from, to] = [x.type.shape.at(-1) ?? 1, type.shape.at(-1) ?? 1];
    const data = resultOf(type, arithmetic);
    for (let i = 0; i < sizeOf(type.shape); i++)
      data[i] = x.data[Math.floor(i / to) * from + fromFront(indices.data[i]!, from)]!;
    return { y: { type, data } };
  },
});

/** A tensor repeated along its axes of size 1, and along new ones in front. */
export const expand = defineOp({
  name: 'qnn.expand',
  summary: 'Broadcasts to a shape.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { shape: attr.ints({ min: 0 }) },
  infer({ x }, { shape }) {
    const lead = shape.length - x.type.shape.length;
    if (lead < 0 || !x.type.shape.every((size, axis) => size === 1 || size === shape[axis + lead]))
      throw new RangeError(`${showType(x.type)} does not broadcast to [${shape.join(', ')}]`);
    return { y: tensorType(x.type.elem, shape) };
  },
  evaluate({ x }, { shape }, { arithmetic }): { y: Tensor } {
    const lead = shape.length - x.type.shape.length;
    const own = [...new Array<number>(lead).fill(1), ...x.type.shape];
    const along = shape.map((size, axis) => (own[axis] === size ? everyIndex(size) : new Uint8Array(size)));
    const type = tensorType(x.type.elem, shape);
    return { y: { type, data: pick(x.data, own, along, resultOf(type, arithmetic)) } };
  },
});

export const gatherFacets: readonly FacetImplementation[] = [
  ...[gather, gatherLast].map((op) =>
    scaledInteger.for(op, () => declined('selection by index stays outside of the hardware')),
  ),
  scaledInteger.for(expand, () => declined('repetition along an axis stays outside of the hardware')),
];
