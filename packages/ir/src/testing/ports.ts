import type { Graph } from '../graph/graph.ts';
import { permutedOffsets, type Tensor } from '../tensor/index.ts';

/** What a user feeds, from what the graph's inputs hold: `perm` and reshape undone. */
export function toSource(graph: Graph, feeds: readonly Tensor[]): Float64Array[] {
  return feeds.map(({ data }, i) => {
    const { source, perm } = graph.inputPorts[i]!;
    const from = permutedOffsets(source.shape, perm);
    const values = new Float64Array(data.length);
    for (let j = 0; j < values.length; j++) values[from[j]!] = data[j]!;
    return values;
  });
}

/** What the graph's inputs hold, from what a user feeds. */
export function fromSource(graph: Graph, sources: readonly Float64Array[]): Tensor[] {
  return graph.inputs.map(({ type }, i) => {
    const { source, perm } = graph.inputPorts[i]!;
    const from = permutedOffsets(source.shape, perm);
    return { type, data: Float64Array.from(from, (offset) => sources[i]![offset]!) };
  });
}

/** What a user gets, in doubles. */
export function toUser(
  graph: Graph,
  outputs: readonly Tensor[],
): { readonly values: Float64Array; readonly shape: readonly number[] }[] {
  return outputs.map(({ data, type }, i) => {
    const { scale, bias, shape, perm, source } = graph.outputPorts[i]!;
    const channels = type.shape.at(-1) ?? 1;
    const real = Float64Array.from(
      data,
      (value, j) => scale[scale.length === 1 ? 0 : j % channels]! * value + bias[bias.length === 1 ? 0 : j % channels]!,
    );
    return {
      values: Float64Array.from(permutedOffsets(shape, perm), (offset) => real[offset]!),
      shape: source.shape,
    };
  });
}
