import type { FacetImplementation, OpDef, Rule } from '@finnc/ir';

/** All that one folder brings: its ops, every answer about them, and the rules that make them. */
export interface StandardLayer {
  readonly ops: readonly OpDef[];
  /** Streams, folding, cost and name, the C++ call, and what the simulator computes. */
  readonly facets: readonly FacetImplementation[];
  readonly lowerings: readonly Rule[];
}
