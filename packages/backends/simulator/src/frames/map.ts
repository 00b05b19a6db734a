import { bounds, isInteger, type ScalarType, type Tensor } from '@finnc/ir';
import { thresholdTable } from '../kernels/activation.ts';
import type { RequantiseParameters } from '../kernels/requantise.ts';
import type { Emitter, FrameOp } from './instruction.ts';
import { NotFrames } from './not-frames.ts';
import { mapWays, type Kind, type MapWay } from './program.ts';
import {
  basesOf,
  codingOf,
  layoutOf,
  mostCode,
  sizesOf,
  type Coding,
  type FrameBuffer,
  type FrameValue,
} from './value.ts';

/** How a map is computed between given codings. */
export interface Mapping {
  readonly way: MapWay;
  /** Parameters of each channel, or of all: rows of `channels` or 1 entries, one behind the other. */
  readonly a?: Parameters;
  readonly b?: Parameters;
  readonly count?: number;
  readonly bias?: number;
  readonly halfEven?: boolean;
  readonly low?: number;
  readonly high?: number;
}
interface Parameters {
  readonly words: 'int32' | 'float32' | 'int64';
  readonly rows: readonly ArrayLike<number>[];
}

/** A function of single elements. */
export interface ElementMap {
  /** Channels that have parameters of their own, or 1. */
  readonly channels: number;
  /** The integer that becomes of one. */
  evaluate(x: number, channel: number): number;
  mapping(from: Kind, x: Coding, y: Coding): Mapping;
}

/** An element of a type for each element of `x`. */
export function mapOp(x: FrameValue, map: ElementMap, y: FrameValue): FrameOp {
  return {
    reads: [{ value: x, kinds: [] }],
    writes: y.buffer,
    emit: (out, [value]) => {
      emitMap(out, value!, map, y);
    },
  };
}

function emitMap(out: Emitter, x: FrameValue, map: ElementMap, y: FrameValue): void {
  const writes = y.buffer;
  const [from, to] = [layoutOf(x.buffer).kind, layoutOf(writes).kind];
  const codings = [codingOf(x.buffer.elem, from), codingOf(writes.elem, to)] as const;
  const table = tableOf(x, map, writes);
  if (table?.every((code, i) => code === i || i > mostCode(x.buffer.elem))) {
    emitCopy(out, x, y);
    return;
  }
  const mapping = (table && lookUp(table)) ?? compared(map.mapping(from, ...codings), from, writes);
  const lanes = mapping.way === 'compare' ? 64 : 16;
  const period = map.channels * Math.ceil(lanes / map.channels);
  const { a, b, count = 0, bias = 0, halfEven = false, low = 0, high = 0 } = mapping;
  const [bases, results, length] = runsOf(x, y);
  out.put(
    'map',
    bases.length,
    length,
    ...out.lanes(x.buffer, bases),
    ...out.lanes(writes, results),
    mapWays[mapping.way],
    period,
    a ? addParameters(out, a, period + lanes, mapping.way) : 0,
    b ? addParameters(out, b, period + lanes, mapping.way) : 0,
    count,
    bias,
    halfEven ? 1 : 0,
    low,
    high,
  );
}

/** Every function of a byte alone is a table of the codes that it makes of codes. */
function tableOf({ buffer }: FrameValue, map: ElementMap, writes: FrameBuffer): Uint8Array | undefined {
  if (buffer.kind !== 'bytes' || writes.kind !== 'bytes' || map.channels > 1) return undefined;
  const [x, y] = [codingOf(buffer.elem, 'bytes'), codingOf(writes.elem, 'bytes')];
  const most = mostCode(buffer.elem);
  return Uint8Array.from({ length: 256 }, (_, code) =>
    code > most ? 0 : (map.evaluate(x.factor * code + x.offset, 0) - y.offset) / y.factor,
  );
}

const lookUp = (table: Uint8Array): Mapping => ({
  way: 'lookUp',
  a: { words: 'int32', rows: [new Int32Array(table.buffer)] },
});

/** Codes that stay what they are. */
function emitCopy(out: Emitter, x: FrameValue, y: FrameValue): void {
  const [bases, results, length] = runsOf(x, y);
  const runs = Array.from(bases, (base, i) => [base, results[i]!, length]);
  const [from, to] = [x.buffer, y.buffer];
  out.put('copy', runs.length, from.space, from.offset, to.space, to.offset, out.data.add(runs.flat()));
}

/** Bits of bytes that reach a byte are compared 64 at a time. */
function compared(mapping: Mapping, from: Kind, writes: FrameBuffer): Mapping {
  const [row] = mapping.a?.rows ?? [];
  if (mapping.way !== 'steps' || mapping.count !== 1 || mapping.bias !== 0 || !row) return mapping;
  if (from !== 'bytes' || writes.kind !== 'bits' || layoutOf(writes).planes !== 1) return mapping;
  return Array.from(row).every((t) => t >= 0 && t < 256) ? { ...mapping, way: 'compare' } : mapping;
}

function addParameters(out: Emitter, { words, rows }: Parameters, width: number, way: MapWay): number {
  if (way === 'lookUp') return out.data.add(rows[0]!, { align: true });
  const all = rows.flatMap((row) => Array.from({ length: width }, (_, i) => row[i % row.length]!));
  if (way === 'compare') return out.data.add(new Int32Array(Uint8Array.from(all).buffer), { align: true });
  if (words === 'int32') return out.data.add(Int32Array.from(all), { align: true });
  if (words === 'float32') return out.data.add(new Int32Array(Float32Array.from(all).buffer), { align: true });
  return out.data.add(new Int32Array(BigInt64Array.from(all, BigInt).buffer), { align: true });
}

/** Vectors, as long as they lie one behind the other in both buffers: all, rows of an image, or pixels. */
export function runsOf(x: FrameValue, y: FrameValue): readonly [from: Int32Array, to: Int32Array, length: number] {
  const level = Math.min(levelOf(x), levelOf(y));
  const { images, height, width, length } = sizesOf(y);
  const size = level === 2 ? images * height * width : level === 1 ? width : 1;
  return [beginnings(x, size), beginnings(y, size), size * length];
}

const levelOf = ({ buffer, bordered }: FrameValue): number => {
  if (buffer.kind === 'bits' && buffer.channels % 32 !== 0) return 0;
  return buffer.border && !bordered ? 1 : 2;
};

const beginnings = (value: FrameValue, size: number): Int32Array => {
  const all = basesOf(value);
  return size === 1 ? all : all.filter((_, i) => i % size === 0);
};

/** `y = #{k : x ≥ t[channel, k]} + outBias`, or 2 · count − 1 for signs. */
export function thresholdMap(x: ScalarType, thresholds: Tensor, outType: ScalarType, outBias: number): ElementMap {
  const [rows = 1, allSteps = 0] = thresholds.type.shape;
  const { values: all } = thresholdTable(thresholds, rows);
  const [steps, values] = reachable(x, all, rows, allSteps);
  const isSign = outType.kind === 'bipolar';
  const row = (k: number, of: (t: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, channel) => of(values[channel * steps + k]!));
  return {
    channels: rows,
    evaluate(value, channel) {
      let count = 0;
      for (let k = 0; k < steps; k++) if (value >= values[channel * steps + k]!) count++;
      return isSign ? 2 * count - 1 : count + outBias;
    },
    mapping(from, coding, to) {
      if (isSign && to.factor !== 2) throw new NotFrames('signs that are stored as numbers');
      const bias = isSign ? 0 : outBias - to.offset;
      const each = Array.from({ length: steps }, (_, k) => k);
      if (!isInteger(x)) {
        return {
          way: 'floatSteps',
          a: { words: 'float32', rows: each.map((k) => row(k, float32Above)) },
          count: steps,
          bias,
        };
      }
      const code = (t: number): number => {
        const reached = Math.ceil((Math.ceil(t) - coding.offset) / coding.factor);
        return Number.isNaN(t) ? NEVER : Math.min(Math.max(reached, -(2 ** 31)), NEVER);
      };
      return { way: 'steps', a: { words: 'int32', rows: each.map((k) => row(k, code)) }, count: steps, bias };
    },
  };
}

/** A threshold that no stored integer reaches, but the greatest int32. */
const NEVER = 2 ** 31 - 1;

/** Steps without the last ones, if those are thresholds that no channel ever reaches. */
function reachable(
  x: ScalarType,
  values: Float64Array,
  rows: number,
  steps: number,
): readonly [steps: number, values: Float64Array] {
  if (!isInteger(x) || Number(bounds(x)[1]) < NEVER) return [steps, values];
  const isNever = (t: number): boolean => Number.isNaN(t) || t > NEVER;
  let kept = steps;
  while (kept > 0 && Array.from({ length: rows }, (_, row) => values[row * steps + kept - 1]!).every(isNever)) kept--;
  const left = values.filter((_, i) => i % steps < kept);
  if (left.some(isNever)) throw new NotFrames('some of its thresholds are beyond 32 bits');
  return [kept, left];
}

/** The least float32 that is not below a number: a float32 x ≥ t where x ≥ that. NaN is never reached. */
function float32Above(t: number): number {
  const near = Math.fround(t);
  if (!(near < t)) return near;
  const word = new DataView(new ArrayBuffer(4));
  word.setFloat32(0, near);
  // Bit patterns of positive floats ascend with them, those of negative ones descend.
  word.setInt32(0, near === 0 ? 1 : word.getInt32(0) + (near > 0 ? 1 : -1));
  return word.getFloat32(0);
}

/** `clamp(round((m · x + b) / 2^shift))`, exact in 64 bits. */
export function requantiseMap(parameters: RequantiseParameters): ElementMap {
  const { shift, rounding, low, high } = parameters;
  const channels = Math.max(parameters.multipliers.data.length, parameters.offsets.data.length);
  const spread = ({ data }: Tensor): Float64Array =>
    Float64Array.from({ length: channels }, (_, c) => data[data.length === 1 ? 0 : c]!);
  const [multipliers, offsets] = [spread(parameters.multipliers), spread(parameters.offsets)];
  const halfEven = rounding === 'half_even';
  if (low < -(2 ** 31) || high > 2 ** 31 - 1) throw new NotFrames('its codes exceed 32 bits');
  return {
    channels,
    evaluate(x, channel) {
      const scaled = (x * multipliers[channel]! + offsets[channel]!) * 2 ** -shift;
      let code = Math.floor(scaled);
      const rest = scaled - code;
      if (halfEven && (rest > 0.5 || (rest === 0.5 && code % 2 !== 0))) code++;
      return Math.min(Math.max(code, low), high);
    },
    mapping: (_from, x, y) => ({
      way: 'requantise',
      a: { words: 'int64', rows: [multipliers.map((m) => whole(m * x.factor))] },
      b: { words: 'int64', rows: [offsets.map((b, c) => whole(b + multipliers[c]! * x.offset))] },
      count: shift,
      halfEven,
      low,
      high,
      bias: -y.offset,
    }),
  };
}

function whole(n: number): number {
  if (!Number.isSafeInteger(n)) throw new NotFrames('its products exceed 53 bits');
  return n;
}

/** `factors[channel] · x + offsets[channel]`. */
export function channelwiseMap(x: ScalarType, factors: ArrayLike<number>, offsets: ArrayLike<number>): ElementMap {
  const ends = bounds(x).map(Number);
  const channels = factors.length;
  for (let c = 0; c < channels; c++) {
    // Wrapped factors and summands give what fits again, but a result must.
    if (ends.some((end) => Math.abs(factors[c]! * end + offsets[c]!) > 2 ** 31 - 1))
      throw new NotFrames('its results exceed 32 bits');
  }
  const each = (of: (channel: number) => number): Parameters => ({
    words: 'int32',
    rows: [Float64Array.from({ length: channels }, (_, c) => of(c))],
  });
  return {
    channels,
    evaluate: (value, channel) => factors[channel]! * value + offsets[channel]!,
    mapping: (_from, from, to) => ({
      way: 'channelwise',
      a: each((c) => factors[c]! * from.factor),
      b: each((c) => offsets[c]! + factors[c]! * from.offset - to.offset),
    }),
  };
}

/** The same integers, in the codes of a type that holds them. */
export const identityMap: ElementMap = {
  channels: 1,
  evaluate: (x) => x,
  mapping(_from, x, y) {
    // Only signs have codes that are not one apart, and they are −1 and 1 wherever they come from.
    if (y.factor === 2 && x.factor === 1)
      return { way: 'steps', a: { words: 'int32', rows: [[1 - x.offset]] }, count: 1, bias: 0 };
    const factor = x.factor / y.factor;
    return { way: 'affine', count: factor, bias: (x.offset - y.offset) / y.factor };
  },
};
