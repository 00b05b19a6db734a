import { exportModel, writeModel } from '@finnc/frontend';
import { cloneGraph, type Graph } from '@finnc/ir';
import {
  createChecker,
  hardwareFeeds,
  partitionHost,
  runPipeline,
  splitDifference,
  type HostPartition,
} from '@finnc/passes';
import { hostFiles, partitionJson } from '../running/partition-file.ts';
import { count } from './describe.ts';
import { passContext } from './graph-step.ts';
import { graphOf, hasFailed, type BuildState } from './state.ts';

/** Leaves to the host what is not integers; everything after this step is about the hardware. */
export function partitionStep(state: BuildState): string {
  state.unsplit = { graph: cloneGraph(graphOf(state)), feeds: state.feeds };
  return splitNetwork(state, new Map());
}

/**
 * Splits the network of the state, checks that the parts compute what it did, and lets the checker watch the hardware.
 *
 * @param unsuited  nodes that no layer takes, with the reason
 */
export function splitNetwork(state: BuildState, unsuited: ReadonlyMap<string, string>): string {
  const graph = graphOf(state);
  const { requireHardware = false, allowHost = false } = state.options.config ?? {};
  const found: HostPartition[] = [];
  const onPartition = (partition: HostPartition): void => void found.push(partition);
  runPipeline(
    graph,
    [partitionHost({ requireHardware, allowHost, unsuited, host: { onPartition } })],
    passContext(state, 'partition-host'),
  );
  const [host] = found;
  if (hasFailed(state)) return 'not split';
  if (!host) return 'all in hardware';
  state.host = host;
  writeHostFiles(state, host, graph);
  const whole = state.unsplit?.graph;
  const feeds = state.unsplit?.feeds ?? [];
  if (whole && state.checker) {
    const difference = splitDifference(whole, graph, host, state.registry, feeds);
    if (difference) state.report(difference);
    state.states++;
  }
  const left = `not in hardware: ${count(host.operations.length, 'op')}`;
  if (!host.hasHardware) {
    state.graph = undefined;
    return left;
  }
  state.feeds = hardwareFeeds(host, graph, state.registry, feeds);
  if (state.checker) state.checker = createChecker(graph, state.registry, state.feeds);
  return `${count(graph.size, 'node')}, ${left}`;
}

/** The parts that the host runs as plain ONNX, and how they fit together; in place of those of an earlier split. */
function writeHostFiles(state: BuildState, host: HostPartition, hardware: Graph): void {
  const { files, registry, report } = state;
  for (const part of ['pre', 'post'] as const) {
    files.delete(hostFiles[part]);
    const graph = host[part];
    if (!graph) continue;
    const { model, diagnostics } = exportModel(graph, registry, 'standard');
    diagnostics.forEach(report);
    if (model) files.set(hostFiles[part], writeModel(model));
  }
  files.set(hostFiles.partition, partitionJson(host, hardware));
}
