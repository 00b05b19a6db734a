import { float32, int, normalAxis, qnn, sizeOf, tensor, type Value } from '@finnc/ir';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { reshaped } from './shape.ts';

const sizes = (cx: ImportContext, index: number, name: string): number[] => [...cx.constantInput(index, name).data];

const size: Handle = (cx) => [cx.constant(tensor(int(64), [], [sizeOf(cx.input(0).type.shape)]))];

/** A tensor of one value, 0 of float32 unless given. */
const constantOfShape: Handle = (cx) => {
  const shape = sizes(cx, 0, 'shape');
  const value = cx.tensor('value');
  const type = value?.type.elem ?? float32;
  return [cx.constant(tensor(type, shape, new Float64Array(sizeOf(shape)).fill(value?.data[0] ?? 0)))];
};

const range: Handle = (cx) => {
  const [start = 0] = sizes(cx, 0, 'start');
  const [limit = 0] = sizes(cx, 1, 'limit');
  const [delta = 1] = sizes(cx, 2, 'step');
  const length = Math.max(0, Math.ceil((limit - start) / delta));
  if (!Number.isFinite(length)) return cx.refuse(`counts from ${start} to ${limit} in steps of ${delta}`);
  const entries = Float64Array.from({ length }, (_, i) => start + i * delta);
  return [cx.constant(tensor(cx.input(0).type.elem, [length], entries))];
};

const expand: Handle = (cx) => {
  const x = cx.input(0);
  const wanted = sizes(cx, 1, 'shape');
  const own = x.type.shape;
  const rank = Math.max(wanted.length, own.length);
  // A 1 in the wanted shape keeps what is there.
  const shape = Array.from({ length: rank }, (_, i) => {
    const [ours = 1, theirs = 1] = [own[i - rank + own.length], wanted[i - rank + wanted.length]];
    return theirs === 1 ? ours : theirs;
  });
  return [cx.fold(qnn.expand, { x }, { shape }).y];
};

/** Every axis gets an axis of repetitions in front of it. */
const tile: Handle = (cx) => {
  const x = cx.input(0);
  const repeats = sizes(cx, 1, 'list of repetitions');
  const { shape } = x.type;
  if (repeats.length !== shape.length) return cx.refuse(`has ${repeats.length} repetitions for ${shape.length} axes`);
  const apart = reshaped(
    cx,
    x,
    shape.flatMap((n) => [1, n]),
  );
  const repeated = cx.fold(qnn.expand, { x: apart }, { shape: shape.flatMap((n, axis) => [repeats[axis]!, n]) }).y;
  return [
    reshaped(
      cx,
      repeated,
      shape.map((n, axis) => n * repeats[axis]!),
    ),
  ];
};

/** Pads are an attribute before opset 11; from 18 on they may be for some axes only. */
const pad: Handle = (cx) => {
  const x = cx.input(0);
  const rank = x.type.shape.length;
  const mode = qnn.padModes.find((known) => known === cx.string('mode', 'constant'));
  if (!mode) return cx.refuse(`has the unknown mode '${cx.string('mode')}'`);
  const given = cx.optional(1) ? sizes(cx, 1, 'list of pads') : cx.ints('pads');
  const axes = cx.optional(3)
    ? sizes(cx, 3, 'list of axes').map((axis) => normalAxis(axis, rank))
    : x.type.shape.map((_, axis) => axis);
  if (given.length !== 2 * axes.length) return cx.refuse(`has ${given.length} pads for ${axes.length} axes`);
  const pads = new Array<number>(2 * rank).fill(0);
  axes.forEach((axis, i) => {
    pads[axis] = given[i]!;
    pads[axis + rank] = given[i + axes.length]!;
  });
  const value = cx.optional(2) ? cx.constantInput(2, 'padding value').data[0] : cx.float('value', 0);
  if (value === undefined || Number.isNaN(value)) return cx.refuse('pads with no number');
  return [cx.fold(qnn.pad, { x }, { pads, mode, value }).y];
};

/** Blocks of pixels become channels: the block's row and column before the channel, or behind it in the mode CRD. */
const spaceToDepth: Handle = (cx) => {
  const x = cx.input(0);
  const [batch = 1, channels = 1, height = 1, width = 1] = x.type.shape;
  const block = cx.int('blocksize');
  if (x.type.shape.length !== 4 || height % block !== 0 || width % block !== 0)
    return cx.refuse(`does not divide [${x.type.shape.join(', ')}] into blocks of ${block}`);
  const [rows, columns] = [height / block, width / block];
  const blocks: Value = reshaped(cx, x, [batch, channels, rows, block, columns, block]);
  const perm = cx.string('mode', 'DCR') === 'CRD' ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4];
  return [
    reshaped(cx, cx.fold(qnn.transpose, { x: blocks }, { perm }).y, [batch, channels * block * block, rows, columns]),
  ];
};

export const sizeImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'Size', size),
  ...defineImporter('', 'ConstantOfShape', constantOfShape),
  ...defineImporter('', 'Range', range),
  ...defineImporter('', 'Expand', expand),
  ...defineImporter('', 'Tile', tile),
  ...defineImporter('', 'Pad', pad),
  ...defineImporter('', 'SpaceToDepth', spaceToDepth),
];
