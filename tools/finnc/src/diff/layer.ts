import { showType, type Ask, type Graph, type Node, type Tensor, type Value } from '@finnc/ir';
import { fifo, folding, layerKind, resources, timing, width, type Target } from '@finnc/ir/hw';
import { modulePath } from '../source/module-path.ts';

/** A layer of a design in what two designs can differ in. */
export interface DesignLayer {
  readonly name: string;
  readonly kind: string;
  /** Modules of the training script that it came from, or nodes of the file where nothing tells. */
  readonly sources: readonly string[];
  readonly node: Node;
  /** Shapes, widths, folding, cycles and resources, by the name that a comparison shows. */
  readonly facts: ReadonlyMap<string, string>;
  readonly constants: ReadonlyMap<string, Tensor>;
}

/**
 * The layers of a design in topological order; width converters and FIFOs, which follow from the others, are left out.
 *
 * @param names  what source nodes are called, where the source model is at hand
 */
export function designLayers(
  graph: Graph,
  ask: Ask,
  target: Target,
  names?: ReadonlyMap<string, string>,
): readonly DesignLayer[] {
  return graph
    .order()
    .filter(({ op }) => op.name !== fifo.name && op.name !== width.name)
    .map((node) => ({
      name: node.name,
      kind: ask.ask(layerKind, node, undefined)?.kind ?? node.op.name,
      sources: [...new Set(node.origin.map((source) => names?.get(source) ?? pathOf(source)))],
      node,
      facts: factsOf(node, ask, target),
      constants: new Map(
        Object.entries<Value>(node.operand).flatMap(([key, { constant }]) =>
          constant && constant.data.length > 0 ? [[key, constant] as const] : [],
        ),
      ),
    }));
}

/** A build keeps the names of nodes only, which may hold the module's path. */
const pathOf = (name: string): string =>
  modulePath({ name, opType: '', domain: '', inputs: [], outputs: [], attributes: new Map() }) ?? name;

function factsOf(node: Node, ask: Ask, target: Target): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  for (const [key, { type, constant }] of Object.entries<Value>(node.operand)) {
    if (constant?.data.length !== 0) facts.set(constant ? key : `input ${key}`, showType(type));
  }
  for (const [key, { type }] of Object.entries<Value>(node.result)) facts.set(`output ${key}`, showType(type));
  for (const { name, value } of ask.ask(folding, node, undefined)?.dimensions ?? []) facts.set(name, String(value));
  const cycles = ask.ask(timing, node, target)?.cycles;
  if (cycles !== undefined) facts.set('cycles', cycles.toLocaleString('en-US'));
  const estimate = ask.ask(resources, node, target);
  for (const [name, value] of [
    ['LUT', estimate?.lut],
    ['BRAM18', estimate?.bram18],
    ['URAM', estimate?.uram],
    ['DSP', estimate?.dsp],
  ] as const) {
    if (value !== undefined) facts.set(name, Math.ceil(value).toLocaleString('en-US'));
  }
  return facts;
}
