import { plainSimulator } from '@finnc/backend-simulator';
import {
  bipolar,
  bounds,
  constantValue,
  float32,
  Graph,
  int,
  randomSource,
  Registry,
  sampler,
  sizeOf,
  tensor,
  tensorType,
  ternary,
  uint,
  type ConstantValue,
  type ScalarType,
  type Value,
} from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import {
  add,
  concat,
  labelSelect,
  layers,
  maxPool,
  mvau,
  pad,
  pool,
  requant,
  slidingWindow,
  thresholding,
  vvau,
} from '../index.ts';
import { framesEngines } from '../testing/frames-engine.ts';
import { anywhere } from './positions.ts';

const registry = new Registry([layers]);
type Random = () => number;
const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)]!;

const weightTypes = [bipolar, ternary, ...[2, 3, 4, 5, 6, 7, 8].map((bits) => int(bits)), uint(2), uint(8), int(12)];
const codeTypes = [
  bipolar,
  ternary,
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((bits) => uint(bits)),
  ...[2, 3, 4, 6, 8, 9].map((bits) => int(bits)),
  uint(11),
];

function constants(elem: ScalarType, shape: readonly number[], random: Random): ConstantValue {
  const [low, high] = bounds(elem).map(Number) as [number, number];
  const draw = (): number => {
    if (elem.kind === 'bipolar') return random() < 0.5 ? -1 : 1;
    const kind = random();
    return kind < 0.1 ? low : kind < 0.2 ? high : low + Math.floor(random() * (high - low + 1));
  };
  return constantValue(tensor(elem, shape, Float64Array.from({ length: sizeOf(shape) }, draw)));
}

/** Thresholds of sums whose size is known roughly: on a line as a rule, some anywhere, some out of reach. */
function steps(channels: number, count: number, spread: number, random: Random): ConstantValue {
  const rows = random() < 0.2 ? 1 : channels;
  const data = Array.from({ length: rows }, () => {
    const onLine = random() < 0.7;
    const [slope, start] = [(2 * spread) / count, spread * (2 * random() - 2)];
    const row = Array.from({ length: count }, (_, k) =>
      Math.round(onLine ? start + slope * (k + random() * 0.01) : spread * (2 * random() - 1)),
    ).sort((a, b) => a - b);
    if (random() < 0.1) row.fill(2 ** 40, Math.floor(count / 2));
    return row;
  }).flat();
  return constantValue(tensor(int(48), [rows, count], data));
}

interface Activated {
  readonly outType: ScalarType;
  readonly outBias: number;
  readonly thresholds: ConstantValue;
}
function activation(channels: number, spread: number, random: Random): Activated {
  const outType = pick(random, [bipolar, uint(1), uint(2), int(2), uint(4), int(4), uint(8), int(8), uint(9), int(31)]);
  if (outType === int(31)) return { outType, outBias: 0, thresholds: constantValue(tensor(int(8), [1, 0], [])) };
  const [low, high] = bounds(outType).map(Number) as [number, number];
  const count = outType.kind === 'bipolar' ? 1 : high - low;
  return { outType, outBias: low, thresholds: steps(channels, count, spread, random) };
}

const folded = { pe: 1, simd: 1, ramStyle: 'auto', resType: 'auto', accType: int(48), ...anywhere } as const;

/** What follows a random value: a layer of each kind, of sizes that fill no vector. */
function grow(graph: Graph, x: Value, random: Random): Value {
  const [, height = 1, width = 1, channels = 1] = x.type.shape;
  const { elem } = x.type;
  const largest = Math.max(...bounds(elem).map((bound) => Math.abs(Number(bound))));
  const layer = pick(random, ['conv', 'conv', 'depthwise', 'max', 'pool', 'pad', 'requant', 'join', 'dense'] as const);
  const window = (): { kernel: number[]; strides: number[]; dilations: number[] } => {
    const dilations = [1 + Math.floor(random() * 1.4), 1 + Math.floor(random() * 1.4)];
    const kernel = [height, width].map((size, i) => {
      const most = Math.floor((size - 1) / dilations[i]!) + 1;
      return 1 + Math.floor(random() * Math.min(3, most));
    });
    return { kernel, strides: [1 + Math.floor(random() * 2), 1 + Math.floor(random() * 2)], dilations };
  };
  const weightType = pick(random, weightTypes);
  const most = Math.max(...bounds(weightType).map((bound) => Math.abs(Number(bound))));
  const offsets = (rows: number): ConstantValue =>
    random() < 0.3 ? constants(int(9), [rows], random) : constantValue(tensor(int(8), [0], []));
  if (layer === 'conv' || layer === 'dense') {
    const windows = layer === 'dense' ? x : graph.add(slidingWindow, { x }, { ...window(), simd: 1 }).result.y;
    const depth = windows.type.shape.at(-1)!;
    const rows = pick(random, [1, 5, 16, 17, 31, 32, 40, 70, 130]);
    const weights = constants(weightType, [rows, depth], random);
    const { outType, outBias, thresholds } = activation(rows, largest * most * Math.sqrt(depth), random);
    const attrs = { ...folded, outType, outBias };
    return graph.add(mvau, { x: windows, weights, thresholds, offsets: offsets(rows) }, attrs).result.y;
  }
  if (layer === 'depthwise') {
    const windows = graph.add(slidingWindow, { x }, { ...window(), simd: 1 }).result.y;
    const taps = windows.type.shape.at(-1)! / channels;
    const columns = channels * pick(random, [1, 1, 1, 2, 3]);
    const weights = constants(weightType, [taps, columns], random);
    const { outType, outBias, thresholds } = activation(columns, largest * most * Math.sqrt(taps), random);
    const { simd: _simd, ...attrs } = { ...folded, outType, outBias };
    return graph.add(vvau, { x: windows, weights, thresholds, offsets: offsets(columns) }, attrs).result.y;
  }
  if (layer === 'max') {
    const { kernel, strides } = window();
    return graph.add(maxPool, { x }, { kernel, strides, pe: channels }).result.y;
  }
  if (layer === 'pool') {
    const own = window();
    const windows = graph.add(slidingWindow, { x }, { ...own, simd: 1 }).result.y;
    const attrs = { taps: sizeOf(own.kernel), pe: 1 };
    if (elem.kind !== 'bipolar' && random() < 0.6)
      return graph.add(pool, { x: windows }, { ...attrs, function: 'sum', outType: int(18) }).result.y;
    return graph.add(pool, { x: windows }, { ...attrs, function: 'max', outType: elem }).result.y;
  }
  if (layer === 'pad') {
    const pads = Array.from({ length: 4 }, () => Math.floor(random() * 3));
    const [low] = bounds(elem).map(Number);
    const outType = elem.kind === 'bipolar' && random() < 0.5 ? ternary : elem;
    const value = outType === ternary ? 0 : low!;
    return graph.add(pad, { x }, { pads, value, outType, simd: 1 }).result.y;
  }
  if (layer === 'requant') {
    const count = random() < 0.5 ? 1 : channels;
    const shift = Math.floor(random() * 30);
    const multipliers = constants(int(20), [count], random);
    const attrs = { shift, rounding: pick(random, ['floor', 'half_even'] as const), low: -100, high: 120 };
    const operands = { x, multipliers, offsets: constants(int(24), [1], random) };
    return graph.add(requant, operands, { ...attrs, outType: int(8), pe: 1 }).result.y;
  }
  const other = graph.add(
    thresholding,
    { x, thresholds: steps(channels, 3, largest, random) },
    {
      outType: uint(2),
      outBias: 0,
      pe: 1,
    },
  ).result.y;
  if (random() < 0.5) return graph.add(concat, { a: other, b: x }, { simd: 1 }).result.y;
  return graph.add(add, { a: x, b: other }, { aFactor: 3, bFactor: -2, outType: int(22), pe: 1 }).result.y;
}

function network(seed: number): Graph {
  const random = randomSource(seed);
  const graph = new Graph();
  const shape = [pick(random, [1, 1, 2]), 3 + Math.floor(random() * 6), 3 + Math.floor(random() * 7)];
  const channels = pick(random, [1, 2, 3, 5, 8, 16, 24, 31, 32, 33, 64, 72]);
  const isFloat = random() < 0.1;
  const type = tensorType(isFloat ? float32 : pick(random, codeTypes), [...shape, channels]);
  let x: Value = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2, 3] });
  if (isFloat) {
    const thresholds = constantValue(tensor(float32, [1, 3], [-0.5, 0, 0.25]));
    x = graph.add(thresholding, { x, thresholds }, { outType: uint(2), outBias: 0, pe: 1 }).result.y;
  }
  for (let i = 0; i < 3; i++) if (x.type.elem.bits <= 12) x = grow(graph, x, random);
  const all: Value[] = [x];
  const labels = x.type.shape.at(-1)!;
  if (random() < 0.3) {
    const k = 1 + Math.floor(random() * Math.min(labels, 4));
    all.push(graph.add(labelSelect, { x }, { k, pe: 1 }).result.y);
  }
  for (const [i, value] of all.entries()) {
    const { type: source } = value;
    graph.output(value, { name: `y${i}`, source, scale: [1], bias: [0], shape: source.shape, perm: [0, 1, 2, 3] });
  }
  return graph;
}

describe.each(framesEngines)('$name', (engine) => {
  it('gives the values of the plain simulator for random layers of all kinds and widths', () => {
    let compared = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const graph = network(seed);
      const sample = sampler(graph, registry);
      const frames = [sample(seed), sample(seed + 1000)];
      const outputs = engine.run(graph, frames, registry);
      if (outputs.length === 0) continue;
      compared++;
      const expected = plainSimulator(graph, registry).runBatch(frames);
      const numbers = (all: typeof expected): number[][][] =>
        all.map((tensors) => tensors.map(({ data }) => Array.from(data, (v) => v + 0)));
      expect(numbers(outputs), `seed ${seed}`).toEqual(numbers(expected));
    }
    expect(compared).toBeGreaterThan(100);
  });
});
