import { normalAxis, qnn } from '@finnc/ir';
import { defineImporter, type Handle, type OnnxImporter } from '../../import/handler.ts';

const topK: Handle = (cx) => {
  const x = cx.input(0);
  const rank = x.type.shape.length;
  const k = cx.inputCount > 1 ? cx.constantInput(1, 'k').data[0] : cx.int('k');
  if (k === undefined) return cx.refuse('has no k');
  if (normalAxis(cx.int('axis', -1), rank) !== rank - 1) return cx.refuse('selects along another axis than the last');
  if (cx.int('largest', 1) !== 1)
    return cx.refuse('selects the smallest values', 'negate the values and select the largest');
  if (cx.isUsed(0)) return cx.refuse('gives its values; only the indices are supported', 'read the second output');
  return [undefined, cx.create(qnn.topK, { x }, { k }).result.indices];
};

const argMax: Handle = (cx) => {
  const x = cx.input(0);
  const rank = x.type.shape.length;
  if (normalAxis(cx.int('axis', 0), rank) !== rank - 1) return cx.refuse('selects along another axis than the last');
  if (cx.int('select_last_index', 0) !== 0)
    return cx.refuse('takes the last of equal maxima; hardware takes the first');
  const { indices } = cx.create(qnn.topK, { x }, { k: 1 }).result;
  if (cx.int('keepdims', 1) !== 0) return [indices];
  return [cx.create(qnn.reshape, { x: indices }, { shape: x.type.shape.slice(0, -1) }).result.y];
};

export const selectImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'TopK', topK),
  ...defineImporter('', 'ArgMax', argMax),
];
