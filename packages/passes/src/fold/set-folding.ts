import type { Graph, Node, PassContext } from '@finnc/ir';
import { divisors, folding, type Folding } from '@finnc/ir/hw';
import { applyValues } from './assigned.ts';
import { oneLane, type FoldValues } from './values.ts';

/** Widest weight word that FINN lets grow along the first dimension, in bits: a port of its block RAM. */
const WIDEST_WORD = 36;

/**
 * Folds as FINN's SetFolding does: each layer for itself, SIMD before PE, each raised through its divisors until a frame takes
 * fewer than the cycles wanted, SIMD only while a weight word is at most 36 bits. If some layer stays slower, all others
 * are folded again for its pace.
 *
 * @see FINN `transformation/fpgadataflow/set_folding.py` with its default options
 */
export function setFolding(
  graph: Graph,
  targetCycles: number,
  given: ReadonlyMap<Node, FoldValues>,
  cx: PassContext,
): void {
  const layers = graph.order().flatMap((node) => {
    const how = cx.ask(folding, node, undefined);
    return how && how.dimensions.length > 0 ? { node, how } : [];
  });
  const foldFor = (target: number): readonly FoldValues[] =>
    layers.map(({ node, how }) => given.get(node) ?? raised(how, target));
  const slowest = (all: readonly FoldValues[]): number =>
    Math.max(0, ...layers.map(({ how }, i) => how.cycles(all[i]!)));
  const first = foldFor(targetCycles);
  const cycles = slowest(first);
  const values = cycles > targetCycles ? foldFor(cycles) : first;
  for (const [i, { node }] of layers.entries()) applyValues(graph, node, values[i]!);
}

function raised(how: Folding, target: number): FoldValues {
  let values = oneLane(how);
  for (const { key, size } of how.dimensions) {
    let before = values;
    for (const value of divisors(size)) {
      values = { ...values, [key]: value };
      if (how.cycles(values) < target) return values;
      const [narrow = 0, wide = 0] = [how.wordBits?.(before), how.wordBits?.(values)];
      if (wide > WIDEST_WORD && narrow < wide) {
        values = before;
        break;
      }
      before = values;
    }
  }
  return values;
}
