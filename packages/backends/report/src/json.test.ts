import { describe, expect, it } from 'vitest';
import { reportBackend } from './backend.ts';
import { Builder, chain, contextFor, denseFacets, fifoFacets } from './fixture.test.support.ts';
import { estimateLayerCycles, estimateLayerResources, estimateNetworkPerformance, opAndParamCounts } from './json.ts';
import { reportModel } from './model.ts';

const model = reportModel(chain(), contextFor([...denseFacets, ...fifoFacets]));

describe('FINN’s files', () => {
  it('count operations and parameters by node and in total, without nodes that count nothing', () => {
    expect(opAndParamCounts(model)).toEqual({
      MVAU_hls_0: { op_mac_2bx4b: 256, param_weight_2b: 256 },
      MVAU_hls_1: { op_mac_2bx4b: 256, param_weight_2b: 256 },
      total: { op_mac_2bx4b: 512, param_weight_2b: 512 },
    });
  });

  it('give cycles to layers and none to plumbing', () => {
    expect(estimateLayerCycles(model)).toEqual({ MVAU_hls_0: 128, MVAU_hls_1: 64 });
  });

  it('divide stored weight bits by the capacity of the blocks, and sum everything but efficiencies', () => {
    const layers = estimateLayerResources(model);
    expect(layers['MVAU_hls_0']).toEqual({
      BRAM_18K: 1,
      BRAM_efficiency: 512 / 18_432,
      LUT: 2000,
      URAM: 0,
      URAM_efficiency: 1,
      DSP: 1,
    });
    expect(layers['StreamingFIFO_rtl_0']).toMatchObject({ BRAM_18K: 0, BRAM_efficiency: 1, LUT: 40 });
    expect(layers['total']).toEqual({ BRAM_18K: 2, LUT: 6040, URAM: 0, DSP: 3 });
  });

  it('name the slowest node as FINN does', () => {
    expect(estimateNetworkPerformance(model)).toEqual({
      critical_path_cycles: 192,
      max_cycles: 128,
      max_cycles_node_name: 'MVAU_hls_0',
      estimated_throughput_fps: 1_562_500,
      estimated_latency_ns: 960,
    });
  });
});

describe('reportBackend', () => {
  it('returns six files and reports what was not answered', () => {
    const cx = contextFor([...denseFacets, ...fifoFacets]);
    const files = reportBackend.emit(chain(), cx);
    expect([...files.keys()]).toEqual([
      'report/op_and_param_counts.json',
      'report/estimate_layer_cycles.json',
      'report/estimate_layer_resources.json',
      'report/estimate_network_performance.json',
      'report/report.json',
      'report/report.txt',
    ]);
    expect(cx.reported).toEqual([]);
    const whole = JSON.parse(String(files.get('report/report.json'))) as { layers: unknown[] };
    expect(whole.layers[0]).toMatchObject({ estimate: { source: 'a law of the test', error: 'none' } });
    expect(files.get('report/report.txt')).toContain(
      'MVAU, StreamingFIFO\n    resources: a law of the test; error: none',
    );

    const build = new Builder();
    reportBackend.emit(build.done(build.join(build.x, build.x, 'Add_0')), cx);
    expect(new Set(cx.reported.map(({ code }) => code))).toEqual(new Set(['FINNC5501']));
  });
});
