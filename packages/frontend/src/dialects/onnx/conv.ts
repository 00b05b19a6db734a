import { qnn, sizeOf, type Value } from '@finnc/ir';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { reshaped } from './shape.ts';
import { asImage, windowOf } from './window.ts';

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
    const attrs = { ...window, group: cx.int('group', 1), outType: qnn.conv.attrs.outType.default! };
    return biased(cx, cx.create(qnn.conv, { x, w }, attrs).result.y, cx.optional(2));
  });
  return [y];
};

export const convImporters: readonly OnnxImporter[] = [...defineImporter('', 'Conv', conv)];
