import { analyseIntegers, smallestMargin, type Ask, type Graph, type Margin } from '@finnc/ir';

/** The smallest margin of one quantiser of the source model. */
export interface LayerMargin extends Margin {
  readonly layer: string;
  readonly node: string;
}

/** Below this part of the greatest number in its sum, a distance can vanish in the few roundings of float32. */
export const nearTie = 2 ** -22;

/**
 * How near reachable accumulators come to the steps of each quantiser, the nearest first.
 *
 * Reachable means: in the exact range of the accumulator's channel. Not every integer there need occur.
 *
 * @param graph  in the qnn stage
 * @param names  of the source nodes, where the training script has others
 */
export function marginsOf(graph: Graph, ask: Ask, names: ReadonlyMap<string, string>): readonly LayerMargin[] {
  const margins = [...analyseIntegers(graph, ask).forms].flatMap(([node, { ascent }]): LayerMargin[] => {
    const margin = ascent && smallestMargin(ascent);
    const source = node.origin.at(-1) ?? node.name;
    return margin ? [{ layer: names.get(source) ?? source, node: source, ...margin }] : [];
  });
  return margins.toSorted((a, b) => a.relative - b.relative);
}
