import {
  bipolar,
  constantValue,
  Graph,
  int,
  Registry,
  tensor,
  tensorType,
  ternary,
  uint,
  type Node,
  type ScalarType,
  type Value,
} from '@finnc/ir';
import { networkPerformance, operationCounts, resources, timing, type Board } from '@finnc/ir/hw';
import {
  cnvNetwork,
  cnvPools,
  cnvWindows,
  denseNetwork,
  finnFoldings,
  type MatrixFolding,
  type MatrixLayer,
} from '@finnc/target/testing';
import { describe, expect, it } from 'vitest';
import { labelSelect, layers, maxPool, mvau, slidingWindow, thresholding } from '../index.ts';
import { anywhere } from './positions.ts';

// Networks and foldings of FINN's `tests/end2end/test_end2end_bnn_pynq.py`, asked of layers as a report asks them; the
// laws alone are tested in @finnc/target.

const registry = new Registry([layers]);
const target = { board: registry.boards[0] as Board, clockMhz: 100, cost: 'finn' } as const;

const graph = new Graph();
const input = (elem: ScalarType, shape: readonly number[]): Value => {
  const source = tensorType(elem, shape);
  return graph.input(source, { name: 'x', source, perm: shape.map((_, axis) => axis) });
};
const zeros = (elem: ScalarType, shape: readonly number[]): ReturnType<typeof constantValue> =>
  constantValue(tensor(elem, shape, new Int8Array(shape.reduce((size, n) => size * n, 1))));

function matrix(
  { mh, mw, vectors }: MatrixLayer,
  [pe, simd]: readonly [number, number],
  w: ScalarType,
  a: ScalarType,
): Node {
  const operands = {
    x: input(a, [vectors, mw]),
    weights: zeros(w, [mh, mw]),
    thresholds: zeros(int(8), [mh, 1]),
    offsets: zeros(uint(1), [0]),
  };
  const attrs = {
    outType: bipolar,
    outBias: -1,
    accType: int(12),
    ramStyle: 'auto',
    resType: 'auto',
    ...anywhere,
    pe,
    simd,
  } as const;
  return graph.add(mvau, operands, attrs);
}
const signs = (elem: ScalarType, shape: readonly number[], pe: number): Node =>
  graph.add(
    thresholding,
    { x: input(elem, shape), thresholds: zeros(int(8), [1, 1]) },
    { outType: bipolar, outBias: -1, pe },
  );
const label = (): Node => graph.add(labelSelect, { x: input(int(12), [1, 10]) }, { k: 1, pe: 1 });

const matrices = (
  network: readonly MatrixLayer[],
  folding: MatrixFolding,
  w: (i: number) => ScalarType,
  a: (i: number) => ScalarType,
): Node[] => network.map((layer, i) => matrix(layer, folding[i]!, w(i), a(i)));

const cyclesOf = (nodes: readonly Node[]): number[] => nodes.map((node) => registry.ask(timing, node, target)!.cycles);
const performance = (nodes: readonly Node[]): ReturnType<typeof networkPerformance> =>
  networkPerformance(
    cyclesOf(nodes).map((cycles, i) => ({ name: `${nodes[i]!.op.name}_${i}`, cycles })),
    100,
  );
const counted = (nodes: readonly Node[], key: 'lut' | 'bram18'): number[] =>
  nodes.map((node) => registry.ask(resources, node, target)![key]);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const binary = (): ScalarType => bipolar;
const image =
  (elem: ScalarType) =>
  (i: number): ScalarType =>
    i === 0 ? int(8) : elem;

const tfc = matrices(denseNetwork(784, 64, 10), finnFoldings.tfc, binary, binary);
const lfc = matrices(denseNetwork(784, 1024, 10), finnFoldings.lfc, binary, binary);
const cnv = matrices(cnvNetwork(10), finnFoldings.cnv, binary, image(bipolar));

describe('cycles and rates under the cost model finn', () => {
  it('TFC-W1A1', () => {
    const nodes = [signs(uint(8), [1, 784], 49), ...tfc, label()];
    expect(cyclesOf(nodes)).toEqual([16, 64, 64, 64, 8, 10]);
    expect(performance(nodes)).toMatchObject({ criticalPathCycles: 226, throughputFps: 1_562_500, latencyNs: 2260 });
  });

  it('LFC-W1A1', () => {
    const nodes = [signs(uint(8), [1, 784], 49), ...lfc, label()];
    expect(cyclesOf(nodes)).toEqual([16, 512, 512, 512, 128, 10]);
    expect(performance(nodes)).toMatchObject({ criticalPathCycles: 1690, throughputFps: 195_312.5 });
  });

  it('CNV-W1A1 with its windows and pools', () => {
    const first = [signs(uint(8), [1, 32, 32, 3], 1)];
    const windows = cnvWindows.map(({ channels, dim }) =>
      graph.add(
        slidingWindow,
        { x: input(bipolar, [1, dim, dim, channels]) },
        { kernel: [3, 3], strides: [1, 1], dilations: [1, 1], simd: Math.min(channels, 32) },
      ),
    );
    const pools = cnvPools.map(({ channels, dim }) =>
      graph.add(
        maxPool,
        { x: input(bipolar, [1, dim, dim, channels]) },
        { kernel: [2, 2], strides: [2, 2], pe: channels },
      ),
    );
    expect(cyclesOf(first)).toEqual([3072]);
    expect(cyclesOf(windows)).toEqual([8167, 14238, 2654, 3708, 376, 144]);
    expect(cyclesOf(cnv)).toEqual([32400, 28224, 20736, 28800, 20736, 18432, 32768, 32768, 1024]);
    expect(cyclesOf(pools)).toEqual([980, 125]);
    const estimate = performance([...first, ...windows, ...cnv, ...pools, label()]);
    expect(estimate).toMatchObject({ criticalPathCycles: 249_362, maxCycles: 32_768 });
    expect(estimate.throughputFps).toBeCloseTo(3051.76, 2);
  });
});

describe('matrix-vector units under the cost model finn', () => {
  it('TFC-W1A1', () => {
    expect(counted(tfc, 'lut')).toEqual([5650, 784, 784, 905]);
    expect(counted(tfc, 'bram18')).toEqual([22, 2, 2, 3]);
  });

  it('LFC-W1A1', () => {
    expect(counted(lfc, 'lut')).toEqual([11000, 14591, 14204, 949]);
    expect(counted(lfc, 'bram18')).toEqual([44, 57, 57, 3]);
  });

  it('CNV-W1A1', () => {
    expect(counted(cnv, 'lut')).toEqual([2746, 7410, 3855, 3872, 1193, 524, 336, 363, 388]);
    expect(counted(cnv, 'bram18')).toEqual([2, 29, 15, 15, 24, 36, 8, 16, 1]);
  });

  it('CNV-W2A2 with ternary weights and two-bit unsigned codes', () => {
    const nodes = matrices(cnvNetwork(10), finnFoldings.cnvW2A2, () => ternary, image(uint(2)));
    expect([sum(counted(nodes, 'lut')), sum(counted(nodes, 'bram18'))]).toEqual([11_992, 219]);
  });

  it('says where its numbers come from and how far off they are', () => {
    const estimate = registry.ask(resources, tfc[0]!, target)!;
    expect(estimate.source).toContain('matrixvectoractivation_hls.py');
    expect(estimate.error).toContain('LUT');
  });
});

it('TFC-W1A1 has 59,008 one-bit products and weights', () => {
  const counts = tfc.map((node) => registry.ask(operationCounts, node, undefined)!);
  expect(counts.map((count) => count['op_mac_1bx1b'])).toEqual([50_176, 4096, 4096, 640]);
  expect(sum(counts.map((count) => count['param_weight_1b'] ?? 0))).toBe(59_008);
  expect(counts[0]).toHaveProperty('param_threshold_8b', 64);
});

describe('the cost model finnc', () => {
  const ours = { ...target, cost: 'finnc' } as const;

  it('takes the cycles of FINN’s matrix-vector unit, which our loop has, too', () => {
    for (const node of [...tfc, ...cnv]) {
      expect(registry.ask(timing, node, ours)?.cycles).toBe(registry.ask(timing, node, target)?.cycles);
    }
  });

  it('moves weight memories where their style says', () => {
    const styled = (ramStyle: 'block' | 'distributed'): { lut: number; bram18: number } => {
      const { operand, attrs } = lfc[1] as Node<typeof mvau>;
      return registry.ask(resources, graph.add(mvau, operand, { ...attrs, ramStyle }), ours)!;
    };
    // 64 memories of 512 words of 32 bits: one BRAM18 each, or 8 · 32 LUTs each.
    expect(styled('block')).toMatchObject({ bram18: 64 });
    expect(styled('distributed').lut - styled('block').lut).toBe(64 * 8 * 32);
  });

  it('counts DSPs where products are to be made in them', () => {
    const { operand, attrs } = lfc[3] as Node<typeof mvau>;
    const { dsp, error } = registry.ask(resources, graph.add(mvau, operand, { ...attrs, resType: 'dsp' }), ours)!;
    expect([dsp, error]).toEqual([80, 'not calibrated for products in DSPs; LUT is an upper bound']);
  });
});
