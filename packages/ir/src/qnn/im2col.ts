import { alongAxis, declined, mapField, scaledInteger, uniform, type Field } from '../analysis/index.ts';
import { equal, sign } from '../math/rational.ts';
import { defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
import { contains, fitInt, bounds, isInteger, ternary, type ScalarType } from '../types/index.ts';
import { gatherWindows, windowAttrs, windowedSize, type Window } from './window.ts';

/** The type that also holds the zeros of the padding. */
export function paddedElem(elem: ScalarType, padded: boolean): ScalarType {
  if (!padded || contains(elem, 0) || !isInteger(elem)) return elem;
  if (elem.kind === 'bipolar') return ternary;
  const [low, high] = bounds(elem);
  return fitInt(low < 0n ? low : 0n, high > 0n ? high : 0n);
}

function windowsType(x: TensorType, window: Window): TensorType {
  const [images = 1, height = 1, width = 1, channels = 1] = x.shape;
  if (x.shape.length !== 4) throw new RangeError(`${showType(x)} is not an NHWC image`);
  const padded = window.pads.some((pad) => pad > 0);
  const taps = window.kernel[0]! * window.kernel[1]!;
  return tensorType(paddedElem(x.elem, padded), [images, ...windowedSize([height, width], window), taps * channels]);
}

/** QONNX `Im2Col`: NHWC image to rows of windows [images, OH, OW, kh·kw·C], order (ky, kx, c); padding holds zeros. */
export const im2col = defineOp({
  name: 'qnn.im2col',
  summary: 'Sliding windows of an NHWC image, one a pixel of the result.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: windowAttrs,
  infer: ({ x }, window) => ({ y: windowsType(x.type, window) }),
  evaluate({ x }, window): { y: Tensor } {
    return { y: { type: windowsType(x.type, window), data: gatherWindows(x.data, x.type.shape, window, 0) } };
  },
});

export const im2colInteger = scaledInteger.for(im2col, (node, cx) => {
  const { x } = node.operand;
  const fact = cx.fact(x);
  if (!fact) return declined(cx.why(x));
  const padded = node.attrs.pads.some((pad) => pad > 0);
  const tiled = <T>(field: Field<T>, equal: (a: T, b: T) => boolean): Field<T> | undefined => {
    const along = alongAxis(field, 4, equal);
    if (!along || (along.axis ?? 3) !== 3) return undefined;
    const { entries } = along;
    if (entries.length === 1) return uniform(entries[0]!);
    const taps = sizeOf(node.attrs.kernel);
    const data = Array.from({ length: taps * entries.length }, (_, i) => entries[i % entries.length]!);
    return { shape: [1, 1, 1, data.length], data };
  };
  const [scale, bias] = [tiled(fact.scale, equal), tiled(fact.bias, equal)];
  const [low, high] = [tiled(fact.low, Object.is), tiled(fact.high, Object.is)];
  if (!scale || !bias || !low || !high) return declined('its scale varies over the image, which a window mixes');
  if (padded && Array.from(bias.data).some((entry) => sign(entry) !== 0))
    return declined('zero padding of a biased input is not an integer');
  const range = padded
    ? { low: mapField(low, (n) => Math.min(n, 0)), high: mapField(high, (n) => Math.max(n, 0)) }
    : { low, high };
  return {
    facts: { y: { domain: fact.domain, scale, bias, ...range } },
    carry: (build) => ({ y: build.create(im2col, { x: build.integer(x) }, node.attrs).result.y }),
  };
});
