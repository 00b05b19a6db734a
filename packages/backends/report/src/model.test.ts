import { operationCounts, resources, timing, defineBoard } from '@finnc/ir/hw';
import { describe, expect, it } from 'vitest';
import { Builder, chain, contextFor, dense, denseFacets, fifoFacets, smallBoard } from './fixture.test.support.ts';
import { fitDiagnostic, reportModel } from './model.ts';

const all = contextFor([...denseFacets, ...fifoFacets]);

describe('reportModel', () => {
  it('asks each layer for its name, folding, cycles, resources and origin', () => {
    const { layers, diagnostics } = reportModel(chain(), all);
    expect(diagnostics).toEqual([]);
    expect(layers.map(({ name, finnName, cycles, plumbing }) => [name, finnName, cycles, plumbing])).toEqual([
      ['MVAU_0', 'MVAU_hls_0', 128, false],
      ['StreamingFIFO_0', 'StreamingFIFO_rtl_0', undefined, true],
      ['MVAU_1', 'MVAU_hls_1', 64, false],
    ]);
    expect(layers[0]).toMatchObject({
      kind: 'MVAU',
      variant: 'hls',
      op: 'test.dense',
      dimensions: [
        { name: 'PE', value: 1, size: 16 },
        { name: 'SIMD', value: 2, size: 16 },
      ],
      cyclesSource: 'SF · NF',
      estimate: { lut: 2000, source: 'a law of the test', error: 'none' },
      origin: ['MatMul_MVAU_0'],
    });
  });

  it('sums resources with the plumbing, and leaves out flip-flops that some layer does not estimate', () => {
    expect(reportModel(chain(), all).totals).toEqual({ lut: 6040, bram18: 2, uram: 0, dsp: 3 });
  });

  it('counts rate by the slowest layer and latency by the sum along the longest path', () => {
    const { performance, bottleneck } = reportModel(chain(), all);
    expect(performance).toEqual({
      criticalPathCycles: 192,
      maxCycles: 128,
      maxCyclesNode: 'MVAU_0',
      throughputFps: 200e6 / 128,
      latencyNs: 960,
    });
    expect(bottleneck).toEqual({ name: 'MVAU_0', cycles: 128 });
  });

  it('takes the longer of two branches, and the first of two equally slow layers', () => {
    const build = new Builder();
    const long = build.dense(build.dense(build.x, 'MVAU_0', 1, 1), 'MVAU_1', 1, 1);
    const short = build.dense(build.x, 'MVAU_2', 1, 2);
    const graph = build.done(build.dense(build.join(long, short, 'Add_0'), 'MVAU_3', 16, 16));
    expect(reportModel(graph, all).performance).toMatchObject({ criticalPathCycles: 513, maxCyclesNode: 'MVAU_0' });
  });

  it('warns once for each kind and unanswered facet, naming the layers, and never counts zero', () => {
    const build = new Builder();
    const graph = build.done(build.join(build.join(build.x, build.x, 'Add_0'), build.x, 'Add_1'));
    const model = reportModel(graph, all);
    expect(model.diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      [
        'FINNC5501',
        'warning',
        "layer kind 'test.join' does not answer 'finnc.layer-kind'; FINN’s files call these by the names of finnc: Add_0, Add_1",
      ],
      [
        'FINNC5501',
        'warning',
        "layer kind 'test.join' does not answer 'finnc.resources'; left out of the totals: Add_0, Add_1",
      ],
      [
        'FINNC5501',
        'warning',
        "layer kind 'test.join' does not answer 'finnc.timing'; left out of rate and latency: Add_0, Add_1",
      ],
      [
        'FINNC5501',
        'warning',
        "layer kind 'test.join' does not answer 'finnc.operation-counts'; left out of the operation counts: Add_0, Add_1",
      ],
    ]);
    expect(model.uncounted).toEqual(['Add_0', 'Add_1']);
    expect(model.performance).toBeUndefined();
    expect(model.layers[0]).not.toHaveProperty('cycles');
  });
});

describe('the fit to a board', () => {
  it('compares the totals with the whole chip when no shell is known', () => {
    const { fit, fits } = reportModel(chain(), all);
    expect(fits).toBe(true);
    expect(fit).toEqual([
      { resource: 'LUT', used: 6040, available: 10_000, percent: 60.4, fits: true },
      { resource: 'BRAM18', used: 2, available: 8, percent: 25, fits: true },
      { resource: 'URAM', used: 0, available: 0, fits: true },
      { resource: 'DSP', used: 3, available: 20, percent: 15, fits: true },
    ]);
    expect(fitDiagnostic(reportModel(chain(), all))).toBeUndefined();
  });

  it('compares with the sum of what a shell leaves in each region', () => {
    const region = { lut: 2000, ff: 4000, bram18: 2, uram: 1, dsp: 2 };
    const board = defineBoard({ ...smallBoard, device: { ...smallBoard.device, usable: [region, region] } });
    const model = reportModel(chain(), contextFor([...denseFacets, ...fifoFacets], board));
    expect(model.fit.find(({ resource }) => resource === 'LUT')).toMatchObject({ available: 4000, fits: false });
    expect(model.fits).toBe(false);
    expect(fitDiagnostic(model)).toMatchObject({
      code: 'FINNC5502',
      message: 'the design does not fit Testboard: 6040 LUT of 4000',
    });
  });

  it('judges flip-flops when every layer estimates them', () => {
    const build = new Builder();
    const graph = build.done(build.dense(build.x, 'MVAU_0', 1, 1));
    const withFf = resources.for(dense, () => ({
      lut: 1,
      ff: 30_000,
      bram18: 0,
      uram: 0,
      dsp: 0,
      source: '',
      error: '',
    }));
    const cx = contextFor([
      withFf,
      timing.for(dense, () => ({ cycles: 1, source: '' })),
      operationCounts.for(dense, () => ({})),
    ]);
    expect(reportModel(graph, cx).fit.find(({ resource }) => resource === 'FF')).toMatchObject({
      percent: 150,
      fits: false,
    });
  });
});
