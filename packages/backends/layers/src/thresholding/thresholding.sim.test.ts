import { compareWithReference } from '@finnc/backend-simulator';
import {
  bipolar,
  bounds,
  constantValue,
  float32,
  Graph,
  int,
  randomSource,
  Registry,
  tensor,
  tensorType,
  uint,
  type ScalarType,
} from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { thresholdingKernels } from './thresholding.sim.ts';
import { thresholding } from './thresholding.ts';

const registry = new Registry([{ name: 'test', ops: [thresholding], facets: thresholdingKernels }]);

function layer(
  elem: ScalarType,
  shape: readonly number[],
  out: ScalarType,
  thresholds: readonly number[],
  rows: number,
): Graph {
  const graph = new Graph();
  const type = tensorType(elem, shape);
  const perm = shape.map((_, i) => i);
  const x = graph.input(type, { name: 'x', source: type, perm });
  const table = constantValue(
    tensor(elem.kind === 'float' ? float32 : int(64), [rows, thresholds.length / rows], thresholds),
  );
  const { y } = graph.add(
    thresholding,
    { x, thresholds: table },
    { outType: out, outBias: out === bipolar ? -1 : Number(bounds(out)[0]), pe: 1 },
  ).result;
  graph.output(y, { name: 'y', source: y.type, scale: [1], bias: [0], shape, perm });
  return graph;
}

const random = randomSource(3);
const sorted = (rows: number, steps: number, scale: number, whole: boolean): number[] =>
  Array.from({ length: rows }, () =>
    Array.from({ length: steps }, () => (random() - 0.5) * scale)
      .map((t) => (whole ? Math.round(t) : Math.fround(t)))
      .sort((a, b) => a - b),
  ).flat();

describe('thresholding kernel', () => {
  it.each([
    [uint(8), [1, 784], bipolar, [128], 1],
    [uint(8), [1, 2, 3, 37], bipolar, sorted(37, 1, 300, true), 37],
    [int(8), [1, 4, 33], uint(2), sorted(33, 3, 200, true), 33],
    [int(4), [2, 5], int(4), sorted(5, 15, 12, false), 5],
    [int(32), [1, 6], uint(2), [-(2 ** 31), 2 ** 31 - 1, 2 ** 31], 1],
    [bipolar, [1, 40], uint(1), [0], 1],
    [int(48), [1, 6], uint(2), sorted(6, 3, 2 ** 40, true), 6],
    [float32, [1, 3, 35], bipolar, [0], 1],
    [float32, [1, 35], uint(4), sorted(35, 15, 2, false), 35],
  ] as const)('gives what the op means for %o %o', (elem, shape, out, thresholds, rows) => {
    expect(compareWithReference(layer(elem, shape, out, thresholds, rows), registry, 30)).toBeUndefined();
  });

  it('takes -0 for 0, and reaches no threshold with NaN', () => {
    const graph = layer(float32, [1, 5], uint(2), [-Infinity, 0, Infinity], 1);
    const feed = tensor(float32, [1, 5], [-0, 0, NaN, -Infinity, Infinity]);
    expect(compareWithReference(graph, registry, [[feed]])).toBeUndefined();
  });
});
