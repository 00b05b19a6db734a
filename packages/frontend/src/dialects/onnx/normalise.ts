import { normalAxis, qnn, sizeOf, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { reshaped } from './shape.ts';

const mean = (cx: ImportContext, x: Value, axes: readonly number[]): Value =>
  cx.create(qnn.reduce, { x }, { function: 'mean', axes }).result.y;

/** Before opset 13 the axes from `axis` on count as one line of entries, and `axis` is 1 unless given. */
const softmax =
  (op: typeof qnn.softmax | typeof qnn.logSoftmax): Handle =>
  (cx) => {
    const x = cx.input(0);
    const { shape } = x.type;
    const axis = normalAxis(cx.int('axis', cx.opset < 13 ? 1 : -1), shape.length);
    if (cx.opset >= 13 || axis === shape.length - 1) return [cx.create(op, { x }, { axis }).result.y];
    const lines = reshaped(cx, x, [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))]);
    return [reshaped(cx, cx.create(op, { x: lines }, { axis: 1 }).result.y, shape)];
  };

const constant = (cx: ImportContext, value: number): Value => cx.constant(floats([], [value]));
const add = (cx: ImportContext, a: Value, b: Value): Value => cx.create(qnn.add, { a, b }, {}).result.y;
const mul = (cx: ImportContext, a: Value, b: Value): Value => cx.create(qnn.mul, { a, b }, {}).result.y;

/** (x − mean) / √(variance + ε) over some axes. */
function normalised(cx: ImportContext, x: Value, axes: readonly number[], epsilon: number): Value {
  const centred = cx.create(qnn.sub, { a: x, b: mean(cx, x, axes) }, {}).result.y;
  const variance = mean(cx, mul(cx, centred, centred), axes);
  const spread = add(cx, variance, constant(cx, epsilon));
  const deviation = cx.create(qnn.map, { x: spread }, { function: 'sqrt', alpha: 0, beta: 0 }).result.y;
  return cx.create(qnn.div, { a: centred, b: deviation }, {}).result.y;
}

const from = (first: number, rank: number): number[] => Array.from({ length: rank - first }, (_, i) => first + i);

/** Its arithmetic written out, so that every host runs it. */
const layerNormalization: Handle = (cx) => {
  const x = cx.input(0);
  if (cx.isUsed(1) || cx.isUsed(2)) return cx.refuse('gives its statistics; only the normalised tensor is supported');
  const axis = normalAxis(cx.int('axis', -1), x.type.shape.length);
  const scaled = mul(cx, normalised(cx, x, from(axis, x.type.shape.length), cx.float('epsilon', 1e-5)), cx.input(1));
  const bias = cx.optional(2);
  return [bias ? add(cx, scaled, bias) : scaled];
};

/** One factor and offset for each channel of axis 1. */
function perChannel(cx: ImportContext, y: Value, rank: number): Value {
  const column = (index: number): Value => {
    const channels = cx.input(index);
    return reshaped(cx, channels, [1, sizeOf(channels.type.shape), ...new Array<number>(rank - 2).fill(1)]);
  };
  return add(cx, mul(cx, y, column(1)), column(2));
}

const instanceNormalization: Handle = (cx) => {
  const x = cx.input(0);
  const rank = x.type.shape.length;
  return [perChannel(cx, normalised(cx, x, from(2, rank), cx.float('epsilon', 1e-5)), rank)];
};

const groupNormalization: Handle = (cx) => {
  const x = cx.input(0);
  const [batch = 1, channels = 1, ...rest] = x.type.shape;
  const groups = cx.int('num_groups');
  if (channels % groups !== 0) return cx.refuse(`has ${groups} groups of ${channels} channels`);
  if (cx.opset < 21) return cx.refuse('has a factor per group, as before opset 21', 'export with opset 21 or later');
  const grouped = reshaped(cx, x, [batch, groups, (channels / groups) * sizeOf(rest)]);
  const y = reshaped(cx, normalised(cx, grouped, [2], cx.float('epsilon', 1e-5)), x.type.shape);
  return [perChannel(cx, y, x.type.shape.length)];
};

export const normaliseImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'Softmax', softmax(qnn.softmax)),
  ...defineImporter('', 'LogSoftmax', softmax(qnn.logSoftmax)),
  ...defineImporter('', 'LayerNormalization', layerNormalization),
  ...defineImporter('', 'InstanceNormalization', instanceNormalization),
  ...defineImporter('', 'GroupNormalization', groupNormalization),
];
