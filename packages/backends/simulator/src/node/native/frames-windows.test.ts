import { bounds, int, randomSource, tensor, uint, type ScalarType } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../engine.ts';
import { FrameBuilder } from '../../frames/builder.ts';
import { wasmEngine } from '../../wasm/engine.ts';
import { instructionSets } from './instruction-set.ts';
import { nativeEngine } from './native-engine.ts';

interface Case {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernel: readonly [number, number];
  readonly stride?: number;
  readonly dilation?: number;
  readonly elem?: ScalarType;
  readonly weight?: ScalarType;
  /** Rows that meet all channels; without them each channel has its own. */
  readonly rows?: number;
  /** Thresholds a row, on a line or not; none for the sums themselves. */
  readonly steps: number;
  readonly isLine?: boolean;
  readonly border?: number;
}

const cases: readonly Case[] = [
  { height: 7, width: 9, channels: 8, kernel: [3, 3], steps: 15, isLine: true },
  { height: 6, width: 33, channels: 3, kernel: [3, 3], steps: 7, isLine: true },
  { height: 9, width: 9, channels: 16, kernel: [3, 3], stride: 2, steps: 15, isLine: true },
  { height: 5, width: 5, channels: 64, kernel: [3, 3], border: 1, steps: 3 },
  { height: 4, width: 4, channels: 200, kernel: [3, 3], border: 1, steps: 15, isLine: true },
  { height: 11, width: 60, channels: 130, kernel: [3, 3], steps: 0 },
  { height: 8, width: 8, channels: 40, kernel: [5, 5], steps: 15 },
  { height: 3, width: 30, channels: 24, kernel: [1, 9], steps: 1 },
  { height: 30, width: 2, channels: 24, kernel: [7, 1], steps: 15, isLine: true },
  { height: 9, width: 12, channels: 20, kernel: [3, 3], dilation: 2, steps: 40 },
  { height: 7, width: 8, channels: 33, kernel: [4, 2], elem: uint(8), weight: int(8), steps: 15, isLine: true },
  { height: 7, width: 8, channels: 33, kernel: [3, 3], elem: int(8), weight: int(8), steps: 255, isLine: true },
  { height: 6, width: 6, channels: 9, kernel: [3, 3], weight: int(12), steps: 0 },
  { height: 40, width: 3, channels: 300, kernel: [2, 2], steps: 4 },
  { height: 3, width: 3, channels: 17, kernel: [3, 3], steps: 15, isLine: true },
  // Few rows of several pixels in one block.
  { height: 9, width: 11, channels: 3, rows: 8, kernel: [3, 3], stride: 2, border: 1, steps: 15, isLine: true },
  {
    height: 9,
    width: 11,
    channels: 3,
    rows: 5,
    kernel: [3, 3],
    elem: uint(8),
    weight: int(8),
    steps: 15,
    isLine: true,
  },
  { height: 6, width: 7, channels: 5, rows: 3, kernel: [1, 1], steps: 15 },
  { height: 6, width: 7, channels: 4, rows: 2, kernel: [3, 1], dilation: 2, steps: 0 },
  { height: 6, width: 9, channels: 4, rows: 4, kernel: [2, 3], dilation: 2, steps: 3 },
  { height: 4, width: 2, channels: 1, rows: 1, kernel: [2, 2], steps: 15, isLine: true },
  {
    height: 7,
    width: 9,
    channels: 12,
    rows: 70,
    kernel: [3, 3],
    elem: uint(8),
    weight: int(8),
    steps: 15,
    isLine: true,
  },
  { height: 5, width: 5, channels: 12, rows: 33, kernel: [2, 2], steps: 1 },
];

const nameOf = ({ height, width, channels, rows = 0, kernel, steps }: Case): string =>
  `${height} x ${width} x ${channels}, ${kernel.join(' x ')}, ${rows || 'own'} rows, ${steps} thresholds`;

/** The case on an engine, and what it should give. */
function runCase(of: Case, engine: NonNullable<Engine['frames']>): readonly [Int32Array, Int32Array] {
  const { height, width, channels, kernel, stride = 1, dilation = 1, elem = uint(4), weight = int(4) } = of;
  const { steps, border = 0, rows = channels } = of;
  const isDense = of.rows !== undefined;
  const random = randomSource(channels + width);
  const drawn = (type: ScalarType): number => {
    const [low, high] = bounds(type).map(Number) as [number, number];
    return low + Math.floor(random() * (high - low + 1));
  };
  const taps = kernel[0] * kernel[1];
  const shape = isDense ? [rows, taps * channels] : [taps, channels];
  const weights = tensor(
    weight,
    shape,
    Int32Array.from({ length: shape[0]! * shape[1]! }, () => drawn(weight)),
  );
  const input = Int32Array.from({ length: height * width * channels }, () => drawn(elem));
  const [outHeight, outWidth] = [height, width].map(
    (size, axis) => Math.floor((size + 2 * border - (kernel[axis]! - 1) * dilation - 1) / stride) + 1,
  ) as [number, number];
  const sums = new Int32Array(outHeight * outWidth * rows);
  for (let i = 0; i < sums.length; i++) {
    const [y, x, own] = [Math.floor(i / rows / outWidth), Math.floor(i / rows) % outWidth, i % rows];
    for (let tap = 0; tap < taps; tap++) {
      const row = y * stride + Math.floor(tap / kernel[1]) * dilation - border;
      const column = x * stride + (tap % kernel[1]) * dilation - border;
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      const pixel = (row * width + column) * channels;
      if (!isDense) sums[i]! += weights.data[tap * channels + own]! * input[pixel + own]!;
      else
        for (let c = 0; c < channels; c++)
          sums[i]! += weights.data[(own * taps + tap) * channels + c]! * input[pixel + c]!;
    }
  }
  const spread = sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 1);
  const thresholds = Array.from({ length: rows }, () => {
    const [first, spacing] = [-spread * (0.2 + random()), (spread / (steps + 1)) * (0.5 + random())];
    return Array.from({ length: steps }, (_, k) => {
      const bend = of.isLine ? 0 : random() * spacing;
      return Math.ceil(first + spacing * (k + 1) + bend);
    });
  });
  const outType = steps === 0 ? int(24) : uint(steps < 16 ? 4 : 8);
  const builder = new FrameBuilder();
  const x = builder.input({ elem, shape: [1, height, width, channels] }, { array: 'int32', length: input.length });
  const image = border > 0 ? builder.pad(x, [border, border, border, border], 0, elem) : x;
  const windows = builder.windows(image, {
    kernel,
    strides: [stride, stride],
    dilations: [dilation, dilation],
  });
  const spec = {
    weights,
    thresholds: tensor(int(32), [rows, steps], Int32Array.from(thresholds.flat())),
    offsets: tensor(int(8), [0], []),
    outType,
    outBias: 0,
    classes: new Int32Array(0),
  };
  const y = isDense ? builder.product(windows, spec) : builder.depthwise(windows, { ...spec, channels });
  builder.output(y);
  const loaded = engine.load(builder.finish());
  const result = new Int32Array(sums.length);
  loaded.run([input], 1, [result]);
  loaded.close();
  const expected = sums.map((sum, i) => (steps === 0 ? sum : thresholds[i % rows]!.filter((t) => sum >= t).length));
  return [result, expected];
}

describe.each(instructionSets)('products of windows for $name', ({ name }) => {
  it.for(cases.map((of) => [nameOf(of), of] as const))('%s', async ([, of], { skip }) => {
    const made = await nativeEngine({ instructionSet: name });
    if ('reason' in made) return skip(made.reason);
    const [result, expected] = runCase(of, made.frames!);
    expect(result).toEqual(expected);
  });
});

describe('products of windows in WebAssembly', () => {
  it.each(cases.map((of) => [nameOf(of), of] as const))('%s', (_, of) => {
    const [result, expected] = runCase(of, wasmEngine().frames!);
    expect(result).toEqual(expected);
  });
});
