import { commonScale, declined, scaledInteger } from '../analysis/index.ts';
import { sign } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, stridesOf, tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
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

export const maxPoolInteger = scaledInteger.for(maxPool, (node, cx) => {
  const { x } = node.operand;
  const fact = cx.fact(x);
  if (!fact) return declined('its input is a float tensor');
  const scale = commonScale(fact);
  if (!scale && fact.scale.data.length > 1 && !Array.from(fact.scale.data).every((s) => sign(s) > 0)) {
    return declined('some channels have a negative scale, which turns a maximum into a minimum');
  }
  if (scale && sign(scale) < 0) return declined('its input has a negative scale, which turns a maximum into a minimum');
  if (fact.domain !== 'integer') return declined('its input is not quantised');
  // A field written out per pixel would not match the pooled shape.
  const { h, w } = axesOf(node.attrs.layout);
  for (const field of [fact.scale, fact.bias, fact.low, fact.high]) {
    const lead = x.type.shape.length - field.shape.length;
    if ([h, w].some((axis) => axis >= lead && field.shape[axis - lead]! > 1))
      return declined('its scale varies over the image');
  }
  return {
    facts: { y: fact },
    carry: (build) => ({ y: build.create(maxPool, { x: build.integer(x) }, node.attrs).result.y }),
  };
});
