import { isInteger, randomSource, sampler, tensor, type Ask, type Graph, type Tensor } from '@finnc/ir';
import type { GivenInputs } from '../compile-options.ts';

/**
 * Seeded inputs of a model, in its own types.
 *
 * The sampler's values lie where mistakes hide: on the steps of quantisers, where float32 and exact arithmetic may differ
 * by right. Against somebody else's float32 that would prove nothing, so real inputs are then drawn evenly over the range
 * of the sampler's.
 */
export function drawnInputs(graph: Graph, ask: Ask, count: number, evenly: boolean): GivenInputs {
  const sample = sampler(graph, ask);
  return Array.from({ length: count }, (_, i) =>
    sample(i + 1).map(({ type, data }, port): Tensor => {
      const { source } = graph.inputPorts[port]!;
      if (!evenly || isInteger(type.elem)) return { type: source, data };
      const random = randomSource(i + 1);
      const sizes = Float64Array.from(data, Math.abs).sort();
      const reach = sizes[Math.floor(0.9 * (sizes.length - 1))] ?? 1;
      return tensor(
        source.elem,
        source.shape,
        Float32Array.from(data, () => (2 * random() - 1) * reach),
      );
    }),
  );
}
