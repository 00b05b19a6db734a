import { compareWithReference } from '@finnc/backend-simulator';
import {
  bipolar,
  bounds,
  constantValue,
  Graph,
  int,
  parseScalar,
  randomSource,
  Registry,
  tensor,
  tensorType,
  ternary,
  uint,
  type ScalarType,
  type Tensor,
  type Value,
} from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { anywhere } from '../shared/positions.ts';
import { mvau } from './mvau.ts';
import { mvauKernels } from './mvau.sim.ts';

const registry = new Registry([{ name: 'test', ops: [mvau], facets: mvauKernels }]);

interface Case {
  readonly x: ScalarType;
  readonly w: ScalarType;
  readonly lead: readonly number[];
  readonly mw: number;
  readonly mh: number;
  readonly steps: number;
  readonly out: ScalarType;
  readonly oneRow?: boolean;
  readonly offsets?: boolean;
}

function values(elem: ScalarType, count: number, random: () => number): Float64Array {
  const [low, high] = bounds(elem).map(Number) as [number, number];
  return Float64Array.from({ length: count }, () =>
    elem.kind === 'bipolar'
      ? random() < 0.5
        ? -1
        : 1
      : random() < 0.2
        ? random() < 0.5
          ? low
          : high
        : low + Math.floor(random() * (high - low + 1)),
  );
}

function layer({ x, w, lead, mw, mh, steps, out, oneRow = false, offsets = false }: Case, seed: number): Graph {
  const random = randomSource(seed);
  const graph = new Graph();
  const type = tensorType(x, [...lead, mw]);
  const input = graph.input(type, { name: 'x', source: type, perm: type.shape.map((_, i) => i) });
  const weights = tensor(w, [mh, mw], values(w, mh * mw, random));
  const reach =
    Math.max(...bounds(x).map((bound) => Math.abs(Number(bound)))) *
    Math.max(...bounds(w).map((bound) => Math.abs(Number(bound))));
  const rows = oneRow ? 1 : mh;
  // Thresholds near 0 split the sums; some lie beyond every sum, and a few are not whole.
  const spread = 2 * reach * Math.sqrt(mw);
  const thresholds = Float64Array.from({ length: rows * steps }, () => {
    const kind = random();
    if (kind < 0.05) return 2 * reach * mw;
    if (kind < 0.1) return -2 * reach * mw;
    if (kind < 0.15) return Math.floor(spread * (random() - 0.5)) + 0.5;
    return Math.floor(spread * (random() - 0.5));
  });
  for (let row = 0; row < rows; row++) thresholds.subarray(row * steps, (row + 1) * steps).sort();
  const constant = (value: Tensor): Value & { readonly constant: Tensor } => constantValue(value);
  const node = graph.add(
    mvau,
    {
      x: input,
      weights: constant(weights),
      thresholds: constant(tensor(int(32), [rows, steps], thresholds)),
      offsets: constant(offsets ? tensor(int(8), [mh], values(int(8), mh, random)) : tensor(int(8), [0], [])),
    },
    {
      outType: out,
      outBias: out === bipolar ? -1 : steps > 0 ? Number(bounds(out)[0]) : 0,
      accType: int(32),
      pe: 1,
      simd: 1,
      ramStyle: 'auto',
      resType: 'auto',
      ...anywhere,
    },
  );
  const { y } = node.result;
  graph.output(y, {
    name: 'y',
    source: y.type,
    scale: [1],
    bias: [0],
    shape: y.type.shape,
    perm: y.type.shape.map((_, i) => i),
  });
  return graph;
}

const int64 = parseScalar('int64')!;
const cases: readonly Case[] = [
  { x: bipolar, w: bipolar, lead: [1], mw: 64, mh: 32, steps: 1, out: bipolar },
  { x: bipolar, w: bipolar, lead: [1], mw: 75, mh: 10, steps: 1, out: bipolar, offsets: true },
  { x: bipolar, w: bipolar, lead: [1, 5, 7], mw: 33, mh: 37, steps: 1, out: bipolar },
  { x: bipolar, w: bipolar, lead: [1, 3, 3], mw: 784, mh: 65, steps: 1, out: bipolar, oneRow: true },
  { x: bipolar, w: bipolar, lead: [1], mw: 1, mh: 1, steps: 1, out: bipolar },
  { x: bipolar, w: bipolar, lead: [1], mw: 784, mh: 11, steps: 0, out: int(16) },
  { x: bipolar, w: bipolar, lead: [2, 2], mw: 100, mh: 6, steps: 0, out: int64, offsets: true },
  { x: bipolar, w: bipolar, lead: [1], mw: 96, mh: 34, steps: 3, out: uint(2) },
  { x: bipolar, w: bipolar, lead: [1, 6], mw: 40, mh: 8, steps: 1, out: uint(1) },
  { x: bipolar, w: bipolar, lead: [1, 4, 4], mw: 50, mh: 9, steps: 15, out: int(4), offsets: true },
  { x: uint(8), w: bipolar, lead: [1, 4, 4], mw: 27, mh: 64, steps: 1, out: bipolar, offsets: true },
  { x: uint(2), w: bipolar, lead: [1], mw: 101, mh: 9, steps: 3, out: int(2) },
  { x: int(8), w: bipolar, lead: [1], mw: 3, mh: 2, steps: 0, out: int(32) },
  { x: int(32), w: bipolar, lead: [1], mw: 9, mh: 3, steps: 0, out: int64 },
  { x: ternary, w: bipolar, lead: [1, 3], mw: 130, mh: 33, steps: 1, out: bipolar },
  { x: bipolar, w: ternary, lead: [1, 3], mw: 45, mh: 7, steps: 1, out: bipolar },
  { x: bipolar, w: int(4), lead: [1], mw: 45, mh: 7, steps: 7, out: uint(3) },
  { x: uint(4), w: int(4), lead: [1, 2], mw: 64, mh: 13, steps: 15, out: uint(4), oneRow: true },
  { x: uint(8), w: int(8), lead: [1], mw: 33, mh: 5, steps: 0, out: int(32), offsets: true },
  { x: uint(2), w: bipolar, lead: [1, 4, 4], mw: 64, mh: 33, steps: 3, out: uint(2), offsets: true },
  { x: int(3), w: bipolar, lead: [1, 9], mw: 100, mh: 6, steps: 0, out: int(32) },
  { x: uint(2), w: int(2), lead: [1, 4, 4], mw: 90, mh: 7, steps: 3, out: uint(2) },
  { x: int(4), w: int(4), lead: [1, 9], mw: 70, mh: 5, steps: 0, out: int(32), offsets: true },
  { x: ternary, w: ternary, lead: [1, 40], mw: 65, mh: 5, steps: 1, out: bipolar },
  { x: bipolar, w: ternary, lead: [1, 9], mw: 288, mh: 18, steps: 1, out: bipolar },
  { x: bipolar, w: int(4), lead: [1, 9], mw: 64, mh: 6, steps: 0, out: int(32) },
  { x: uint(1), w: uint(3), lead: [1, 9], mw: 64, mh: 6, steps: 0, out: int(32) },
  { x: int(16), w: int(16), lead: [1], mw: 12, mh: 6, steps: 2, out: uint(2), offsets: true },
];

describe('mvau kernel', () => {
  it.each(cases)('gives what the op means for $x.name[$mw] times $w.name[$mh] to $out.name', (shape) => {
    for (let seed = 1; seed <= 3; seed++) {
      const graph = layer(shape, seed);
      for (const frames of [1, 5, 40]) expect(compareWithReference(graph, registry, frames, seed)).toBeUndefined();
    }
  });
});

describe('long batches', () => {
  it('agree across blocks of frames', () => {
    const graph = layer({ x: bipolar, w: bipolar, lead: [1], mw: 70, mh: 40, steps: 1, out: bipolar }, 9);
    expect(compareWithReference(graph, registry, 300)).toBeUndefined();
  });
});
