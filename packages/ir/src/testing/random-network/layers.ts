import type { Value } from '../../graph/graph.ts';
import {
  add,
  avgPool,
  batchNorm,
  conv,
  convTranspose,
  div,
  map,
  matMul,
  maxPool,
  mul,
  relu,
  reshape,
  sub,
  transpose,
  trunc,
} from '../../qnn/index.ts';
import { roundingModes } from '../../qnn/rounding.ts';
import { sizeOf, type Shape } from '../../tensor/index.ts';
import { float32 } from '../../types/index.ts';
import type { Network } from './network.ts';
import { quantisedWeights, quantiser, signs } from './quantisers.ts';

/** A way to make a new value from those there are; undefined where it does not apply. */
export type Move = (net: Network, x: Value) => Value | undefined;

const isImage = ({ type }: Value): boolean => type.shape.length === 4;
const channelsOf = ({ type }: Value): number => type.shape[1] ?? 1;

export const quantise: Move = (net, x) => quantiser(net, x.type.shape, net.sizeOf(x))(x);

/** Integers, as layers with weights want them; now and then a float slips through, as it does in training scripts. */
const codesOf = (net: Network, x: Value): Value =>
  net.isQuantised(x) || net.choices.happens(0.03) ? x : quantise(net, x)!;

export const dense: Move = (net, value) => {
  if (value.type.shape.length !== 2) return undefined;
  const x = codesOf(net, value);
  const depth = channelsOf(x);
  const w = quantisedWeights(net, [net.choices.from(1, 8), depth]);
  const b = net.add(transpose, { x: w }, { perm: [1, 0] }, net.sizeOf(w));
  return net.add(matMul, { a: x, b }, { outType: float32 }, net.sizeOf(x) * 0.5 * Math.sqrt(depth));
};

interface Window {
  readonly kernel: number[];
  readonly strides: number[];
  readonly pads: number[];
  readonly dilations: number[];
}

/** A window that fits the image, with padding on an axis as often as `padded` says. */
function window({ choices }: Network, { type }: Value, most: number, padded = 0.25): Window {
  const size = type.shape.slice(2);
  const kernel = size.map((n) => choices.from(1, Math.min(most, n)));
  const dilations = kernel.map((k, axis) => (k > 1 && size[axis]! >= 2 * k - 1 && choices.happens(0.15) ? 2 : 1));
  const strides = size.map((n) => (n > 1 && choices.happens(0.4) ? choices.from(2, Math.min(3, n)) : 1));
  const side = (axis: number): number => (choices.happens(padded) ? choices.from(0, kernel[axis]! - 1) : 0);
  return { kernel, strides, pads: [side(0), side(1), side(0), side(1)], dilations };
}

export const convolution: Move = (net, value) =>
  isImage(value) ? convolved(net, codesOf(net, value), 0.25) : undefined;

/** Of signs, mostly with zeros around them, for which they have no code. */
export const convolutionOfSigns: Move = (net, value) =>
  isImage(value) ? convolved(net, signs(net, value.type.shape, net.sizeOf(value))(value), 0.8) : undefined;

function convolved(net: Network, x: Value, padded: number): Value {
  const channels = channelsOf(x);
  const { choices } = net;
  const groups = divisorsOf(channels);
  const group = choices.happens(0.35) ? choices.one([channels, ...groups]) : 1;
  const filters = group * choices.from(1, group === 1 ? 6 : 2);
  const sliding = window(net, x, 3, padded);
  const w = quantisedWeights(net, [filters, channels / group, ...sliding.kernel]);
  const depth = (channels / group) * sizeOf(sliding.kernel);
  return net.add(conv, { x, w }, { ...sliding, group, outType: float32 }, net.sizeOf(x) * 0.5 * Math.sqrt(depth));
}

/** Each pixel adds its multiple of a kernel: decoders and super-resolution networks enlarge by it. */
export const convolutionTransposed: Move = (net, value) => {
  if (!isImage(value) || sizeOf(value.type.shape) > 200) return undefined;
  const { choices } = net;
  const x = codesOf(net, value);
  const channels = channelsOf(x);
  const kernel = [choices.from(1, 3), choices.from(1, 3)];
  const strides = [choices.from(1, 2), choices.from(1, 2)];
  const side = (axis: number): number => (choices.happens(0.3) ? choices.from(0, kernel[axis]! - 1) : 0);
  const pads = [side(0), side(1), side(0), side(1)];
  const group = choices.happens(0.2) ? channels : 1;
  const w = quantisedWeights(net, [channels, choices.from(1, group === 1 ? 5 : 2), ...kernel]);
  const depth = (channels / group) * sizeOf(kernel);
  const outputPadding = strides.map((stride) => (choices.happens(0.2) ? stride - 1 : 0));
  const attrs = { kernel, strides, pads, dilations: [1, 1], outputPadding, group, outType: float32 };
  return net.add(convTranspose, { x, w }, attrs, net.sizeOf(x) * 0.5 * Math.sqrt(depth));
};

const divisorsOf = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);

export const maxPooled: Move = (net, x) =>
  isImage(x)
    ? kept(net, x, net.add(maxPool, { x }, { ...window(net, x, 3), layout: 'nchw' }, net.sizeOf(x)))
    : undefined;

/** Averages of windows, often of the whole image. */
export const averaged: Move = (net, x) => {
  if (!isImage(x)) return undefined;
  const { choices } = net;
  const whole: Window = { kernel: [...x.type.shape.slice(2)], strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] };
  const attrs = { ...(choices.happens(0.5) ? window(net, x, 3) : whole), layout: 'nchw' as const };
  const counting = { countIncludePad: choices.happens(0.5), ceilMode: choices.happens(0.2) };
  return net.add(avgPool, { x: codesOf(net, x) }, { ...attrs, ...counting }, net.sizeOf(x));
};

/** Brevitas' TruncAvgPool2d: an average whose low bits are dropped, so that no product is needed. */
export const truncated: Move = (net, x) => {
  const step = net.stepOf(x);
  if (!isImage(x) || step === undefined) return undefined;
  const { choices } = net;
  const kernel = x.type.shape.slice(2).map((n) => choices.from(1, Math.min(3, n)));
  const sliding = { kernel, strides: kernel, pads: [0, 0, 0, 0], dilations: [1, 1], layout: 'nchw' as const };
  const mean = net.add(avgPool, { x }, { ...sliding, countIncludePad: true, ceilMode: false }, net.sizeOf(x));
  const scale = Math.fround(step / sizeOf(kernel));
  const outScale = Math.fround(scale * 2 ** choices.from(0, 4));
  const operands = { x: mean, scale: net.scalar(scale), zeroPoint: net.scalar(0), outScale: net.scalar(outScale) };
  const signed = choices.happens(0.5);
  const attrs = { bits: choices.from(2, 8), signed, narrow: false, rounding: choices.one(roundingModes) };
  return net.onGrid(net.quantised(net.add(trunc, operands, attrs, net.sizeOf(x))), outScale);
};

export const normalised: Move = (net, x) => {
  const shape = [channelsOf(x)];
  const size = net.sizeOf(x);
  const normal = net.normal();
  const [flipped, dead] = [net.choices.happens(0.4), net.choices.happens(0.1)];
  const operands = {
    x,
    gamma: net.floats(
      shape,
      () => (dead && normal() > 1 ? 0 : flipped && normal() > 0.5 ? -1 : 1) * (0.7 + Math.abs(normal()) / 4),
    ),
    beta: net.floats(shape, () => normal() * 0.4),
    mean: net.floats(shape, () => normal() * 0.4 * size),
    variance: net.floats(shape, () => (0.6 + Math.abs(normal()) / 2) * size ** 2),
  };
  return net.add(batchNorm, operands, { epsilon: 1e-5, axis: 1 }, 1);
};

/** A factor and an offset, one for all or one a channel, some factors negative. */
export const scaled: Move = (net, x) => {
  const { choices } = net;
  const shape: Shape = choices.happens(0.4) ? net.along(1, x.type.shape) : [];
  const flipped = choices.happens(0.2);
  const normal = net.normal();
  const op = choices.one([mul, div, add, sub]);
  const isFactor = op === mul || op === div;
  const values = net.floats(shape, () =>
    isFactor ? (flipped && normal() > 0 ? -1 : 1) * net.near(1) : normal() * 0.3 * net.sizeOf(x),
  );
  return net.add(op, { a: x, b: values }, {}, net.sizeOf(x));
};

export const rectified: Move = (net, x) => net.add(relu, { x }, {}, net.sizeOf(x));

/** Functions between an accumulator and a quantiser, mostly rising ones. */
export const curved: Move = (net, x) => {
  const { choices } = net;
  const [name, alpha, beta] = choices.one([
    ['sigmoid', 0, 0],
    ['tanh', 0, 0],
    ['leaky_relu', 0.125, 0],
    ['elu', 1, 0],
    ['selu', 1.67326, 1.0507],
    ['hard_sigmoid', 0.2, 0.5],
    ['softplus', 0, 0],
    ['clip', -0.5, 0.75],
    ['gelu', 0, 0],
  ] as const);
  const y = net.add(map, { x }, { function: name, alpha, beta }, 0.5);
  return choices.happens(0.9) ? quantise(net, y) : y;
};

/** An image as a row, mostly before a dense layer. */
export const flattened: Move = (net, x) => {
  if (!isImage(x)) return undefined;
  const row = kept(net, x, net.add(reshape, { x }, { shape: [1, sizeOf(x.type.shape)] }, net.sizeOf(x)));
  return net.choices.happens(0.1) ? row : dense(net, row);
};

/** Height and width exchanged, now and then: hardware streams rows, so that most such networks are refused. */
export const turned: Move = (net, x) =>
  isImage(x) && net.choices.happens(0.2)
    ? kept(net, x, net.add(transpose, { x }, { perm: [0, 1, 3, 2] }, net.sizeOf(x)))
    : undefined;

/** What only moves or selects codes leaves codes. */
export function kept(net: Network, x: Value, y: Value): Value {
  return net.isQuantised(x) ? net.onGrid(net.quantised(y), net.stepOf(x)) : y;
}
