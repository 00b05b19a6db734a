import { int, qnn, sizeOf, tensor, type FacetImplementation, type Node, type Tensor } from '@finnc/ir';
import type { SlicedActivation } from './sliced/activation.ts';
import { NotSliced, type SlicedBuilder } from './sliced/builder.ts';
import { sliced } from './sliced/facet.ts';
import {
  slicedAdd,
  slicedArgmax,
  slicedMap,
  slicedMax,
  slicedMovement,
  slicedSum,
  slicedThresholds,
} from './sliced/layers.ts';
import { slicedProduct } from './sliced/product.ts';
import type { PlaneValue, SlicedValue } from './sliced/value.ts';

const none = tensor(int(2), [0], []);
const noSteps = tensor(int(2), [1, 0], []);

/** A value with its elements in another order: `order[i]` is the place of the new element i; −1 is a 0. */
function reordered(builder: SlicedBuilder, x: SlicedValue, order: Int32Array, shape: readonly number[]): SlicedValue {
  if (x.kind === 'input') return { ...x, shape, at: order.map((i) => (i < 0 ? -1 : x.at[i]!)) };
  const planes = builder.planes(x);
  const zero = order.includes(-1) ? builder.constant(0, planes) : 0;
  return { ...planes, shape, at: order.map((i) => (i < 0 ? zero : planes.at[i]!)) };
}

/** The windows of an NHWC image as `[windows, taps, channels]`; what lies in the padding is another tap of its window. */
function windowsOf(x: PlaneValue, window: qnn.Window): PlaneValue {
  const [images = 1, height = 1, width = 1, channels = 1] = x.shape;
  const pixels = qnn.windowOffsets([height, width], window, [width * channels, channels]);
  const taps = sizeOf(window.kernel);
  const at = new Int32Array(images * pixels.length * channels);
  for (let image = 0, i = 0; image < images; image++) {
    for (let first = 0; first < pixels.length; first += taps) {
      const own = pixels.subarray(first, first + taps);
      const inside = own.find((pixel) => pixel >= 0);
      if (inside === undefined) throw new NotSliced('a window lies in the padding');
      for (const pixel of own) {
        const from = image * height * width * channels + (pixel < 0 ? inside : pixel);
        for (let c = 0; c < channels; c++) at[i++] = x.at[from + c]!;
      }
    }
  }
  return { ...x, at, shape: [(images * pixels.length) / taps, taps, channels] };
}

const counted = (shape: readonly number[]): Int32Array => Int32Array.from({ length: sizeOf(shape) }, (_, i) => i);

function transposed(builder: SlicedBuilder, x: SlicedValue, perm: readonly number[]): SlicedValue {
  const order = Int32Array.from(qnn.permuteData(counted(x.shape), x.shape, perm));
  return reordered(
    builder,
    x,
    order,
    perm.map((axis) => x.shape[axis]!),
  );
}

/** Axis orders that bring an axis to the end and back. */
function toLast(axis: number, rank: number): readonly [to: readonly number[], back: readonly number[]] {
  const others = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis);
  const to = [...others, axis];
  return [to, qnn.inversePerm(to)];
}

/** Weights in planes are signed in pairs with a bias: 0 is padding that ±1 has no code for. */
function checkPadding(x: SlicedValue, pads: readonly number[]): void {
  if (x.kind === 'planes' && pads.some((pad) => pad > 0) && !hasZero(x))
    throw new NotSliced('zeros are put around signs');
}
const hasZero = ({ bits, factor, offset }: PlaneValue): boolean => {
  const code = -offset / factor;
  return Number.isInteger(code) && code >= 0 && code < 2 ** bits;
};

/** `sums[v, r] = Σ_k x[v, k] · w[r, k]`, without an activation. */
const sums = (builder: SlicedBuilder, x: SlicedValue, weights: Tensor): PlaneValue =>
  slicedProduct(builder, { x, weights, offsets: none, thresholds: noSteps, outType: int(32), outBias: 0 });

function constantOf({ constant }: { readonly constant?: Tensor | undefined }): Tensor {
  if (!constant) throw new NotSliced('both factors are computed');
  return constant;
}

/** Values of one shape side by side on the last axis, in one coding. */
function joined(builder: SlicedBuilder, parts: readonly PlaneValue[]): PlaneValue {
  const [first, ...others] = parts;
  if (!first) throw new RangeError('nothing is joined');
  if (others.length === 0) return first;
  const low = Math.min(...parts.map(({ offset }) => offset));
  const high = Math.max(...parts.map(({ offset, factor, bits }) => offset + factor * (2 ** bits - 1)));
  const coding = { bits: Math.max(1, Math.ceil(Math.log2(high - low + 1))), factor: 1, offset: low };
  const coded = parts.map((part) => builder.recode(part, coding));
  const each = first.shape.at(-1)!;
  const vectors = first.at.length / each;
  const at = new Int32Array(first.at.length * parts.length);
  for (let v = 0, i = 0; v < vectors; v++)
    for (const part of coded) for (let c = 0; c < each; c++) at[i++] = part.at[v * each + c]!;
  return { ...coding, kind: 'planes', shape: [...first.shape.slice(0, -1), each * parts.length], at };
}

/**
 * Thresholds of the channels along an axis. An input as it comes, which may be real, has no channels to its thresholds: it is
 * one vector, with a row of thresholds for each element.
 */
function thresholdsAlong(builder: SlicedBuilder, x: SlicedValue, axis: number, spec: SlicedActivation): SlicedValue {
  const { shape } = x;
  const [rows = 1, steps = 0] = spec.thresholds.type.shape;
  if (x.kind !== 'input' || x.map || x.at.some((element, i) => element !== i)) {
    const [to, back] = toLast(axis, shape.length);
    return transposed(builder, slicedThresholds(builder, transposed(builder, x, to), spec), back);
  }
  const size = sizeOf(shape);
  const inner = sizeOf(shape.slice(axis + 1));
  const { elem } = spec.thresholds.type;
  const each = new Float64Array(rows === 1 ? 0 : size * steps);
  for (let i = 0; i < each.length; i++) {
    const row = Math.floor(Math.floor(i / steps) / inner) % rows;
    each[i] = spec.thresholds.data[row * steps + (i % steps)]!;
  }
  const thresholds = rows === 1 ? spec.thresholds : tensor(elem, [size, steps], each);
  return { ...slicedThresholds(builder, { ...x, shape: [1, size] }, { ...spec, thresholds }), shape };
}

/** More steps are compared one by one for too long. */
const MOST_STEPS = 1024;

/** Multiplication and shift as the thresholds at which the codes rise, found by its meaning, channel by channel. */
function requantised(
  builder: SlicedBuilder,
  { operand: { multipliers, offsets }, attrs }: Node<typeof qnn.requantise>,
  x: SlicedValue,
): PlaneValue {
  const planes = builder.planes(x);
  const { low, high, outType } = attrs;
  const steps = high - low;
  const channels = x.shape.at(-1) ?? 1;
  if (multipliers.constant.data.some((factor) => factor < 0)) throw new NotSliced('codes fall where sums rise');
  if (steps > MOST_STEPS) throw new NotSliced(`its codes rise ${steps} times`);
  if (outType.kind !== 'int') throw new NotSliced('its codes are no integers');
  const most = 2 ** planes.bits - 1;
  const [least, greatest] = [planes.offset, planes.offset + planes.factor * most];
  const codes = (numbers: Float64Array): ArrayLike<number> =>
    qnn.requantised(tensor(int(53), [1, channels], numbers), multipliers.constant, offsets.constant, {
      ...attrs,
      axis: 1,
    });
  // The least integer of each channel with a code is found for all channels at once, by halving.
  const thresholds = new Float64Array(channels * steps);
  for (let step = 0; step < steps; step++) {
    const from = new Float64Array(channels).fill(Math.floor(least));
    const to = new Float64Array(channels).fill(Math.ceil(greatest) + 1);
    while (from.some((first, c) => first < to[c]!)) {
      const middle = from.map((first, c) => Math.floor((first + to[c]!) / 2));
      const found = codes(middle);
      for (let c = 0; c < channels; c++) {
        if (found[c]! > low + step) to[c] = middle[c]!;
        else from[c] = Math.min(middle[c]! + 1, to[c]!);
      }
    }
    for (let c = 0; c < channels; c++) thresholds[c * steps + step] = from[c]!;
  }
  return slicedThresholds(builder, planes, {
    thresholds: tensor(int(53), [channels, steps], thresholds),
    outType,
    outBias: low,
  });
}

/** A constant a channel, as a value of a shape. */
function repeated(builder: SlicedBuilder, { data }: Tensor, shape: readonly number[]): PlaneValue {
  const [low, high] = [Math.min(...data), Math.max(...data)];
  const coding = { bits: Math.max(1, Math.ceil(Math.log2(high - low + 1))), factor: 1, offset: low };
  const at = Int32Array.from({ length: sizeOf(shape) }, (_, i) => builder.constant(data[i % data.length]!, coding));
  return { ...coding, kind: 'planes', shape, at };
}

/** Ops that only move elements, or put zeros between them. */
const movements = [
  qnn.reshape,
  qnn.transpose,
  qnn.slice,
  qnn.concat,
  qnn.im2col,
  qnn.upsample,
  qnn.depthToSpace,
  qnn.pixelPad,
];

/**
 * Networks of integers before they become layers, as bit-sliced instructions: so that hundreds of inputs can be compared
 * after each pass. The instructions follow the meaning of each op on its own, not what it becomes as a layer.
 */
export const integerStageFacets: readonly FacetImplementation[] = [
  sliced.for(qnn.conv, ({ operand: { x, w }, result: { y }, attrs: { group, outType: _, ...window } }, cx) => {
    const weights = constantOf(w);
    const [filters = 1, depth = 1] = weights.type.shape;
    const [images = 1, , height = 1, width = 1] = y.type.shape;
    const [, channels = 1, ...size] = x.type.shape;
    const value = cx.valueOf(x);
    checkPadding(value, window.pads);
    const plane = sizeOf(size);
    const pixels = qnn.windowOffsets(size, window, [size[1]!, 1]);
    const taps = sizeOf(window.kernel);
    const rows = qnn.filterRows(weights);
    const perGroup = filters / group;
    const parts = Array.from({ length: group }, (_each, g) => {
      const order = new Int32Array(images * pixels.length * depth);
      for (let image = 0, i = 0; image < images; image++) {
        for (const pixel of pixels) {
          for (let c = 0; c < depth; c++)
            order[i++] = pixel < 0 ? -1 : (image * channels + g * depth + c) * plane + pixel;
        }
      }
      const windows = reordered(cx.builder, value, order, [images, height, width, taps * depth]);
      const own = rows.subarray(g * perGroup * taps * depth, (g + 1) * perGroup * taps * depth);
      return sums(cx.builder, windows, tensor(weights.type.elem, [perGroup, taps * depth], own));
    });
    return { y: transposed(cx.builder, joined(cx.builder, parts), [0, 3, 1, 2]) };
  }),
  sliced.for(qnn.matMul, ({ operand: { a, b } }, cx) => {
    const weights = constantOf(b);
    const { shape, elem } = weights.type;
    if (shape.length !== 2) throw new NotSliced('its weights are no matrix');
    const rows = tensor(elem, [shape[1]!, shape[0]!], qnn.permuteData(weights.data, shape, [1, 0]));
    return { y: sums(cx.builder, cx.valueOf(a), rows) };
  }),
  sliced.for(qnn.multiThreshold, ({ operand: { x, thresholds }, attrs }, cx) => {
    const { outType, outScale, outBias, axis } = attrs;
    const isPlain = outType.kind === 'bipolar' ? outScale === 2 && outBias === -1 : outScale === 1;
    if (!isPlain) throw new NotSliced('its codes are scaled');
    return {
      y: thresholdsAlong(cx.builder, cx.valueOf(x), axis, { thresholds: thresholds.constant, outType, outBias }),
    };
  }),
  sliced.for(qnn.requantise, (node, { builder, valueOf }) => {
    const { operand, attrs } = node;
    const [to, back] = toLast(attrs.axis, operand.x.type.shape.length);
    const channelsLast = transposed(builder, valueOf(operand.x), to);
    const mapped = slicedMap(builder, node, channelsLast, { ...attrs, axis: 1 });
    return { y: transposed(builder, mapped ?? requantised(builder, node, channelsLast), back) };
  }),
  sliced.for(qnn.maxPool, ({ operand: { x }, result: { y }, attrs: { layout, ...window } }, cx) => {
    const perm = layout === 'nchw' ? [0, 2, 3, 1] : [0, 1, 2, 3];
    const image = transposed(cx.builder, cx.valueOf(x), perm);
    const pooled = perm.map((axis) => y.type.shape[axis]!);
    const planes = slicedMax(cx.builder, windowsOf(cx.builder.planes(image), window), pooled);
    return { y: transposed(cx.builder, planes, qnn.inversePerm(perm)) };
  }),
  sliced.for(qnn.sumPool, ({ operand: { x }, result: { y }, attrs: { layout, ...window } }, cx) => {
    if (window.pads.some((pad) => pad > 0)) throw new NotSliced('its windows are padded');
    const perm = layout === 'nchw' ? [0, 2, 3, 1] : [0, 1, 2, 3];
    const image = cx.builder.planes(transposed(cx.builder, cx.valueOf(x), perm));
    const pooled = perm.map((axis) => y.type.shape[axis]!);
    const added = slicedSum(cx.builder, windowsOf(image, window), pooled);
    return { y: transposed(cx.builder, added, qnn.inversePerm(perm)) };
  }),
  sliced.for(qnn.offset, ({ operand: { x, offsets } }, cx) => {
    const value = cx.builder.planes(cx.valueOf(x));
    return { y: slicedAdd(cx.builder, [value, repeated(cx.builder, offsets.constant, value.shape)], [1, 1]) };
  }),
  sliced.for(qnn.sum, ({ operand: { a, b }, attrs: { aFactor, bFactor } }, cx) => ({
    y: slicedAdd(cx.builder, [cx.valueOf(a), cx.valueOf(b)], [aFactor, bFactor]),
  })),
  sliced.for(qnn.topK, ({ operand: { x }, result: { indices }, attrs: { k } }, cx) => {
    if (k > 1) throw new NotSliced('it selects several labels');
    return { indices: slicedArgmax(cx.builder, cx.valueOf(x), indices.type.shape) };
  }),
  ...movements.map((op) => sliced.for(op as typeof qnn.reshape, slicedMovement)),
];
