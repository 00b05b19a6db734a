import {
  attr,
  bounds,
  defineOp,
  fitInt,
  isInteger,
  operand,
  showType,
  sizeOf,
  tensorType,
  type Node,
  type ScalarType,
  type Tensor,
} from 'finnc/plugin';

/** The integers that come out: those that go in and their negatives. ±1 and −1, 0, 1 are their own. */
export function flippedType(elem: ScalarType): ScalarType {
  if (elem.kind !== 'int') return elem;
  const [low, high] = bounds(elem);
  const most = -low > high ? -low : high;
  return fitInt(-most, most);
}

/**
 * y[…, c] = signs[c] · x[…, c] on integers, channels last.
 *
 * `pe` channels are worked on each cycle; it must divide C. `signs` has one entry a channel.
 */
export const flip = defineOp({
  name: 'acme.flip',
  summary: 'Negates the channels whose sign is −1.',
  operands: { x: operand.value, signs: operand.constant },
  results: ['y'],
  attrs: { pe: attr.int({ min: 1, default: 1 }) },
  infer({ x, signs }, { pe }) {
    const channels = x.type.shape.at(-1) ?? 0;
    if (!isInteger(x.type.elem)) throw new RangeError(`signs on ${showType(x.type)}`);
    if (sizeOf(signs.type.shape) !== channels)
      throw new RangeError(`${sizeOf(signs.type.shape)} signs for ${channels} channels`);
    if (channels % pe !== 0) throw new RangeError(`PE = ${pe} does not divide NumChannels = ${channels}`);
    return { y: tensorType(flippedType(x.type.elem), x.type.shape) };
  },
  evaluate({ x, signs }): { y: Tensor } {
    const data = Int32Array.from(x.data, (value, i) => value * (signs.data[i % signs.data.length] ?? 1));
    return { y: { type: tensorType(flippedType(x.type.elem), x.type.shape), data } };
  },
});

export interface FlipSizes {
  readonly channels: number;
  readonly pe: number;
  /** Vectors of channels a frame. */
  readonly vectors: number;
}

export function flipSizes({ operand: { x }, attrs: { pe } }: Node<typeof flip>): FlipSizes {
  const channels = x.type.shape.at(-1) ?? 1;
  return { channels, pe, vectors: sizeOf(x.type.shape) / channels };
}
