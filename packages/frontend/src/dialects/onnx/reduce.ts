import { normalAxis, qnn, sizeOf, type Shape, type Value } from '@finnc/ir';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { axesOf } from './shape.ts';
import type { Layout } from './window.ts';

/** Reduces whole rows or images: one window that is as large as they are. */
type Reduction = (cx: ImportContext, x: Value, attrs: ReturnType<typeof wholeImage>) => Value;

function wholeImage(kernel: Shape, layout: Layout) {
  return { kernel, strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], layout };
}

const mean: Reduction = (cx, x, attrs) =>
  cx.create(qnn.avgPool, { x }, { ...attrs, countIncludePad: false, ceilMode: false }).result.y;
const total: Reduction = (cx, x, attrs) =>
  cx.create(qnn.sumPool, { x }, { ...attrs, outType: qnn.sumPool.attrs.outType.default! }).result.y;
const most: Reduction = (cx, x, attrs) => cx.create(qnn.maxPool, { x }, attrs).result.y;

const reshaped = (cx: ImportContext, x: Value, shape: Shape): Value =>
  shape.join() === x.type.shape.join() ? x : cx.create(qnn.reshape, { x }, { shape }).result.y;

/**
 * Reduces some axes to one entry each. Axes that follow one another are a column of pixels: what is before them are
 * images, what is behind them channels. The last axes of an image or a row are reduced where they are.
 */
function reduce(cx: ImportContext, x: Value, axes: readonly number[], reduction: Reduction): Value {
  const { shape } = x.type;
  const [first = 0, last = 0] = [axes[0], axes.at(-1)];
  if (last - first + 1 !== axes.length) {
    const kept = shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
    const perm = [...kept, ...axes];
    const turned = cx.create(qnn.transpose, { x }, { perm }).result.y;
    return reduce(
      cx,
      turned,
      [...axes.keys()].map((i) => kept.length + i),
      reduction,
    );
  }
  const inner = shape.slice(last + 1);
  if (first >= 2 && shape.length <= 4) {
    // [N, C, L] has height 1.
    const image = [...shape.slice(0, 2), ...(shape.length === 3 ? [1] : []), ...shape.slice(2)];
    const kernel = [2, 3].map((axis) => (axes.includes(axis - 4 + shape.length) ? image[axis]! : 1));
    return reduction(cx, reshaped(cx, x, image), wholeImage(kernel, 'nchw'));
  }
  const whole = shape.slice(first, last + 1);
  const size = whole.length === 2 ? whole : [sizeOf(whole), 1];
  const image = [sizeOf(shape.slice(0, first)), ...size, sizeOf(inner)];
  return reduction(cx, reshaped(cx, x, image), wholeImage(size, 'nhwc'));
}

const reduceAxes =
  (reduction: Reduction): Handle =>
  (cx) => {
    const x = cx.input(0);
    const { shape } = x.type;
    const given = axesOf(cx) ?? [];
    if (given.length === 0 && cx.int('noop_with_empty_axes', 0) !== 0) return [x];
    const axes = new Set(given.length === 0 ? shape.keys() : given.map((axis) => normalAxis(axis, shape.length)));
    const y = reduce(
      cx,
      x,
      [...axes].sort((a, b) => a - b),
      reduction,
    );
    const ones = shape.map((size, axis) => (axes.has(axis) ? 1 : size));
    return [reshaped(cx, y, cx.int('keepdims', 1) === 0 ? shape.filter((_, axis) => !axes.has(axis)) : ones)];
  };

/** All axes behind the channels, which stay as axes of size 1. */
const globalPool =
  (reduction: Reduction): Handle =>
  (cx) => {
    const x = cx.input(0);
    const { shape } = x.type;
    if (shape.length < 3) return cx.refuse(`has an input of ${shape.length} axes, none of them behind the channels`);
    const y = reduce(cx, x, [...shape.keys()].slice(2), reduction);
    return [
      reshaped(
        cx,
        y,
        shape.map((size, axis) => (axis < 2 ? size : 1)),
      ),
    ];
  };

export const reduceImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'GlobalAveragePool', globalPool(mean)),
  ...defineImporter('', 'GlobalMaxPool', globalPool(most)),
  ...defineImporter('', 'ReduceMean', reduceAxes(mean)),
  ...defineImporter('', 'ReduceSum', reduceAxes(total)),
  ...defineImporter('', 'ReduceMax', reduceAxes(most)),
];
