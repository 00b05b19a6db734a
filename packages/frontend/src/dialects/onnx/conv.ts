import { float32, qnn, sizeOf, type Shape, type Value } from '@finnc/ir';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { reshaped } from './shape.ts';
import { asImage, windowOf, type ImportedWindow } from './window.ts';

/** Weights of a row `[F, C, K]` as those of an image of height 1. */
function filtersOf(cx: ImportContext): Value {
  const w = cx.input(1);
  const { shape } = w.type;
  if (shape.length !== cx.input(0).type.shape.length)
    return cx.refuse(`has weights of ${shape.length} axes for an input of ${cx.input(0).type.shape.length}`);
  return shape.length === 3 ? reshaped(cx, w, [...shape.slice(0, 2), 1, ...shape.slice(2)]) : w;
}

/** y + bias, a bias a channel. */
function biased(cx: ImportContext, y: Value, bias: Value | undefined): Value {
  if (!bias) return y;
  const column = reshaped(cx, bias, [1, sizeOf(bias.type.shape), 1, 1]);
  return cx.create(qnn.add, { a: y, b: column }, {}).result.y;
}

export const conv: Handle = (cx) => {
  const y = asImage(cx, cx.input(0), 'nchw', (x) => {
    const w = filtersOf(cx);
    const window = windowOf(cx, x.type.shape.slice(2), w.type.shape.slice(2));
    const attrs = { ...window, group: cx.int('group', 1), outType: float32 };
    return biased(cx, cx.create(qnn.conv, { x, w }, attrs).result.y, cx.optional(2));
  });
  return [y];
};

/** Both axes of an attribute with an entry an axis, the first a filler for rows. */
const pair = (values: readonly number[], filler: number): readonly number[] =>
  values.length === 1 ? [filler, ...values] : values;

/**
 * Paddings [top, left, bottom, right] of a transposed convolution and the pixels it has more at the end: as given, or
 * what gives the size that is asked for.
 */
function transposedEdges(
  cx: ImportContext,
  size: Shape,
  { kernel, strides, dilations, pads }: ImportedWindow,
): { readonly pads: readonly number[]; readonly outputPadding: readonly number[] } {
  const auto = cx.string('auto_pad', 'NOTSET');
  const isSame = auto === 'SAME_UPPER' || auto === 'SAME_LOWER';
  const axes = cx.input(0).type.shape.length - 2;
  const outputPadding = pair(cx.ints('output_padding', new Array<number>(axes).fill(0)), 0);
  const given = cx.has('output_shape') ? pair(cx.ints('output_shape').slice(-axes), 1) : undefined;
  const wanted = given ?? (isSame ? size.map((n, axis) => n * strides[axis]!) : undefined);
  if (!wanted) return { pads, outputPadding };
  const total = wanted.map((want, axis) => {
    const reach = dilations[axis]! * (kernel[axis]! - 1) + 1;
    return strides[axis]! * (size[axis]! - 1) + outputPadding[axis]! + reach - want;
  });
  const sides = total.map((n) => Math.max(n, 0));
  const [less, more] = [sides.map((n) => Math.floor(n / 2)), sides.map((n) => Math.ceil(n / 2))];
  return {
    pads: auto === 'SAME_UPPER' ? [...less, ...more] : [...more, ...less],
    // A result larger than the windows reach has zeros at its end.
    outputPadding: outputPadding.map((n, axis) => n + Math.max(0, -total[axis]!)),
  };
}

const convTranspose: Handle = (cx) => {
  const y = asImage(cx, cx.input(0), 'nchw', (x) => {
    const w = filtersOf(cx);
    const size = x.type.shape.slice(2);
    const window = windowOf(cx, size, w.type.shape.slice(2));
    const attrs = { ...window, ...transposedEdges(cx, size, window), group: cx.int('group', 1), outType: float32 };
    return biased(cx, cx.create(qnn.convTranspose, { x, w }, attrs).result.y, cx.optional(2));
  });
  return [y];
};

const depthToSpace: Handle = (cx) => {
  const mode = cx.string('mode', 'DCR').toLowerCase();
  const known = qnn.shuffleModes.find((name) => name === mode);
  if (!known) return cx.refuse(`has the unknown mode '${mode.toUpperCase()}'`);
  const attrs = { block: cx.int('blocksize'), mode: known, layout: 'nchw' } as const;
  return [cx.create(qnn.depthToSpace, { x: cx.input(0) }, attrs).result.y];
};

export const convImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'Conv', conv),
  ...defineImporter('', 'ConvTranspose', convTranspose),
  ...defineImporter('', 'DepthToSpace', depthToSpace),
];
