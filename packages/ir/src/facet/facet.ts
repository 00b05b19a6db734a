import type { Node } from '../graph/graph.ts';
import type { OpDef } from '../op/op.ts';

/** A question some consumer asks of ops. Declared by the consumer, answered next to the op. */
export interface Facet<Context, Answer> {
  readonly id: string;
  /** An implementation for one op, to be listed in a plugin. */
  for<Op extends OpDef>(op: Op, implement: (node: Node<Op>, cx: Context) => Answer): FacetImplementation;
}

export interface FacetImplementation {
  readonly facet: string;
  readonly op: string;
  readonly implement: (node: never, cx: never) => unknown;
}

/**
 * Declares a facet. Ids are namespaced (`finnc.hls`, `acme.power`) and matched by name, as ops are,
 * so that a plugin with its own copy of a package still meets ours.
 */
export function defineFacet<Context, Answer>(id: string): Facet<Context, Answer> {
  return Object.freeze({
    id,
    for: <Op extends OpDef>(op: Op, implement: (node: Node<Op>, cx: Context) => Answer): FacetImplementation =>
      Object.freeze({ facet: id, op: op.name, implement }),
  });
}

/** What answers facets: a `Registry`, or a stand-in in tests. */
export interface Ask {
  ask<Context, Answer>(facet: Facet<Context, Answer>, node: Node, cx: Context): Answer | undefined;
}
