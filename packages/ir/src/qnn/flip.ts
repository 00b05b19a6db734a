import { declined, scaledInteger } from '../analysis/scaled-integer.ts';
import { affine } from '../analysis/fact.ts';
import { uniform } from '../analysis/field.ts';
import { fromNumber, ZERO } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { permuted } from './permuted.ts';
import { sizeOf, tensorType, type Tensor } from '../tensor/index.ts';
import { bounds, fitInt, int, isInteger, type ScalarType } from '../types/index.ts';

/** The type of both signs. Numbers beyond ±2^53 do not occur in tensors, so that 64 bits hold the opposite of any of theirs. */
function negatable(elem: ScalarType): ScalarType {
  if (!isInteger(elem) || elem.kind !== 'int') return elem;
  if (elem.bits === 64) return int(64);
  const [low, high] = bounds(elem);
  const most = -low > high ? -low : high;
  return fitInt(-most, most);
}

/** y = ±x, the sign chosen per channel: what is left of a falling normalisation until it moves into the weights. */
export const flip = defineOp({
  name: 'qnn.flip',
  summary: 'Negates the channels whose sign is −1.',
  operands: { x: operand.value, signs: operand.constant },
  results: ['y'],
  attrs: { axis: attr.int({ min: 0 }) },
  infer({ x, signs }, { axis }) {
    const count = sizeOf(signs.type.shape);
    if (count !== 1 && count !== x.type.shape[axis])
      throw new RangeError(`${count} signs for ${x.type.shape[axis] ?? 0} channels`);
    return { y: tensorType(negatable(x.type.elem), x.type.shape) };
  },
  evaluate({ x, signs }, { axis }): { y: Tensor } {
    const inner = sizeOf(x.type.shape.slice(axis + 1));
    const count = signs.data.length;
    const data = x.data instanceof Int8Array ? Int32Array.from(x.data) : x.data.slice();
    for (let i = 0; i < data.length; i++) data[i] = data[i]! * signs.data[Math.floor(i / inner) % count]!;
    return { y: { type: tensorType(negatable(x.type.elem), x.type.shape), data } };
  },
});

export const flipInteger = scaledInteger.for(flip, (node, cx) => {
  const { x, signs } = node.operand;
  const fact = cx.fact(x);
  if (!fact) return declined(cx.why(x));
  const shape = x.type.shape.map((size, i) => (i === node.attrs.axis && signs.constant.data.length > 1 ? size : 1));
  const factor = { shape, data: Array.from(signs.constant.data, fromNumber) };
  return { facts: { y: affine(fact, factor, uniform(ZERO)) }, carry: (build) => ({ y: build.integer(x) }) };
});

export const flipPermuted = permuted.for(flip, ({ attrs }, perm) => ({
  operands: ['x'],
  attrs: { axis: perm.indexOf(attrs.axis) },
}));
