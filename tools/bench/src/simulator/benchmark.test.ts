import { expect, it } from 'vitest';
import { runBenchmark } from './benchmark.ts';
import type { BenchNetwork } from './networks.ts';
import { reportJson, reportPage } from './report.ts';
import { verdicts } from './requirements.ts';
import { rateOf, type Measurement } from './subject.ts';

it('measures an engine on a network, and reports it', async () => {
  const report = await runBenchmark({
    networks: /^sfc/,
    engines: /^(js|wasm)$/,
    effort: { rounds: 2, seconds: 0.01 },
    data: 'nowhere',
    limits: false,
    command: 'test',
    onProgress: () => undefined,
  });
  const measured = report.rows.map(({ engine, threads, mode, rate }) => [
    engine,
    threads,
    mode,
    (rate?.rounds ?? 0) > 0,
  ]);
  expect(measured).toEqual([
    ['wasm', 1, 'throughput', true],
    ['wasm', 2, 'throughput', true],
    ['js', 1, 'throughput', true],
    ['wasm', 1, 'latency', true],
    ['js', 1, 'latency', true],
  ]);
  expect(report.kernels.map(({ instruction }) => instruction)).toContain('product');
  expect(reportPage(report)).toMatch(/\| sfc-w1a1 \| wasm \| 2 \|/);
  expect(reportJson(report)).toMatchObject({ command: 'test', limits: [], notices: [] });
});

it('compares rates with what was wanted', () => {
  const poster = { framesPerSecond: 21_900, latencyMicroseconds: 283 };
  const network: BenchNetwork = {
    name: 'cnv-w1a1',
    origin: '',
    poster,
    operations: 1,
    products: 'bits',
    graph: () => Promise.reject(new Error()),
    floats: () => [],
  };
  const row = (more: Partial<Measurement>): Measurement => ({
    engine: 'native AVX-512',
    detail: '',
    network: 'cnv-w1a1',
    threads: 2,
    mode: 'throughput',
    batch: 512,
    ...more,
  });
  const rows = [
    row({ rate: rateOf([80_000, 90_000, 100_000], [1]) }),
    row({ engine: 'native AVX2', note: 'this CPU has no AVX2' }),
    row({ engine: 'onnxruntime', threads: 1, rate: rateOf([1_500], [1]) }),
    row({ engine: 'onnxruntime', rate: rateOf([2_000, 2_200], [1]) }),
    row({ mode: 'latency', threads: 1, batch: 1, rate: rateOf([2_000], [1]) }),
  ];
  const found = verdicts({ networks: [network], rows, processes: [{ name: 't10k', seconds: [0.4], megabytes: 210 }] });
  expect(found.filter(({ measured }) => measured !== undefined)).toEqual([
    { what: 'cnv-w1a1, native AVX-512, 2 threads', wanted: '4 × the poster', measured: '4.11 ×', met: true },
    { what: 'cnv-w1a1, native AVX-512, 2 threads', wanted: '50 × onnxruntime', measured: '42.9 ×', met: false },
    { what: 'cnv-w1a1, one frame, through koffi', wanted: 'at most 283 µs', measured: '500 µs', met: false },
    { what: 't10k: time', wanted: '< 0.5 s', measured: '0.40 s', met: true },
    { what: 't10k: memory', wanted: '< 200 MB', measured: '210 MB', met: false },
  ]);
  expect(found.find(({ what }) => what.includes('AVX2'))?.note).toBe('this CPU has no AVX2');
});
