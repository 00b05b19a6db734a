import { totalCounts, type Estimate, type OperationCounts } from '@finnc/ir/hw';
import { sumEstimates } from './fit.ts';
import type { ReportModel } from './model.ts';

/** Bits of one block memory: a BRAM18 is 512 words of 36 bits, a URAM 4096 of 72. */
const BRAM18_BITS = 512 * 36;
const URAM_BITS = 4096 * 72;

/** `report/op_and_param_counts.json`: layers that count nothing are left out, as FINN does. */
export function opAndParamCounts({ layers }: ReportModel): Record<string, OperationCounts> {
  const nodes = layers.flatMap(({ finnName, counts = {} }) =>
    Object.keys(counts).length === 0 ? [] : [[finnName, counts] as const],
  );
  return { ...Object.fromEntries(nodes), total: totalCounts(nodes.map(([, counts]) => counts)) };
}

/** `report/estimate_layer_cycles.json`. */
export const estimateLayerCycles = ({ layers }: ReportModel): Record<string, number> =>
  Object.fromEntries(layers.flatMap(({ finnName, cycles }) => (cycles === undefined ? [] : [[finnName, cycles]])));

/** `report/estimate_layer_resources.json`, with the sums under `total`; efficiencies are not summed. */
export function estimateLayerResources({ layers }: ReportModel): Record<string, Record<string, number>> {
  const counted = layers.flatMap(({ estimate }) => estimate ?? []);
  const { lut, bram18, uram, dsp } = sumEstimates(counted);
  return {
    ...Object.fromEntries(
      layers.flatMap((layer) => (layer.estimate ? [[layer.finnName, layerResources(layer.estimate)]] : [])),
    ),
    total: { BRAM_18K: bram18, LUT: lut, URAM: uram, DSP: dsp },
  };
}

const layerResources = ({ lut, bram18, uram, dsp, memoryBits }: Estimate): Record<string, number> => ({
  BRAM_18K: bram18,
  BRAM_efficiency: efficiency(memoryBits, bram18, BRAM18_BITS),
  LUT: lut,
  URAM: uram,
  URAM_efficiency: efficiency(memoryBits, uram, URAM_BITS),
  DSP: dsp,
});

/**
 * Stored bits over the capacity of the blocks that hold them; 1 where there are no blocks, or no known contents.
 *
 * @see FINN `matrixvectoractivation.py`, `bram_efficiency_estimation`
 */
const efficiency = (bits: number | undefined, blocks: number, bitsOfBlock: number): number =>
  blocks === 0 || bits === undefined ? 1 : bits / (blocks * bitsOfBlock);

/** `report/estimate_network_performance.json`; empty when no layer has cycles. */
export function estimateNetworkPerformance({ performance, layers }: ReportModel): Record<string, number | string> {
  if (!performance) return {};
  const { criticalPathCycles, maxCycles, maxCyclesNode, throughputFps, latencyNs } = performance;
  return {
    critical_path_cycles: criticalPathCycles,
    max_cycles: maxCycles,
    max_cycles_node_name: layers.find(({ name }) => name === maxCyclesNode)?.finnName ?? maxCyclesNode,
    estimated_throughput_fps: throughputFps,
    estimated_latency_ns: latencyNs,
  };
}

/** FINN's files under FINN's names, and ours with everything: source and error of each law, fit, bottleneck. */
export const jsonFiles = (model: ReportModel): Map<string, string> =>
  new Map(
    Object.entries({
      op_and_param_counts: opAndParamCounts(model),
      estimate_layer_cycles: estimateLayerCycles(model),
      estimate_layer_resources: estimateLayerResources(model),
      estimate_network_performance: estimateNetworkPerformance(model),
      report: model,
    }).map(([name, content]) => [`report/${name}.json`, `${JSON.stringify(content, undefined, 2)}\n`]),
  );
