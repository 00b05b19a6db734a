import { executor, feedPort, sampler, type Graph, type Tensor, type Vector } from '@finnc/ir';
import { graphOf, type BuildState } from './state.ts';

/** Golden vectors of a testbench where nothing is checked. */
const unchecked = 2;

/** The checked inputs in the graph's types, seeded ones if there are none, with what the reference gives for them. */
export function vectorsOf(state: BuildState): readonly Vector[] {
  if (state.vectors) return state.vectors;
  const graph = graphOf(state);
  const inputs = inputsOf(state, graph);
  // The checker has executed the last state on the same inputs.
  const outputs = state.feeds.length > 0 ? state.checker?.outputsOf(graph) : undefined;
  const reference = executor(graph, { ask: state.registry });
  state.vectors = inputs.map((feed, i): Vector => ({ inputs: feed, outputs: outputs?.[i] ?? reference(feed) }));
  return state.vectors;
}

function inputsOf({ feeds, registry }: BuildState, graph: Graph): readonly (readonly Tensor[])[] {
  if (feeds.length > 0) return feeds.map((feed) => feed.map((tensor, i) => intoGraph(graph, tensor, i)));
  const sample = sampler(graph, registry);
  return Array.from({ length: unchecked }, (_, seed) => sample(seed + 1));
}

function intoGraph(graph: Graph, tensor: Tensor, input: number): Tensor {
  const [port, value] = [graph.inputPorts[input], graph.inputs[input]];
  if (!port || !value) throw new RangeError(`the graph has no input ${input}`);
  return feedPort(port, value.type, tensor);
}
