import { declined, mapField, scaledInteger } from '../analysis/index.ts';
import { isUnbiased } from '../analysis/fact.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, stridesOf, tensorType, type Shape, type Tensor, type TensorType } from '../tensor/index.ts';
import { paddedElem } from './im2col.ts';
import { variesOverImage } from './image-layout.ts';
import { axesOf, imageLayouts, type ImageLayout } from './pool-window.ts';

const strides = attr.ints({ min: 1, length: 2 });
const layout = attr.oneOf(imageLayouts, { default: 'nchw' });

/** Size along an axis with `stride − 1` zeros between neighbours. */
const spreadSize = (size: number, stride: number): number => (size - 1) * stride + 1;

function spreadType(x: TensorType, [vertical = 1, horizontal = 1]: Shape, layoutOf: ImageLayout): TensorType {
  if (x.shape.length !== 4) throw new RangeError(`${showType(x)} is not an image`);
  const { h, w } = axesOf(layoutOf);
  const isSpread = vertical > 1 || horizontal > 1;
  return tensorType(
    paddedElem(x.elem, isSpread),
    x.shape.map((size, axis) =>
      axis === h ? spreadSize(size, vertical) : axis === w ? spreadSize(size, horizontal) : size,
    ),
  );
}

/** Zeros between the pixels of an image, `strides` minus one of them: FINN's FMPadding_Pixel. */
export const pixelPad = defineOp({
  name: 'qnn.pixel_pad',
  summary: 'Zeros between the pixels of an image.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { strides, layout },
  infer: ({ x }, attrs) => ({ y: spreadType(x.type, attrs.strides, attrs.layout) }),
  evaluate({ x }, attrs): { y: Tensor } {
    const type = spreadType(x.type, attrs.strides, attrs.layout);
    const { h, w } = axesOf(attrs.layout);
    const data = new (x.data.constructor as new (length: number) => Tensor['data'])(sizeOf(type.shape));
    const [from, to] = [stridesOf(x.type.shape), stridesOf(type.shape)];
    const steps = to.map((step, axis) => step * (axis === h ? attrs.strides[0]! : axis === w ? attrs.strides[1]! : 1));
    for (let i = 0; i < x.data.length; i++) {
      let at = 0;
      for (let axis = 0, rest = i; axis < 4; rest %= from[axis]!, axis++) {
        at += Math.floor(rest / from[axis]!) * steps[axis]!;
      }
      data[at] = x.data[i]!;
    }
    return { y: { type, data } };
  },
});

export const pixelPadInteger = scaledInteger.for(pixelPad, (node, cx) => {
  const { x } = node.operand;
  const fact = cx.fact(x);
  if (!fact) return declined(cx.why(x));
  if (fact.domain !== 'integer') return declined('its input is not quantised');
  if (!isUnbiased(fact)) return declined('zeros between the pixels of a biased input are not integers');
  if (variesOverImage(fact, 4, node.attrs.layout)) return declined('its scale varies over the image');
  return {
    facts: {
      y: {
        domain: fact.domain,
        scale: fact.scale,
        bias: fact.bias,
        low: mapField(fact.low, (n) => Math.min(n, 0)),
        high: mapField(fact.high, (n) => Math.max(n, 0)),
      },
    },
    carry: (build) => ({ y: build.create(pixelPad, { x: build.integer(x) }, node.attrs).result.y }),
  };
});
