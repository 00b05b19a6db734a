import { rebuildNode, type Graph, type Pass } from '@finnc/ir';
import type { FoldingAssignment } from '@finnc/passes';

/** What folding files call the attributes by which a layer chooses its memory and its multipliers. */
const styles = { ram_style: 'ramStyle', resType: 'resType' } as const;

/** Gives layers the memory and multiplier styles of a folding file; a style that a layer does not have is left out. */
export const memoryStyles = (assignments: readonly FoldingAssignment[]): Pass => ({
  name: 'memory-styles',
  summary: 'Apply ram_style and resType of a folding file.',
  needs: 'hardware',
  gives: 'hardware',
  run(graph) {
    for (const { layer, attributes } of assignments) apply(graph, layer, attributes);
  },
});

function apply(graph: Graph, layer: string, attributes: Readonly<Record<string, unknown>>): void {
  const node = graph.order().find(({ name }) => name === layer);
  if (!node) return;
  const chosen = Object.entries(styles).flatMap(([name, key]) => {
    const value = attributes[name];
    return node.op.attrs[key]?.check(value) ? [[key, value] as const] : [];
  });
  if (chosen.length > 0) rebuildNode(graph, node, { attrs: Object.fromEntries(chosen) });
}
