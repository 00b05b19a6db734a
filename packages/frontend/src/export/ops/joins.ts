import { qnn, type FacetImplementation } from '@finnc/ir';
import { int, text, toOnnx, type OnnxWriter } from '../writer.ts';
import { channelsFirst } from './window.ts';

const times = (cx: OnnxWriter, x: string, factor: number): string =>
  factor === 1 ? x : cx.emit('Mul', [x, cx.floats([], [factor])]);

/** What a slice backwards to the first entry ends at: an end of −1 would be the last entry. */
const beforeFirst = -(2 ** 31);

export const joinsToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.sum, ({ operand: { a, b }, attrs: { aFactor, bFactor } }, cx) => ({
    y: cx.emit('Add', [times(cx, cx.tensor(a), aFactor), times(cx, cx.tensor(b), bFactor)]),
  })),
  toOnnx.for(qnn.concat, ({ operand: { a, b }, attrs: { axis } }, cx) => ({
    y: cx.emit('Concat', [cx.tensor(a), cx.tensor(b)], { axis: int(axis) }),
  })),
  toOnnx.for(qnn.slice, ({ operand: { x }, attrs: { axis, start, end, step } }, cx) => {
    const range = [[start], [end < 0 ? beforeFirst : end], [axis], [step]].map((list) => cx.integers(list));
    return { y: cx.emit('Slice', [cx.tensor(x), ...range]) };
  }),
  toOnnx.for(qnn.upsample, ({ operand: { x }, attrs: { factors, layout } }, cx) => {
    const scales = cx.floats([4], [1, 1, ...factors]);
    const nearest = {
      mode: text('nearest'),
      coordinate_transformation_mode: text('asymmetric'),
      nearest_mode: text('floor'),
    };
    return { y: channelsFirst(cx, cx.tensor(x), layout, (image) => cx.emit('Resize', [image, '', scales], nearest)) };
  }),
];
