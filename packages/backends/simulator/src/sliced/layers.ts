import { bounds, isInteger, qnn, sizeOf, tensorType, type Node, type Value } from '@finnc/ir';
import { movementOf } from '../movement.ts';
import type { SlicedContext, SlicedResults } from './facet.ts';
import { stepsOf, whole, type SlicedActivation } from './activation.ts';
import { vectorsOfStorage } from './arena.ts';
import { NotSliced, type SlicedBuilder } from './builder.ts';
import { inputKinds } from './program.ts';
import { typeCoding, vectorSizes, type Coding, type InputValue, type PlaneValue, type SlicedValue } from './value.ts';
import { unsignedBits } from './signs.ts';

/** An activation on its own, on the last axis of x. */
export function slicedThresholds(builder: SlicedBuilder, x: SlicedValue, activation: SlicedActivation): PlaneValue {
  const [, length] = vectorSizes(x);
  const { rows, steps, values, coding } = stepsOf(activation);
  if (x.kind === 'input' && !x.map && isWhole(x)) return packed(builder, x, activation);
  const planes = builder.planes(x);
  const most = 2 ** planes.bits - 1;
  const thresholds = Int32Array.from(values, (t) => whole((t - planes.offset) / planes.factor, 0, most));
  const { starts, count } = builder.vectors(planes);
  const { value, storage } = builder.place(x.shape, coding);
  builder.emit(
    'steps',
    ...[count, length, builder.data(starts), planes.bits],
    ...[rows, steps, builder.data(thresholds), builder.data(vectorsOfStorage(storage)), coding.bits],
  );
  return value;
}

/**
 * An op on its own on each element of an 8-bit input, the same on every channel: the input with a map of its bytes.
 *
 * @param attrs  of the op where channels are the last axis
 * @returns       nothing if the op or its operand is not so
 */
export function slicedMap(
  builder: SlicedBuilder,
  node: Node,
  x: SlicedValue,
  attrs: object = node.attrs,
): InputValue | undefined {
  if (x.kind !== 'input' || x.map) return undefined;
  const { array } = builder.inputFormat(x.input);
  const { y } = node.result as { readonly y: Value };
  if ((array !== 'uint8' && array !== 'int8') || !isInteger(y.type.elem) || y.type.elem.bits > 8) return undefined;
  const [, channels] = vectorSizes(x);
  const numberOf = (byte: number): number => (array === 'int8' && byte > 127 ? byte - 256 : byte);
  const [low, high] = bounds(x.elem).map(Number) as [number, number];
  const numbers = Int32Array.from({ length: 256 * channels }, (_, i) =>
    Math.min(Math.max(numberOf(Math.floor(i / channels)), low), high),
  );
  const operands = Object.entries<Value>(node.operand).map(([key, value]) => [key, value.constant] as const);
  const sent = node.op.evaluate(
    { ...Object.fromEntries(operands), x: { type: tensorType(x.elem, [256, channels]), data: numbers } } as never,
    attrs as never,
    { arithmetic: 'exact', settle: () => undefined },
  )['y']!.data;
  for (let i = 0; i < sent.length; i++) if (sent[i] !== sent[i - (i % channels)]) return undefined;
  const map = Int32Array.from({ length: 256 }, (_, byte) => sent[byte * channels]!);
  // Padding from before stays 0.
  if (x.at.includes(-1) && map[0] !== 0) return undefined;
  return { ...x, elem: y.type.elem, map };
}

const isWhole = ({ at }: InputValue): boolean => at.every((element, i) => element === i);

/** Thresholds on an input as it comes. */
function packed(builder: SlicedBuilder, x: InputValue, activation: SlicedActivation): PlaneValue {
  const { array } = builder.inputFormat(x.input);
  if (array === 'float64') throw new NotSliced('an input has numbers beyond int32 and float32');
  const [vectors, length] = vectorSizes(x);
  const { rows, steps, values, coding } = stepsOf(activation);
  const isReal = array === 'float32';
  const most = { uint8: 255, int8: 127, int32: 2 ** 31 - 2, float32: Infinity }[array];
  const low = { uint8: 0, int8: -128, int32: -(2 ** 31), float32: -Infinity }[array];
  if (array === 'int32' && values.some((t) => t > most)) throw new NotSliced('a threshold is the greatest int32');
  const thresholds = isReal
    ? new Int32Array(Float32Array.from(values).buffer)
    : Int32Array.from(values, (t) => whole(t, low, most));
  const { value, storage } = builder.place(x.shape, coding);
  builder.emit(
    'pack',
    ...[x.input, inputKinds[array], vectors, length, storage.start, storage.stride, coding.bits],
    ...[steps, rows, builder.data(thresholds)],
  );
  return value;
}

/** Greatest of the vectors of each row of `windows`, a value `[..., taps, channels]`. */
export function slicedMax(builder: SlicedBuilder, windows: PlaneValue, shape: readonly number[]): PlaneValue {
  const [vectors, length] = vectorSizes(windows);
  const taps = windows.shape.at(-2) ?? 1;
  const { starts } = builder.vectors(windows);
  const { value, storage } = builder.place(shape, windows);
  builder.emit(
    'max',
    ...[vectors / taps, taps, length, windows.bits],
    ...[builder.data(starts), builder.data(vectorsOfStorage(storage))],
  );
  return value;
}

/** Sums of the vectors of each row of `windows`, a value `[..., taps, channels]`, by halves. */
export function slicedSum(builder: SlicedBuilder, windows: PlaneValue, shape: readonly number[]): PlaneValue {
  const taps = windows.shape.at(-2) ?? 1;
  const length = windows.shape.at(-1) ?? 1;
  const tap = (n: number): PlaneValue => {
    const at = new Int32Array(windows.at.length / taps);
    for (let i = 0; i < at.length; i++)
      at[i] = windows.at[(Math.floor(i / length) * taps + n) * length + (i % length)]!;
    return { ...windows, shape, at };
  };
  const halves = (from: number, to: number): PlaneValue => {
    if (to - from === 1) return tap(from);
    const middle = (from + to) >>> 1;
    const count = to - from;
    const coding: Coding = {
      bits: unsignedBits(count * (2 ** windows.bits - 1)),
      factor: windows.factor,
      offset: count * windows.offset,
    };
    return builder.sum(shape, [halves(from, middle), halves(middle, to)], [1, 1], 0, coding);
  };
  return halves(0, taps);
}

/** Sum of two values, each times a whole factor. */
export function slicedAdd(
  builder: SlicedBuilder,
  operands: readonly [SlicedValue, SlicedValue],
  factors: readonly [number, number],
): PlaneValue {
  const [a, b] = [builder.planes(operands[0]), builder.planes(operands[1])];
  const shape = a.shape;
  const offset = factors[0] * a.offset + factors[1] * b.offset;
  const [fa, fb] = [factors[0] * a.factor, factors[1] * b.factor];
  const step = commonStep(fa, fb);
  // What is subtracted begins at its most.
  const reach = [fa * (2 ** a.bits - 1), fb * (2 ** b.bits - 1)];
  const low = reach.reduce((sum, most) => sum + Math.min(most, 0), 0) / step;
  const high = reach.reduce((sum, most) => sum + Math.max(most, 0), 0) / step;
  const coding = { bits: unsignedBits(high - low), factor: step, offset: offset + low * step };
  return builder.sum(shape, [a, b], [fa / step, fb / step], -low, coding);
}

/** The greatest power of two, or fraction, that divides both. */
function commonStep(a: number, b: number): number {
  let step = 1;
  while (!Number.isInteger(a / step) || !Number.isInteger(b / step)) {
    step /= 2;
    if (step < 2 ** -8) throw new NotSliced(`factors ${a} and ${b} have no common step`);
  }
  while (Number.isInteger(a / (2 * step)) && Number.isInteger(b / (2 * step)) && (a !== 0 || b !== 0)) step *= 2;
  return step;
}

/** An op that only moves, repeats and drops elements, or adds constants: it costs nothing until a layer needs a copy. */
export function slicedMovement(node: Node, { builder, valueOf }: SlicedContext): SlicedResults {
  const { y } = node.result as { readonly y: Value };
  const operands = Object.entries<Value>(node.operand).map(([key, value]) => ({ key, value: valueOf(value) }));
  const { from, constants, isWhole } = movementOf(node);
  const [only] = operands;
  const sources = operands.map(({ key }) => from[key]!);
  if (operands.length === 1 && only?.value.kind === 'input' && constants.every((n) => n === 0)) {
    const { value } = only;
    return { y: { ...value, shape: y.type.shape, at: sources[0]!.map((i) => (i < 0 ? -1 : value.at[i]!)) } };
  }
  const planes = operands.map(({ value }) => builder.planes(value));
  const padding = isWhole ? [] : paddingOf(constants, sources);
  const [first] = planes;
  if (!first) throw new RangeError('nothing is moved');
  const keeps = planes.every((value) => isSame(value, first)) && padding.every((n) => hasCode(n, first));
  const coding = keeps ? first : typeCoding(y.type.elem);
  const coded = planes.map((value) => builder.recode(value, coding));
  const at = new Int32Array(constants.length).fill(-1);
  coded.forEach((value, operand) => {
    const source = sources[operand]!;
    for (let i = 0; i < at.length; i++) if (source[i]! >= 0) at[i] = value.at[source[i]!]!;
  });
  if (!isWhole) for (let i = 0; i < at.length; i++) if (at[i]! < 0) at[i] = builder.constant(constants[i]!, coding);
  const { bits, factor, offset } = coding;
  return { y: { kind: 'planes', shape: y.type.shape, at, bits, factor, offset } };
}

/** The different numbers that stand where no operand does. */
function paddingOf(constants: Float64Array, sources: readonly Int32Array[]): readonly number[] {
  const padding = new Set<number>();
  for (let i = 0; i < constants.length; i++) if (sources.every((source) => source[i]! < 0)) padding.add(constants[i]!);
  return [...padding];
}

const isSame = (a: Coding, b: Coding): boolean => a.bits === b.bits && a.factor === b.factor && a.offset === b.offset;

function hasCode(n: number, { bits, factor, offset }: Coding): boolean {
  const code = (n - offset) / factor;
  return Number.isInteger(code) && code >= 0 && code < 2 ** bits;
}

/** The index of the greatest of the last axis. */
export function slicedArgmax(builder: SlicedBuilder, x: SlicedValue, shape: readonly number[]): SlicedValue {
  return { kind: 'indices', shape, of: builder.planes(x) };
}

/** The windows of an NHWC image without padding, as `[windows, taps, channels]`. */
export function slicedWindows(
  builder: SlicedBuilder,
  image: SlicedValue,
  { kernel, strides }: { readonly kernel: readonly number[]; readonly strides: readonly number[] },
): PlaneValue {
  const value = builder.planes(image);
  const [images = 1, height = 1, width = 1, channels = 1] = value.shape;
  const window = { kernel, strides, dilations: [1, 1], pads: [0, 0, 0, 0] };
  const pixels = qnn.windowOffsets([height, width], window, [width * channels, channels]);
  const at = new Int32Array(images * pixels.length * channels);
  for (let image = 0, i = 0; image < images; image++) {
    for (const pixel of pixels) {
      const first = image * height * width * channels + pixel;
      for (let c = 0; c < channels; c++) at[i++] = value.at[first + c]!;
    }
  }
  const taps = sizeOf(kernel);
  return { ...value, at, shape: [(images * pixels.length) / taps, taps, channels] };
}
