import { normalAxis, qnn, type Value } from '@finnc/ir';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';

interface Range {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** A range of a moving tensor becomes an op, one of a constant is folded: exporters compute shapes with it. */
export function sliced(cx: ImportContext, x: Value, range: Range): Value {
  const size = x.type.shape[range.axis] ?? 0;
  if (range.start === 0 && range.end === size && range.step === 1) return x;
  return cx.fold(qnn.slice, { x }, range).y;
}

/** Bounds as ONNX clamps them: negative ones count from the end, those outside stop at it. */
function clamped(
  size: number,
  start: number,
  end: number,
  step: number,
): { readonly start: number; readonly end: number } {
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const within = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, least), most);
  return { start: within(start), end: within(end) };
}

/** Starts, ends, axes and steps: attributes before opset 10, inputs from then on. */
const slice: Handle = (cx) => {
  const x = cx.input(0);
  const isOld = cx.inputCount === 1;
  const given = (index: number, name: string): readonly number[] | undefined => {
    if (isOld) return cx.has(name) ? cx.ints(name) : undefined;
    return cx.optional(index) ? [...cx.constantInput(index, `list of ${name}`).data] : undefined;
  };
  const starts = given(1, 'starts') ?? cx.refuse('names no starts');
  const ends = given(2, 'ends') ?? cx.refuse('names no ends');
  const axes = given(3, 'axes') ?? starts.map((_, axis) => axis);
  const steps = (isOld ? undefined : given(4, 'steps')) ?? starts.map(() => 1);
  return [
    starts.reduce<Value>((value, start, i) => {
      const axis = normalAxis(axes[i]!, value.type.shape.length);
      const step = steps[i]!;
      const size = value.type.shape[axis]!;
      return sliced(cx, value, { axis, step, ...clamped(size, start, ends[i]!, step) });
    }, x),
  ];
};

/** Sizes of the parts: given, or as equal as they can be, the last one smaller. */
function partSizes(cx: ImportContext, size: number): readonly number[] {
  if (cx.optional(1)) return [...cx.constantInput(1, 'list of sizes').data];
  if (cx.has('split')) return cx.ints('split');
  const count = cx.int('num_outputs', cx.node.outputs.length);
  const each = Math.ceil(size / count);
  return Array.from({ length: count }, (_, i) => Math.min(each, size - i * each));
}

const split: Handle = (cx) => {
  const x = cx.input(0);
  const axis = normalAxis(cx.int('axis', 0), x.type.shape.length);
  const size = x.type.shape[axis]!;
  const sizes = partSizes(cx, size);
  const total = sizes.reduce((sum, part) => sum + part, 0);
  if (total !== size) return cx.refuse(`splits ${size} entries into parts of ${sizes.join(', ')}`);
  let start = 0;
  return sizes.map((part, i) => {
    const end = start + part;
    const y = cx.isUsed(i) ? sliced(cx, x, { axis, start, end, step: 1 }) : undefined;
    start = end;
    return y;
  });
};

export const sliceImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'Slice', slice),
  ...defineImporter('', 'Split', split),
];
