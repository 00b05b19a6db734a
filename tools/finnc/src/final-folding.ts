import type { Graph, Node, Registry } from '@finnc/ir';
import { folding, layerKind } from '@finnc/ir/hw';
import type { AttributeValue } from './config/folding-attributes.ts';
import { writeFolding } from './config/folding.ts';
import { layerAttributes } from './config/layer-attributes.ts';

/**
 * The design in FINN's folding dialect, as `final_hw_config.json`: every layer under FINN's name with what was chosen.
 *
 * Given back as `--folding`, it makes the same design.
 */
export function finalFolding(graph: Graph, registry: Registry): string {
  const layers = graph.order().flatMap((node) => {
    const named = registry.ask(layerKind, node, undefined);
    const serial = named && new RegExp(`^${named.kind}_(\\d+)$`).exec(node.name)?.[1];
    if (!named || serial === undefined) return [];
    return { layer: `${named.kind}_${named.variant}_${serial}`, attributes: attributesOf(node, registry) };
  });
  return writeFolding({ defaults: [], layers });
}

function attributesOf(node: Node, registry: Registry): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const { name, value } of registry.ask(folding, node, undefined)?.dimensions ?? []) attributes[name] = value;
  for (const [name, key] of Object.entries(layerAttributes)) {
    const value = (node.attrs as Readonly<Record<string, unknown>>)[key];
    if (typeof value === 'string' || typeof value === 'number') attributes[name] = value;
  }
  return attributes;
}
