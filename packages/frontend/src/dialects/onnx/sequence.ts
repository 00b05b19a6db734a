import { int, normalAxis, tensor, type Value } from '@finnc/ir';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { joined, reshaped } from './shape.ts';
import { sliced } from './slice.ts';

/** The place a constant position names among `length`, counted from the end where negative; the end if left out. */
function position(cx: ImportContext, index: number, length: number, fallback: number): number {
  const given = cx.optional(index) ? (cx.constantInput(index, 'position').data[0] ?? fallback) : fallback;
  const at = given < 0 ? given + length : given;
  return at >= 0 && at < length ? at : cx.refuse(`names place ${given} of ${length}`);
}

const at: Handle = (cx) => {
  const tensors = cx.tensorsOf(0);
  return [tensors[position(cx, 1, tensors.length, 0)]];
};

const insert: Handle = (cx) => {
  const tensors = [...cx.tensorsOf(0)];
  tensors.splice(position(cx, 2, tensors.length + 1, tensors.length), 0, cx.input(1));
  return [cx.sequence(tensors)];
};

const erase: Handle = (cx) => {
  const tensors = [...cx.tensorsOf(0)];
  tensors.splice(position(cx, 1, tensors.length, tensors.length - 1), 1);
  return [cx.sequence(tensors)];
};

/** Parts of given sizes, of one size with a rest, or single entries, which may lose their axis. */
const split: Handle = (cx) => {
  const x = cx.input(0);
  const { shape } = x.type;
  const axis = normalAxis(cx.int('axis', 0), shape.length);
  const size = shape[axis]!;
  const given = cx.optional(1) && cx.constantInput(1, 'list of sizes');
  const each = given?.type.shape.length === 0 ? (given.data[0] ?? 1) : 1;
  if (!(each > 0)) return cx.refuse(`splits into parts of ${each}`);
  const sizes =
    given && given.type.shape.length > 0
      ? [...given.data]
      : Array.from({ length: Math.ceil(size / each) }, (_, i) => Math.min(each, size - i * each));
  if (sizes.reduce((sum, part) => sum + part, 0) !== size)
    return cx.refuse(`splits ${size} entries into parts of ${sizes.join(', ')}`);
  let start = 0;
  const parts = sizes.map((part) => {
    start += part;
    return sliced(cx, x, { axis, start: start - part, end: start, step: 1 });
  });
  if (given || cx.int('keepdims', 1) !== 0) return [cx.sequence(parts)];
  const dropped = shape.filter((_, i) => i !== axis);
  return [cx.sequence(parts.map((part) => reshaped(cx, part, dropped)))];
};

const concat: Handle = (cx) => {
  const tensors = cx.tensorsOf(0);
  const given = cx.int('axis');
  if (cx.int('new_axis', 0) === 0) return [joined(cx, tensors, given)];
  const axis = normalAxis(given, (tensors[0]?.type.shape.length ?? 0) + 1);
  const stacked = tensors.map((value: Value) => {
    const { shape } = value.type;
    return reshaped(cx, value, [...shape.slice(0, axis), 1, ...shape.slice(axis)]);
  });
  return [joined(cx, stacked, axis)];
};

/** Lists of tensors, which exporters write for chunk, split and stack; all positions are known at import. */
export const sequenceImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'SequenceEmpty', (cx) => [cx.sequence([])]),
  ...defineImporter('', 'SequenceConstruct', (cx) => [
    cx.sequence(Array.from({ length: cx.inputCount }, (_, i) => cx.input(i))),
  ]),
  ...defineImporter('', 'SequenceAt', at),
  ...defineImporter('', 'SequenceInsert', insert),
  ...defineImporter('', 'SequenceErase', erase),
  ...defineImporter('', 'SequenceLength', (cx) => [cx.constant(tensor(int(64), [], [cx.tensorsOf(0).length]))]),
  ...defineImporter('', 'SplitToSequence', split),
  ...defineImporter('', 'ConcatFromSequence', concat),
];
