import { finnFoldings, type MatrixFolding } from '@finnc/target/testing';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasData, modelPath } from './corpus.ts';
import { finnc } from './finnc.ts';

interface Case {
  readonly name: string;
  readonly model: string;
  readonly threshold: number;
  readonly matrices: MatrixFolding;
  readonly windows?: readonly number[];
  readonly cycles: Readonly<Record<string, readonly number[]>>;
  readonly slowest: number;
  readonly criticalPath: number;
  readonly fps: number;
  readonly lut: readonly number[];
  readonly bram18: readonly number[];
}

// Computed apart from this code, from get_exp_cycles, lut_estimation and bram_estimation of FINN's layers
// (src/finn/custom_op/fpgadataflow).
const cases: readonly Case[] = [
  {
    name: 'TFC-W1A1',
    model: 'zoo-TFC_1W1A.onnx',
    threshold: 49,
    matrices: finnFoldings.tfc,
    cycles: { Thresholding_rtl: [16], MVAU_hls: [64, 64, 64, 8], LabelSelect_hls: [10] },
    slowest: 64,
    criticalPath: 226,
    fps: 1_562_500,
    lut: [5650, 784, 784, 905],
    bram18: [22, 2, 2, 3],
  },
  {
    name: 'LFC-W1A1',
    model: 'lfc-w1a1-random.qonnx.onnx.gz',
    threshold: 49,
    matrices: finnFoldings.lfc,
    cycles: { Thresholding_rtl: [16], MVAU_hls: [512, 512, 512, 128], LabelSelect_hls: [10] },
    slowest: 512,
    criticalPath: 1690,
    fps: 195_312.5,
    lut: [11000, 14591, 14204, 949],
    bram18: [44, 57, 57, 3],
  },
  {
    name: 'CNV-W1A1',
    model: 'cnvW1A1-cifar10.finn.onnx.gz',
    threshold: 1,
    matrices: finnFoldings.cnv,
    windows: [3, 32, 32, 32, 32, 32],
    cycles: {
      Thresholding_rtl: [3072],
      ConvolutionInputGenerator_rtl: [8167, 14238, 2654, 3708, 376, 144],
      MVAU_hls: [32400, 28224, 20736, 28800, 20736, 18432, 32768, 32768, 1024],
      StreamingMaxPool_hls: [980, 125],
      LabelSelect_hls: [10],
    },
    slowest: 32768,
    criticalPath: 249_362,
    fps: 3051.7578125,
    lut: [2746, 7410, 3855, 3872, 1193, 524, 336, 363, 388],
    bram18: [2, 29, 15, 15, 24, 36, 8, 16, 1],
  },
];

/** The case's folding in FINN's own words. */
const foldingJson = ({ threshold, matrices, windows = [] }: Case): string =>
  JSON.stringify({
    Defaults: {},
    Thresholding_rtl_0: { PE: threshold },
    ...Object.fromEntries(windows.map((simd, i) => [`ConvolutionInputGenerator_rtl_${i}`, { SIMD: simd }])),
    ...Object.fromEntries(
      matrices.map(([pe, simd], i) => [`MVAU_hls_${i}`, { PE: pe, SIMD: simd, ram_style: 'auto' }]),
    ),
    LabelSelect_hls_0: { PE: 1 },
  });

const byKind = (table: Readonly<Record<string, number>>, kind: string): number[] =>
  Object.entries(table).flatMap(([name, value]) => (name.replace(/_\d+$/, '') === kind ? [value] : []));

describe.skipIf(!hasData)('--cost finn gives FINN’s figures', () => {
  it.each(cases)('for $name', async (wanted) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'finnc-costs-'));
    try {
      const folding = path.join(folder, 'folding.json');
      const out = path.join(folder, 'build');
      writeFileSync(folding, foldingJson(wanted));
      const options = [
        '--board',
        'Pynq-Z1',
        '--folding',
        folding,
        '--cost',
        'finn',
        '--output',
        'argmax',
        '--backend',
        'report',
      ];
      const { code, stderr } = await finnc('build', modelPath(wanted.model), ...options, '--no-check', '--out', out);
      expect(code, stderr).toBe(0);
      const report = (name: string): Record<string, never> =>
        JSON.parse(readFileSync(path.join(out, 'report', `${name}.json`), 'utf8')) as Record<string, never>;
      const cycles: Record<string, number> = report('estimate_layer_cycles');
      for (const [kind, expected] of Object.entries(wanted.cycles))
        expect(byKind(cycles, kind), kind).toEqual(expected);
      expect(report('estimate_network_performance')).toMatchObject({
        max_cycles: wanted.slowest,
        critical_path_cycles: wanted.criticalPath,
        estimated_throughput_fps: wanted.fps,
      });
      const resources: Record<string, { LUT: number; BRAM_18K: number }> = report('estimate_layer_resources');
      const matrices = wanted.matrices.map((_, i) => resources[`MVAU_hls_${i}`]);
      expect(matrices.map((layer) => layer?.LUT)).toEqual(wanted.lut);
      expect(matrices.map((layer) => layer?.BRAM_18K)).toEqual(wanted.bram18);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
