import {
  attr,
  bounds,
  contains,
  defineOp,
  isInteger,
  operand,
  qnn,
  sizeOf,
  tensorType,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { imageOf } from '../shared/vectors.ts';

/**
 * A border of one value around an image: x `[N, H, W, C]` to y `[N, t + H + b, l + W + r, C]`, pads `[t, l, b, r]`.
 *
 * y has type `outType`, which holds the values of x and of the border: ±1 with zeros around it is ternary.
 * `simd` channels go in and out each cycle; it must divide C.
 */
export const pad = defineOp({
  name: 'hw.pad',
  summary: 'Puts a border of one value around an image.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {
    pads: qnn.windowAttrs.pads,
    value: attr.int({ default: 0 }),
    outType: attr.type(),
    simd: attr.int({ min: 1, default: 1 }),
  },
  infer({ x }, { pads, value, outType, simd }) {
    const { elem } = x.type;
    if (!isInteger(elem) || !isInteger(outType)) throw new RangeError(`padding ${elem.name} to ${outType.name}`);
    const [low, high] = bounds(elem);
    const fits = contains(outType, value) && contains(outType, Number(low)) && contains(outType, Number(high));
    if (!fits || (outType.kind === 'bipolar' && elem.kind !== 'bipolar')) {
      throw new RangeError(`${outType.name} does not hold ${elem.name} and a border of ${value}`);
    }
    divideExactly(imageOf(x.type).channels, simd, 'SIMD', 'NumChannels');
    return { y: paddedType(x.type, pads, outType) };
  },
  evaluate({ x }, { pads, value, outType }): { y: Tensor } {
    const { frames, height, width, channels } = imageOf(x.type);
    const type = paddedType(x.type, pads, outType);
    const out = imageOf(type);
    const [top = 0, left = 0] = pads;
    const data = new (x.data.constructor as new (length: number) => Tensor['data'])(sizeOf(type.shape)).fill(value);
    const row = width * channels;
    for (let frame = 0; frame < frames; frame++) {
      for (let y = 0; y < height; y++) {
        const from = (frame * height + y) * row;
        const to = ((frame * out.height + y + top) * out.width + left) * channels;
        data.set(x.data.subarray(from, from + row), to);
      }
    }
    return { y: { type, data } };
  },
});

function paddedType(
  x: TensorType,
  [top = 0, left = 0, bottom = 0, right = 0]: readonly number[],
  elem: TensorType['elem'],
): TensorType {
  const { frames, height, width, channels } = imageOf(x);
  return tensorType(elem, [frames, top + height + bottom, left + width + right, channels]);
}
