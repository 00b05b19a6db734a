import { reportModel, type ReportModel } from '@finnc/backend-report';
import { cloneGraph, type Diagnostic, type Graph, type Registry } from '@finnc/ir';
import type { FoldingGoal, Target } from '@finnc/ir/hw';
import { fold, insertStreams } from '@finnc/passes';

/** A design folded one way for a number of cycles. */
export interface Folded {
  readonly totals: ReportModel['totals'];
  /** Cycles of its slowest layer. */
  readonly cycles: number;
  readonly seconds: number;
  readonly problems: readonly Diagnostic[];
}

/** Folds a copy of a hardware graph without regard to what the board holds, and counts it with its streams. */
export function foldedFor(
  graph: Graph,
  registry: Registry,
  target: Target,
  { objective, targetCycles }: { readonly objective: FoldingGoal; readonly targetCycles: number },
): Folded {
  const copy = cloneGraph(graph);
  const problems: Diagnostic[] = [];
  const ask = registry.ask.bind(registry);
  const cx = { ask, report: (problem: Diagnostic) => void problems.push(problem), lowerings: registry.lowerings };
  const { clockMhz } = target;
  const start = performance.now();
  fold({ objective, targetCycles, fps: (clockMhz * 1e6) / targetCycles, clockMhz, target, mustFit: false }).run(
    copy,
    cx,
  );
  const seconds = (performance.now() - start) / 1000;
  insertStreams().run(copy, cx);
  const { totals, performance: rate } = reportModel(copy, { ask, target });
  return { totals, cycles: rate?.maxCycles ?? 0, seconds, problems };
}
