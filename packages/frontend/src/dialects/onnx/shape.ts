import { int, normalAxis, qnn, sizeOf, tensor, type Shape, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';

/** The same values under another shape; constants stay constants. */
export const reshaped = (cx: ImportContext, x: Value, shape: Shape): Value =>
  x.constant
    ? cx.constant(tensor(x.type.elem, shape, x.constant.data))
    : cx.create(qnn.reshape, { x }, { shape }).result.y;

/** A requested shape with 0 (copy) and −1 (the rest) resolved. */
const reshape: Handle = (cx) => {
  const x = cx.input(0);
  const wanted = cx.inputCount > 1 ? [...cx.constantInput(1, 'shape').data] : cx.ints('shape');
  const keepsZero = cx.int('allowzero', 0) !== 0;
  const shape = wanted.map((size, axis) => (size === 0 && !keepsZero ? (x.type.shape[axis] ?? 0) : size));
  const rest = shape.indexOf(-1);
  if (rest >= 0) {
    const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
    shape[rest] = known === 0 ? 0 : sizeOf(x.type.shape) / known;
  }
  if (!shape.every((size) => Number.isInteger(size) && size >= 0))
    return cx.refuse(`cannot reshape [${x.type.shape.join(', ')}] to [${wanted.join(', ')}]`);
  return [reshaped(cx, x, shape)];
};

const flatten: Handle = (cx) => {
  const x = cx.input(0);
  const { shape } = x.type;
  const given = cx.int('axis', 1);
  const axis = given === shape.length ? given : normalAxis(given, shape.length);
  return [reshaped(cx, x, [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))])];
};

const transpose: Handle = (cx) => {
  const x = cx.input(0);
  const perm = cx.ints('perm', x.type.shape.map((_, axis) => axis).reverse());
  return [cx.create(qnn.transpose, { x }, { perm }).result.y];
};

/** Axes are an attribute before opset 13 and an input from then on. */
export const axesOf = (cx: ImportContext): readonly number[] | undefined => {
  if (cx.optional(1)) return [...cx.constantInput(1, 'axes').data];
  return cx.has('axes') ? cx.ints('axes') : undefined;
};

const unsqueeze: Handle = (cx) => {
  const x = cx.input(0);
  const axes = axesOf(cx) ?? cx.refuse('names no axes');
  const rank = x.type.shape.length + axes.length;
  const added = new Set(axes.map((axis) => normalAxis(axis, rank)));
  const sizes = [...x.type.shape];
  return [
    reshaped(
      cx,
      x,
      Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : sizes.shift()!)),
    ),
  ];
};

const squeeze: Handle = (cx) => {
  const x = cx.input(0);
  const { shape } = x.type;
  const dropped = new Set(
    axesOf(cx)?.map((axis) => normalAxis(axis, shape.length)) ??
      shape.flatMap((size, axis) => (size === 1 ? [axis] : [])),
  );
  if ([...dropped].some((axis) => shape[axis] !== 1)) return cx.refuse('squeezes an axis of more than one entry');
  return [
    reshaped(
      cx,
      x,
      shape.filter((_, axis) => !dropped.has(axis)),
    ),
  ];
};

/** Shapes are known numbers here, so whatever computes with them is folded at import. */
const shape: Handle = (cx) => {
  const sizes = cx.input(0).type.shape.slice(cx.int('start', 0), cx.has('end') ? cx.int('end') : undefined);
  return [cx.constant(tensor(int(64), [sizes.length], Float64Array.from(sizes)))];
};

/** Any number of parts, joined pair by pair. */
export function joined(cx: ImportContext, parts: readonly Value[], given: number): Value {
  const [first, ...others] = parts;
  if (!first) return cx.refuse('joins nothing');
  const axis = normalAxis(given, first.type.shape.length);
  return others.reduce((a, b) => cx.fold(qnn.concat, { a, b }, { axis }).y, first);
}

const concat: Handle = (cx) => [
  joined(
    cx,
    Array.from({ length: cx.inputCount }, (_, i) => cx.input(i)),
    cx.int('axis'),
  ),
];

const constant: Handle = (cx) => {
  const value = cx.tensor('value');
  if (value) return [cx.constant(value)];
  if (cx.has('value_int')) return [cx.constant(tensor(int(64), [], [cx.int('value_int')]))];
  if (cx.has('value_float')) return [cx.constant(floats([], [cx.float('value_float')]))];
  if (cx.has('value_ints')) {
    const list = cx.ints('value_ints');
    return [cx.constant(tensor(int(64), [list.length], list))];
  }
  const list = cx.node.attributes.get('value_floats');
  if (list?.type === 'floats') return [cx.constant(floats([list.value.length], Float32Array.from(list.value)))];
  return cx.refuse('holds a value of a kind that is not supported');
};

export const shapeImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'Reshape', reshape),
  ...defineImporter('', 'Flatten', flatten),
  ...defineImporter('', 'Transpose', transpose),
  ...defineImporter('', 'Unsqueeze', unsqueeze),
  ...defineImporter('', 'Squeeze', squeeze),
  ...defineImporter('', 'Shape', shape),
  ...defineImporter('', 'Concat', concat),
  ...defineImporter('', 'Constant', constant),
];
