import {
  alongAxis,
  curvesOf,
  declined,
  directionOf,
  sameCurve,
  scaledInteger,
  zipField,
  type Field,
  type ScaledInteger,
} from '../analysis/index.ts';
import { negate } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, stridesOf, tensor, tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
import { bipolar } from '../types/index.ts';
import { flip } from './flip.ts';
import { windowAttrs, windowedSize, windowOffsets, type Window } from './window.ts';

export const imageLayouts = ['nchw', 'nhwc'] as const;

function axesOf(layout: (typeof imageLayouts)[number]): { readonly h: number; readonly w: number; readonly c: number } {
  return layout === 'nchw' ? { c: 1, h: 2, w: 3 } : { h: 1, w: 2, c: 3 };
}

function pooledType(x: TensorType, layout: (typeof imageLayouts)[number], window: Window): TensorType {
  if (x.shape.length !== 4) throw new RangeError(`${showType(x)} is not an image`);
  const { h, w } = axesOf(layout);
  const size = windowedSize([x.shape[h]!, x.shape[w]!], window);
  return tensorType(
    x.elem,
    x.shape.map((n, axis) => (axis === h ? size[0] : axis === w ? size[1] : n)),
  );
}

/** Greatest value of each window; padding never wins. */
export const maxPool = defineOp({
  name: 'qnn.max_pool',
  summary: 'Maximum over sliding windows.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { ...windowAttrs, layout: attr.oneOf(imageLayouts, { default: 'nchw' }) },
  infer: ({ x }, { layout, ...window }) => ({ y: pooledType(x.type, layout, window) }),
  evaluate({ x }, { layout, ...window }): { y: Tensor } {
    const type = pooledType(x.type, layout, window);
    const { h, w, c } = axesOf(layout);
    const strides = stridesOf(x.type.shape);
    const to = stridesOf(type.shape);
    const pixels = windowOffsets([x.type.shape[h]!, x.type.shape[w]!], window, [strides[h]!, strides[w]!]);
    const taps = window.kernel[0]! * window.kernel[1]!;
    const [images, channels, width] = [x.type.shape[0]!, x.type.shape[c]!, type.shape[w]!];
    // Padding can make the result larger than the image.
    const data = new (x.data.constructor as new (length: number) => Tensor['data'])(sizeOf(type.shape));
    for (let image = 0; image < images; image++) {
      for (let channel = 0; channel < channels; channel++) {
        const from = image * strides[0]! + channel * strides[c]!;
        for (let pixel = 0; pixel * taps < pixels.length; pixel++) {
          let most = -Infinity;
          for (let tap = pixel * taps; tap < (pixel + 1) * taps; tap++) {
            const at = pixels[tap]!;
            if (at >= 0 && x.data[from + at]! > most) most = x.data[from + at]!;
          }
          data[image * to[0]! + channel * to[c]! + Math.floor(pixel / width) * to[h]! + (pixel % width) * to[w]!] =
            most;
        }
      }
    }
    return { y: { type, data } };
  },
});

/** Channels whose reals fall as their integers rise are negated before: their maximum is then one of integers, too. */
export const maxPoolInteger = scaledInteger.for(maxPool, (node, cx) => {
  const { x } = node.operand;
  const fact = cx.curved(x);
  if (!fact) return declined(cx.why(x));
  if (fact.domain !== 'integer') return declined('its input is not quantised');
  const rank = x.type.shape.length;
  const curves = alongAxis(curvesOf(fact), rank, sameCurve);
  const low = alongAxis(fact.low, rank, Object.is);
  const high = alongAxis(fact.high, rank, Object.is);
  const axes = axesOf(node.attrs.layout);
  // A field written out per pixel would not match the pooled shape.
  if (!curves || ![curves, low, high].every((along) => along && (along.axis ?? axes.c) === axes.c))
    return declined('its scale varies over the image');
  const falling = curves.entries.map((curve) => directionOf(curve) < 0);
  if (!falling.includes(true)) {
    return {
      facts: { y: fact },
      carry: (build) => ({ y: build.create(maxPool, { x: build.integer(x) }, node.attrs).result.y }),
    };
  }
  const shape = curves.axis === undefined ? [] : x.type.shape.map((size, axis) => (axis === axes.c ? size : 1));
  const negative: Field<boolean> = { shape, data: falling };
  return {
    facts: { y: negated(fact, negative) },
    carry(build) {
      const signs = build.constant(
        tensor(
          bipolar,
          [falling.length],
          Int8Array.from(falling, (is) => (is ? -1 : 1)),
        ),
      );
      const flipped = build.create(flip, { x: build.integer(x), signs }, { axis: axes.c }).result.y;
      return { y: build.create(maxPool, { x: flipped }, node.attrs).result.y };
    },
  };
});

/** The fact of the negated integers: the same reals, by the negated scale. */
function negated(fact: ScaledInteger, negative: Field<boolean>): ScaledInteger {
  const least = zipField(zipField(fact.low, fact.high, pair), negative, ([low, high], is) => (is ? -high : low));
  const most = zipField(zipField(fact.low, fact.high, pair), negative, ([low, high], is) => (is ? -low : high));
  return { ...fact, scale: zipField(fact.scale, negative, (s, is) => (is ? negate(s) : s)), low: least, high: most };
}

const pair = (low: number, high: number): readonly [number, number] => [low, high];
