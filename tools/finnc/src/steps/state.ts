import type { ReportModel } from '@finnc/backend-report';
import type { Diagnostic, Graph, Registry, Tensor, Vector } from '@finnc/ir';
import type { Checker, HostPartition } from '@finnc/passes';
import type { CompileOptions } from '../compile-options.ts';
import type { Folding } from '../config/folding.ts';
import type { Plan } from '../plan.ts';
import type { ManyInputs } from './many-inputs.ts';

/** A build under way: what steps read, and where they leave what they make. */
export interface BuildState {
  readonly options: CompileOptions;
  readonly plan: Plan;
  readonly registry: Registry;
  readonly diagnostics: Diagnostic[];
  report(diagnostic: Diagnostic): void;
  readonly files: Map<string, string | Uint8Array>;
  graph: Graph | undefined;
  /** What the host computes, once the network is split; `graph` is the hardware then, or undefined if there is none. */
  host: HostPartition | undefined;
  /** The streamlined network and its feeds as they were before the split, to split it otherwise. */
  unsplit: Unsplit | undefined;
  /** What the caller gives, else what comes with the model. */
  folding: Folding | undefined;
  /** Inputs in the model's types, one list a frame: the given ones after the seeded ones. */
  feeds: readonly (readonly Tensor[])[];
  checker: Checker | undefined;
  /** More drawn inputs than the reference executes. */
  many: ManyInputs | undefined;
  /** Graph states that were executed and compared. */
  states: number;
  /** The feeds in the final graph's types, with what it gives for them; made when first asked for. */
  vectors: readonly Vector[] | undefined;
  reportModel: ReportModel | undefined;
}

export interface Unsplit {
  readonly graph: Graph;
  readonly feeds: BuildState['feeds'];
}

/** Whether a step may go on: steps report, they do not throw. */
export const hasFailed = ({ diagnostics }: BuildState): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');

/** The graph of a state; every step after import has one. */
export function graphOf({ graph }: BuildState): Graph {
  if (!graph) throw new Error('a step ran before import');
  return graph;
}
