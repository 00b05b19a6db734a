import { declined, scaledInteger } from '../analysis/index.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
import { variesOverImage } from './image-layout.ts';
import { axesOf, imageLayouts, type ImageLayout } from './pool-window.ts';

function enlargedType(x: TensorType, factors: readonly number[], layout: ImageLayout): TensorType {
  if (x.shape.length !== 4) throw new RangeError(`${showType(x)} is not an image`);
  const { h, w } = axesOf(layout);
  const factor = (axis: number): number => (axis === h ? factors[0]! : axis === w ? factors[1]! : 1);
  return tensorType(
    x.elem,
    x.shape.map((size, axis) => size * factor(axis)),
  );
}

/** Every pixel `factors[0]` times below and `factors[1]` times beside itself: nearest neighbour by whole factors. */
export const upsample = defineOp({
  name: 'qnn.upsample',
  summary: 'Repeats every pixel of an image in rows and columns.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {
    factors: attr.ints({ min: 1, length: 2 }),
    layout: attr.oneOf(imageLayouts, { default: 'nchw' }),
  },
  infer: ({ x }, { factors, layout }) => ({ y: enlargedType(x.type, factors, layout) }),
  evaluate({ x }, { factors, layout }): { y: Tensor } {
    const type = enlargedType(x.type, factors, layout);
    const [down = 1, across = 1] = factors;
    const { h, w } = axesOf(layout);
    const inner = sizeOf(x.type.shape.slice(w + 1));
    const [rows, width] = [sizeOf(x.type.shape.slice(0, h + 1)), x.type.shape[w]!];
    const data = new (x.data.constructor as new (length: number) => Tensor['data'])(sizeOf(type.shape));
    const row = width * across * inner;
    for (let r = 0; r < rows; r++) {
      const to = r * down * row;
      for (let i = 0; i < width * across; i++) {
        const from = (r * width + Math.floor(i / across)) * inner;
        for (let c = 0; c < inner; c++) data[to + i * inner + c] = x.data[from + c]!;
      }
      for (let copy = 1; copy < down; copy++) data.copyWithin(to + copy * row, to, to + row);
    }
    return { y: { type, data } };
  },
});

export const upsampleInteger = scaledInteger.for(upsample, (node, cx) => {
  const { x } = node.operand;
  const fact = cx.curved(x);
  if (!fact) return declined(cx.why(x));
  if (variesOverImage(fact, x.type.shape.length, node.attrs.layout)) return declined('its scale varies over the image');
  return {
    facts: { y: fact },
    carry: (build) => ({ y: build.create(upsample, { x: build.integer(x) }, node.attrs).result.y }),
  };
});
