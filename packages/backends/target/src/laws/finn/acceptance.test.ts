import { networkPerformance, totalCounts, type LayerCycles } from '@finnc/ir/hw';
import { describe, expect, it } from 'vitest';
import {
  cnvNetwork,
  cnvPools,
  cnvWindows,
  denseNetwork,
  finnFoldings,
  type MatrixFolding,
  type MatrixLayer,
} from '../../testing/index.ts';
import { finnLabelSelectCycles } from './label-select.ts';
import { finnMvauCycles, finnMvauHlsResources } from './mvau.ts';
import { finnMvauOpCounts } from './op-counts.ts';
import { finnStreamingMaxPoolCycles } from './pooling.ts';
import { finnSlidingWindowRtlResources } from './sliding-window-resources.ts';
import { finnSlidingWindowRtlCycles, type SlidingWindowShape } from './sliding-window.ts';
import { finnThresholdingCycles } from './thresholding.ts';

// Foldings of FINN's `tests/end2end/test_end2end_bnn_pynq.py`; the figures were computed from the formulas in FINN's
// `custom_op/fpgadataflow`, apart from this code.

const tfc = denseNetwork(784, 64, 10);
const lfc = denseNetwork(784, 1024, 10);
const cnv = cnvNetwork(10);

function folded(
  layers: readonly MatrixLayer[],
  folding: MatrixFolding,
): (MatrixLayer & { pe: number; simd: number })[] {
  return layers.map((layer, index) => {
    const [pe, simd] = folding[index] ?? [0, 0];
    return { ...layer, pe, simd };
  });
}

const named = (name: string, cycles: readonly number[]): LayerCycles[] =>
  cycles.map((count, index) => ({ name: `${name}_${index}`, cycles: count }));

function denseCycles(layers: readonly MatrixLayer[], folding: MatrixFolding): LayerCycles[] {
  return [
    ...named('Thresholding', [finnThresholdingCycles({ channels: 784, pe: 49 })]),
    ...named('MVAU', folded(layers, folding).map(finnMvauCycles)),
    ...named('LabelSelect', [finnLabelSelectCycles({ labels: 10, pe: 1 })]),
  ];
}

const windows: SlidingWindowShape[] = cnvWindows.map(({ channels, dim }) => ({
  channels,
  kernel: [3, 3],
  input: [dim, dim],
  output: [dim - 2, dim - 2],
  simd: Math.min(channels, 32),
}));

const counts = (layers: readonly LayerCycles[]): number[] => layers.map(({ cycles }) => cycles);

describe('cycles as FINN estimates them', () => {
  it('TFC-W1A1 at (16,49)(8,8)(8,8)(10,8)', () => {
    const layers = denseCycles(tfc, finnFoldings.tfc);
    expect(counts(layers)).toEqual([16, 64, 64, 64, 8, 10]);
    expect(networkPerformance(layers, 100)).toEqual({
      criticalPathCycles: 226,
      maxCycles: 64,
      maxCyclesNode: 'MVAU_0',
      throughputFps: 1_562_500,
      latencyNs: 2260,
    });
  });

  it('LFC-W1A1 at (32,49)(64,32)(32,64)(10,8)', () => {
    const layers = denseCycles(lfc, finnFoldings.lfc);
    expect(counts(layers)).toEqual([16, 512, 512, 512, 128, 10]);
    expect(networkPerformance(layers, 100)).toMatchObject({ criticalPathCycles: 1690, throughputFps: 195_312.5 });
  });

  it('CNV-W1A1 in its build configuration', () => {
    const thresholding = [finnThresholdingCycles({ channels: 3, pe: 1, vectors: 1024 })];
    const swg = windows.map(finnSlidingWindowRtlCycles);
    const mvau = folded(cnv, finnFoldings.cnv).map(finnMvauCycles);
    const pools = cnvPools.map(({ dim }) => finnStreamingMaxPoolCycles({ dim, kernel: 2 }));
    expect(thresholding).toEqual([3072]);
    expect(swg).toEqual([8167, 14238, 2654, 3708, 376, 144]);
    expect(mvau).toEqual([32400, 28224, 20736, 28800, 20736, 18432, 32768, 32768, 1024]);
    expect(pools).toEqual([980, 125]);

    const layers = [
      ...named('Thresholding', thresholding),
      ...named('ConvolutionInputGenerator', swg),
      ...named('MVAU', mvau),
      ...named('StreamingMaxPool', pools),
      ...named('LabelSelect', [finnLabelSelectCycles({ labels: 10, pe: 1 })]),
    ];
    const estimate = networkPerformance(layers, 100);
    expect(estimate).toMatchObject({ criticalPathCycles: 249_362, maxCycles: 32_768, maxCyclesNode: 'MVAU_6' });
    expect(estimate.throughputFps).toBeCloseTo(3051.76, 2);
  });
});

describe('resources of matrix-vector units, decoupled weights and automatic styles', () => {
  const xnor = { weightBits: 1, inputBits: 1, inputSigned: false };
  const image = (weightBits: number): typeof xnor => ({ weightBits, inputBits: 8, inputSigned: true });

  function resources(
    layers: readonly MatrixLayer[],
    folding: MatrixFolding,
    types: (index: number) => typeof xnor,
  ): { lut: number[]; bram18: number[] } {
    const each = folded(layers, folding).map((layer, index) => finnMvauHlsResources({ ...layer, ...types(index) }));
    return { lut: each.map(({ lut }) => lut), bram18: each.map(({ bram18 }) => bram18) };
  }

  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

  it('TFC-W1A1, every layer a BINARY input', () => {
    const { lut, bram18 } = resources(tfc, finnFoldings.tfc, () => xnor);
    expect(lut).toEqual([5650, 784, 784, 905]);
    expect(sum(lut)).toBe(8123);
    expect(bram18).toEqual([22, 2, 2, 3]);
  });

  it('LFC-W1A1, every layer a BINARY input', () => {
    const { lut, bram18 } = resources(lfc, finnFoldings.lfc, () => xnor);
    expect(lut).toEqual([11000, 14591, 14204, 949]);
    expect(bram18).toEqual([44, 57, 57, 3]);
  });

  it('CNV-W1A1, first layer 1-bit weights on INT8', () => {
    const { lut, bram18 } = resources(cnv, finnFoldings.cnv, (index) => (index === 0 ? image(1) : xnor));
    expect(lut).toEqual([2746, 7410, 3855, 3872, 1193, 524, 336, 363, 388]);
    expect(sum(lut)).toBe(20_687);
    expect(bram18).toEqual([2, 29, 15, 15, 24, 36, 8, 16, 1]);
    expect(sum(bram18)).toBe(146);
  });

  it('CNV-W1A1, first layer after FINN widens its ±1 weights to INT2', () => {
    const { lut, bram18 } = resources(cnv, finnFoldings.cnv, (index) => (index === 0 ? image(2) : xnor));
    expect([lut[0], bram18[0]]).toEqual([3010, 3]);
  });

  it('CNV-W2A2, inner inputs taken as unsigned', () => {
    const quantised = { weightBits: 2, inputBits: 2, inputSigned: false };
    const { lut, bram18 } = resources(cnv, finnFoldings.cnvW2A2, (index) => (index === 0 ? image(2) : quantised));
    expect([sum(lut), sum(bram18)]).toEqual([11_992, 219]);
  });

  it('CNV-W2A2 with INT2 inputs needs one accumulator bit less', () => {
    const quantised = { weightBits: 2, inputBits: 2, inputSigned: true };
    const { lut, bram18 } = resources(cnv, finnFoldings.cnvW2A2, (index) => (index === 0 ? image(2) : quantised));
    expect([sum(lut), sum(bram18)]).toEqual([11_942, 219]);
  });

  it('thresholds cost nothing unless they are stored in LUTs', () => {
    const [layer] = folded(tfc, finnFoldings.tfc);
    if (!layer) throw new Error('no layer');
    const plain = finnMvauHlsResources({ ...layer, ...xnor });
    expect(finnMvauHlsResources({ ...layer, ...xnor, activationBits: 1 })).toEqual(plain);
    // 12 LUTs of thresholds and 12 of comparators for each of 16 PEs, times 1.1
    const stored = finnMvauHlsResources({ ...layer, ...xnor, activationBits: 1, ramStyleThresholds: 'distributed' });
    expect(stored.lut - plain.lut).toBe(422);
  });
});

describe('whole networks', () => {
  it('TFC-W1A1 has 59,008 one-bit products and weights', () => {
    const nodes = tfc.map((layer) => finnMvauOpCounts({ ...layer, weightBits: 1, inputBits: 1 }));
    expect(nodes.map((node) => node['op_mac_1bx1b'])).toEqual([50_176, 4096, 4096, 640]);
    expect(totalCounts(nodes)).toEqual({ op_mac_1bx1b: 59_008, param_weight_1b: 59_008 });
  });

  it('the windows of CNV-W1A1 sum to 2264 LUT, so that the design is within 9 % of the 21,135 that FINN measured', () => {
    const lut = windows.map((shape, index) =>
      finnSlidingWindowRtlResources({ ...shape, elementBits: index === 0 ? 8 : 1 }),
    );
    const total = lut.reduce((sum, resources) => sum + resources.lut, 0);
    expect(total).toBe(2264);
    expect((20_687 + total) / 21_135).toBeCloseTo(1.09, 2);
  });
});
