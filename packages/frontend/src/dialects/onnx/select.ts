import { normalAxis, qnn, tensor, int, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { reshaped } from './shape.ts';

/** The permutation that swaps an axis with the last one; it is its own inverse. */
export const swapWithLast = (axis: number, rank: number): number[] =>
  Array.from({ length: rank }, (_, i) => (i === axis ? rank - 1 : i === rank - 1 ? axis : i));

const swapped = (cx: ImportContext, x: Value, axis: number): Value => {
  const rank = x.type.shape.length;
  return axis === rank - 1 ? x : cx.create(qnn.transpose, { x }, { perm: swapWithLast(axis, rank) }).result.y;
};

const negative = (cx: ImportContext, x: Value): Value =>
  cx.create(qnn.mul, { a: x, b: cx.constant(floats([], [-1])) }, {}).result.y;

const topK: Handle = (cx) => {
  const x = cx.input(0);
  const k = cx.inputCount > 1 ? cx.constantInput(1, 'k').data[0] : cx.int('k');
  if (k === undefined) return cx.refuse('has no k');
  const axis = normalAxis(cx.int('axis', -1), x.type.shape.length);
  const lines = swapped(cx, x, axis);
  const ranked = cx.int('largest', 1) !== 0 ? lines : negative(cx, lines);
  const { indices } = cx.create(qnn.topK, { x: ranked }, { k }).result;
  const values = cx.isUsed(0) ? cx.create(qnn.gatherLast, { x: lines, indices }, {}).result.y : undefined;
  return [values && swapped(cx, values, axis), swapped(cx, indices, axis)];
};

/** Of equal entries the first counts, which is what hardware takes, too; for the last the lines are read backwards. */
const extremeIndex =
  (least: boolean): Handle =>
  (cx) => {
    const x = cx.input(0);
    const axis = normalAxis(cx.int('axis', 0), x.type.shape.length);
    const size = x.type.shape[axis] ?? 1;
    const fromBack = cx.int('select_last_index', 0) !== 0;
    const lines = swapped(cx, x, axis);
    const backwards = cx.constant(
      tensor(
        int(64),
        [size],
        Float64Array.from({ length: size }, (_, i) => size - 1 - i),
      ),
    );
    const read = fromBack
      ? cx.create(qnn.gather, { x: lines, indices: backwards }, { axis: lines.type.shape.length - 1 }).result.y
      : lines;
    const { indices } = cx.create(qnn.topK, { x: least ? negative(cx, read) : read }, { k: 1 }).result;
    const found = fromBack ? cx.create(qnn.gather, { x: backwards, indices }, { axis: 0 }).result.y : indices;
    const y = swapped(cx, found, axis);
    if (cx.int('keepdims', 1) !== 0) return [y];
    return [
      reshaped(
        cx,
        y,
        x.type.shape.filter((_, i) => i !== axis),
      ),
    ];
  };

const gather: Handle = (cx) => {
  const [x, indices] = [cx.input(0), cx.input(1)];
  const axis = normalAxis(cx.int('axis', 0), x.type.shape.length);
  const size = x.type.shape[axis]!;
  const wrong = indices.constant?.data.find((index) => !(index >= -size && index < size));
  if (wrong !== undefined) return cx.refuse(`gathers entry ${wrong} of ${size}`);
  return [cx.fold(qnn.gather, { x, indices }, { axis }).y];
};

export const selectImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'TopK', topK),
  ...defineImporter('', 'ArgMax', extremeIndex(false)),
  ...defineImporter('', 'ArgMin', extremeIndex(true)),
  ...defineImporter('', 'Gather', gather),
];
