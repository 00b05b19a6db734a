import { exportModel, writeModel } from '@finnc/frontend';
import { cloneGraph, type Graph, type Pass } from '@finnc/ir';
import {
  createChecker,
  hardwareFeeds,
  partitionHost,
  runPipeline,
  splitDifference,
  type HostPartition,
  type SplitReceiver,
} from '@finnc/passes';
import { configDefaults } from '../config/defaults.ts';
import { hostFiles, partitionJson } from '../running/partition-file.ts';
import { count } from './describe.ts';
import { passContext } from './graph-step.ts';
import { graphOf, hasFailed, type BuildState } from './state.ts';

/** Leaves to the host what is not integers; everything after this step is about the hardware. */
export const partitionStep = (state: BuildState): string => partitionBy(state, configured(state, new Map()));

/** The pass, given whom it has to tell of a split. */
export type Splitter = (split: SplitReceiver) => Pass;

/** As `partitionStep`, with options of a pipeline in place of those of the configuration. */
export function partitionBy(state: BuildState, splitter: Splitter): string {
  state.unsplit = { graph: cloneGraph(graphOf(state)), feeds: state.feeds };
  return splitNetwork(state, splitter);
}

/** The pass with what the configuration says, and without nodes that no layer takes. */
export function configured({ options: { config = {} } }: BuildState, unsuited: ReadonlyMap<string, string>): Splitter {
  const { requireHardware = false, allowHost = false, inputQuantiser = configDefaults.inputQuantiser } = config;
  const hostQuantises = inputQuantiser === 'host';
  return (split) => partitionHost({ requireHardware, allowHost, hostQuantises, unsuited, split });
}

/** Splits the network of the state, checks that the parts compute what it did, and lets the checker watch the hardware. */
export function splitNetwork(state: BuildState, splitter: Splitter): string {
  const graph = graphOf(state);
  const splits: HostPartition[] = [];
  const pass = splitter({ onSplit: (found) => void splits.push(found) });
  runPipeline(graph, [pass], passContext(state, 'partition-host'));
  if (hasFailed(state)) return 'not split';
  const [host] = splits;
  if (!host) return 'all in hardware';
  state.host = host;
  writeHostFiles(state, host, graph);
  const whole = state.unsplit?.graph;
  // What the host computes first has no program of integers: the reference executes all inputs from here on.
  const feeds = [...(state.unsplit?.feeds ?? []), ...(state.many?.feeds ?? [])];
  if (state.unsplit) state.unsplit = { ...state.unsplit, feeds };
  state.many = undefined;
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
