import type { Ask } from '../facet/facet.ts';
import type { Graph } from '../graph/graph.ts';

/** Stages in order; a graph in one stage has left the earlier ones behind. */
export const stages = ['qnn', 'integer', 'hardware', 'folded'] as const;
export type Stage = (typeof stages)[number];

/** A named predicate on graphs: the reasons why a graph is not in the stage, none if it is. */
export interface StagePredicate {
  readonly stage: Stage;
  readonly summary: string;
  reasons(graph: Graph, ask: Ask): string[];
}
