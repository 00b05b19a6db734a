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
  /** Thresholds a channel, on a line or not; none for the sums themselves. */
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
];

const isNamed = ({ height, width, channels, kernel, steps }: Case): string =>
  `${height} x ${width} x ${channels}, ${kernel.join(' x ')}, ${steps} thresholds`;

/** The case on an engine, and what it should give. */
function runCase(of: Case, engine: NonNullable<Engine['frames']>): readonly [Int32Array, Int32Array] {
  const { height, width, channels, kernel, stride = 1, dilation = 1, elem = uint(4), weight = int(4) } = of;
  const { steps, border = 0 } = of;
  const random = randomSource(channels + width);
  const drawn = (type: ScalarType): number => {
    const [low, high] = bounds(type).map(Number) as [number, number];
    return low + Math.floor(random() * (high - low + 1));
  };
  const taps = kernel[0] * kernel[1];
  const weights = tensor(
    weight,
    [taps, channels],
    Int32Array.from({ length: taps * channels }, () => drawn(weight)),
  );
  const input = Int32Array.from({ length: height * width * channels }, () => drawn(elem));
  const [outHeight, outWidth] = [height, width].map(
    (size, axis) => Math.floor((size + 2 * border - (kernel[axis]! - 1) * dilation - 1) / stride) + 1,
  ) as [number, number];
  const sums = new Int32Array(outHeight * outWidth * channels);
  for (let i = 0; i < sums.length; i++) {
    const [y, x, c] = [Math.floor(i / channels / outWidth), Math.floor(i / channels) % outWidth, i % channels];
    for (let tap = 0; tap < taps; tap++) {
      const row = y * stride + Math.floor(tap / kernel[1]) * dilation - border;
      const column = x * stride + (tap % kernel[1]) * dilation - border;
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      sums[i]! += weights.data[tap * channels + c]! * input[(row * width + column) * channels + c]!;
    }
  }
  const spread = sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 1);
  const thresholds = Array.from({ length: channels }, () => {
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
  const y = builder.depthwise(
    builder.windows(image, { kernel, strides: [stride, stride], dilations: [dilation, dilation] }),
    {
      weights,
      channels,
      thresholds: tensor(int(32), [channels, steps], Int32Array.from(thresholds.flat())),
      offsets: tensor(int(8), [0], []),
      outType,
      outBias: 0,
      classes: new Int32Array(0),
    },
  );
  builder.output(y);
  const loaded = engine.load(builder.finish());
  const result = new Int32Array(sums.length);
  loaded.run([input], 1, [result]);
  loaded.close();
  const expected = sums.map((sum, i) => (steps === 0 ? sum : thresholds[i % channels]!.filter((t) => sum >= t).length));
  return [result, expected];
}

describe.each(instructionSets)('depthwise products for $name', ({ name }) => {
  it.for(cases.map((of) => [isNamed(of), of] as const))('%s', async ([, of], { skip }) => {
    const made = await nativeEngine({ instructionSet: name });
    if ('reason' in made) return skip(made.reason);
    const [result, expected] = runCase(of, made.frames!);
    expect(result).toEqual(expected);
  });
});

describe('depthwise products in WebAssembly', () => {
  it.each(cases.map((of) => [isNamed(of), of] as const))('%s', (_, of) => {
    const [result, expected] = runCase(of, wasmEngine().frames!);
    expect(result).toEqual(expected);
  });
});
