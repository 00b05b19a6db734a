import { rebuildNode, type Pass } from '@finnc/ir';
import type { FoldingAssignment } from '@finnc/passes';
import { layerAttributes } from '../config/layer-attributes.ts';
import { driverDiagnostics } from '../diagnostics.ts';

/** Gives layers the memory and multiplier styles of a folding file, and tells of those that they do not have. */
export const memoryStyles = (assignments: readonly FoldingAssignment[]): Pass => ({
  name: 'memory-styles',
  summary: 'Apply ram_style and resType of a folding file.',
  needs: 'hardware',
  gives: 'hardware',
  run(graph, cx) {
    const nodes = new Map(graph.order().map((node) => [node.name, node]));
    const without: string[] = [];
    for (const { layer, attributes, at } of assignments) {
      const node = nodes.get(layer);
      if (!node) continue;
      const chosen: Record<string, unknown> = {};
      for (const [name, key] of Object.entries(layerAttributes)) {
        const [value, spec] = [attributes[name], node.op.attrs[key]];
        // 'auto' leaves the choice to the layer, which may have none.
        if (value === undefined || (!spec && value === 'auto')) continue;
        if (!spec) without.push(`${name} of ${layer}`);
        else if (spec.check(value)) chosen[key] = value;
        else cx.report(driverDiagnostics.styleRefused({ layer, style: name, value: String(value) }, at));
      }
      if (Object.keys(chosen).length > 0) rebuildNode(graph, node, { attrs: chosen });
    }
    if (without.length > 0) cx.report(driverDiagnostics.stylesUnused({ styles: without }));
  },
});
