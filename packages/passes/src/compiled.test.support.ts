import { qnn, Registry, definePlugin, type Diagnostic, type Graph, type Pass, type PassContext } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
// Passes know no layer; these tests run the whole way to hardware, which takes some.
// eslint-disable-next-line @typescript-eslint/no-restricted-imports
import { layers } from '@finnc/layers';
import { runPipeline, type PipelineHooks } from './manager/pipeline.ts';
import { passes } from './plugin.ts';

/** The ops, passes and layers there are. */
export const registry = new Registry([
  definePlugin({ name: 'qnn', ops: qnn.qnnOps, facets: qnn.qnnFacets }),
  passes,
  layers,
]);
export const ops = [...qnn.qnnOps, ...layers.ops];

/** A context that keeps what is reported. */
export function collecting(): PassContext & { readonly reports: Diagnostic[] } {
  const reports: Diagnostic[] = [];
  return {
    reports,
    ask: registry.ask.bind(registry),
    report: (diagnostic) => reports.push(diagnostic),
    lowerings: registry.lowerings,
  };
}

/** Runs passes on a graph or its text; the graph afterwards, and what was reported. */
export function compiled(
  source: Graph | string,
  wanted: readonly Pass[],
  hooks: PipelineHooks = {},
): { readonly graph: Graph; readonly done: boolean; readonly reports: readonly Diagnostic[]; readonly told: string[] } {
  const graph = typeof source === 'string' ? graphOf(source, ops) : source;
  const cx = collecting();
  const done = runPipeline(graph, wanted, cx, hooks);
  const told = cx.reports.map(({ code, message }) => `${code} ${message}`);
  return { graph, done, reports: cx.reports, told };
}

/** Names of the nodes in topological order. */
export const layersOf = (graph: Graph): string[] => graph.order().map(({ name }) => name);
