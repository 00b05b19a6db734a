import { qnn, type FacetImplementation } from '@finnc/ir';
import { int, ints, toOnnx, type Attributes, type OnnxWriter } from '../writer.ts';

export const windowAttributes = ({ kernel, strides, pads, dilations }: qnn.Window): Attributes => ({
  kernel_shape: ints(kernel),
  strides: ints(strides),
  pads: ints(pads),
  dilations: ints(dilations),
});

/** What a channels-first operator does, to a tensor that may have its channels last. */
export function channelsFirst(
  cx: OnnxWriter,
  x: string,
  layout: 'nchw' | 'nhwc',
  write: (image: string) => string,
): string {
  if (layout === 'nchw') return write(x);
  const image = cx.emit('Transpose', [x], { perm: ints(qnn.TO_NCHW) });
  return cx.emit('Transpose', [write(image)], { perm: ints(qnn.TO_NHWC) });
}

export const windowToOnnx: readonly FacetImplementation[] = [
  /** One slice of the padded image a tap, side by side: qonnx runs its own Im2Col only with a type annotated. */
  toOnnx.for(qnn.im2col, ({ operand: { x }, attrs: { kernel, strides, pads, dilations }, result }, cx) => {
    const [top = 0, left = 0, bottom = 0, right = 0] = pads;
    const padded = pads.every((pad) => pad === 0)
      ? cx.tensor(x)
      : cx.emit('Pad', [cx.tensor(x), cx.integers([0, top, left, 0, 0, bottom, right, 0])]);
    const [, height = 1, width = 1] = result.y.type.shape;
    const [rows = 1, columns = 1] = kernel;
    const taps = Array.from({ length: rows * columns }, (_, tap) => {
      const start = [Math.floor(tap / columns) * dilations[0]!, (tap % columns) * dilations[1]!];
      const end = [start[0]! + (height - 1) * strides[0]! + 1, start[1]! + (width - 1) * strides[1]! + 1];
      return cx.emit('Slice', [
        padded,
        cx.integers(start),
        cx.integers(end),
        cx.integers([1, 2]),
        cx.integers(strides),
      ]);
    });
    return { y: cx.emit('Concat', taps, { axis: int(3) }) };
  }),
];
