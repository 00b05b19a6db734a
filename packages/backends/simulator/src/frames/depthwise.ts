import { bounds, type ScalarType, type Tensor, tensor, int } from '@finnc/ir';
import {
  activationArgs,
  checkCodeSums,
  checkSums,
  sumForm,
  type FrameActivation,
  type SumRange,
} from './activation.ts';
import type { Emitter, FrameOp } from './instruction.ts';
import { sideBySide, type SideBySide } from './pixels.ts';
import { depthwiseWays } from './program.ts';
import { addStrips } from './strips.ts';
import {
  basesOf,
  codingOf,
  fitsBytes,
  layoutOf,
  mostCode,
  sizesOf,
  tapsOf,
  type FrameBuffer,
  type FrameValue,
} from './value.ts';

/** Each channel's window times that channel's filters: `weights` is `[taps, channels · filters]`. */
export interface FrameDepthwise extends FrameActivation {
  readonly weights: Tensor;
  /** Channels of a tap; a window that is not laid out has those of its image. */
  readonly channels: number;
}

export function depthwiseOp(x: FrameValue, spec: FrameDepthwise, writes: FrameBuffer): FrameOp {
  const [taps = 1, columns = 1] = spec.weights.type.shape;
  const [low, high] = bounds(x.buffer.elem).map(Number) as [number, number];
  const [least, most] = [new Float64Array(columns), new Float64Array(columns)];
  for (let i = 0; i < taps * columns; i++) {
    const w = spec.weights.data[i]!;
    least[i % columns]! += Math.min(w * low, w * high);
    most[i % columns]! += Math.max(w * low, w * high);
  }
  checkSums(least, most, spec);
  const inBytes = fitsBytes(x.buffer.elem) && spec.weights.data.every((w) => w >= -(2 ** 15) && w < 2 ** 15);
  if (inBytes) checkCodeSums(spec.weights, (i) => i % columns, columns, x);
  return {
    reads: [{ value: x, kinds: [inBytes ? 'bytes' : 'words'] }],
    writes,
    emit: (out, [value]) => {
      emitDepthwise(out, value!, spec, { least, most }, writes);
    },
  };
}

/** Sums of the channels of windows, as products with 1. */
export function sumSpec(taps: number, channels: number, outType: ScalarType): FrameDepthwise {
  return {
    weights: tensor(int(2), [taps, channels], new Int8Array(taps * channels).fill(1)),
    channels,
    thresholds: tensor(int(2), [1, 0], []),
    offsets: tensor(int(2), [0], []),
    classes: new Int32Array(0),
    outType,
    outBias: 0,
  };
}

/** Where the taps lie of which a vector consists: in a window, or laid out in it one behind the other. */
export function tapOffsets(x: FrameValue, channels: number): Int32Array {
  if (x.window) return tapsOf(x);
  const { pixel } = layoutOf(x.buffer);
  const taps = x.buffer.channels / channels;
  return Int32Array.from({ length: taps }, (_, tap) => (tap * pixel) / taps);
}

function emitDepthwise(out: Emitter, x: FrameValue, spec: FrameDepthwise, range: SumRange, writes: FrameBuffer): void {
  const { weights, channels } = spec;
  const [taps = 1, columns = 1] = weights.type.shape;
  const { kind } = layoutOf(x.buffer);
  const coding = codingOf(x.buffer.elem, kind);
  const filters = columns / channels;
  const inBytes = kind === 'bytes';
  const pixels = inBytes && filters === 1 ? severalPixels(x, spec, writes) : undefined;
  const copies = pixels?.copies ?? 1;
  const wide = Math.ceil((columns * copies) / CHUNK) * CHUNK;
  const sums = new Float64Array(columns);
  const reach = new Float64Array(columns);
  const most = mostCode(x.buffer.elem);
  const packed = inBytes ? new Int16Array(taps * wide) : new Int32Array(taps * wide);
  for (let tap = 0; tap < taps; tap++) {
    for (let column = 0; column < columns; column++) {
      const w = weights.data[tap * columns + column]!;
      for (let i = column; i < columns * copies; i += columns) packed[tap * wide + i] = w;
      sums[column]! += w;
      reach[column]! += Math.abs(w) * most;
    }
  }
  const isShort = inBytes && filters === 1 && reach.every((sum) => sum < 2 ** 15);
  const way = isShort ? 'short' : inBytes ? (filters === 1 ? 'long' : 'bytes') : 'words';
  const constants = sums.map((sum) => coding.offset * sum);
  const bases = pixels?.from ?? basesOf(x);
  const tapList = tapOffsets(x, channels);
  const strips =
    inBytes && filters === 1
      ? addStrips(out, {
          elem: x.buffer.elem,
          bases,
          line: pixels?.line ?? sizesOf(x).width,
          taps: tapList,
          pixel: channels,
          columns: columns * copies,
          weightOf: (tap, column) => weights.data[tap * columns + (column % columns)]!,
        })
      : -1;
  out.put(
    'depthwise',
    bases.length,
    x.buffer.space,
    x.buffer.offset,
    out.data.add(bases),
    taps,
    out.data.add(tapList),
    channels * copies,
    filters,
    depthwiseWays[way],
    wide,
    out.data.add(new Int32Array(packed.buffer), { align: true }),
    strips,
    ...activationArgs(out, spec, columns, sumForm(coding.factor, constants, range), writes, pixels),
  );
}

/** Columns of weights are a multiple of this. */
const CHUNK = 32;
/** Channels that a vector has best: as many as four vectors of the widest engine. */
const LANES = 64;
/** Vectors of a line that engines take at a time. */
const VECTORS = 4;

/** Few channels of several pixels are taken for those of one: as many pixels as fill vectors best. */
function severalPixels(
  x: FrameValue,
  { channels, classes }: FrameDepthwise,
  writes: FrameBuffer,
): SideBySide | undefined {
  const { width } = sizesOf(x);
  const beside = x.window ? x.window.strides[1] === 1 : x.buffer.channels === channels;
  if (!beside || channels % LANES === 0 || classes.length > 0 || writes.kind === 'bits') return undefined;
  const cost = (pixels: number): number => Math.ceil((pixels * channels) / LANES) * Math.ceil(width / pixels);
  let copies = 1;
  for (let pixels = 2; pixels <= Math.min(width / VECTORS, LANES); pixels++)
    if (cost(pixels) < cost(copies)) copies = pixels;
  return copies === 1 ? undefined : sideBySide(x, writes, copies);
}
