import { decimal, reportModel } from '@finnc/backend-report';
import type { Graph, Pass } from '@finnc/ir';
import { targetCycles } from '@finnc/ir/hw';
import { fold, type FoldingAssignment } from '@finnc/passes';
import { attributesOf, type Folding } from '../config/folding.ts';
import { configDefaults } from '../config/defaults.ts';
import { readLimits } from '../config/limits.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { count } from './describe.ts';
import { runPasses } from './graph-step.ts';
import { memoryStyles } from './memory-styles.ts';
import { resolveFolding } from './resolve-folding.ts';
import { configuredSignPadding } from './sign-padding.ts';
import { graphOf, hasFailed, type BuildState } from './state.ts';

/**
 * Chooses PE and SIMD: for the rate, as the folding file says, or 1 with a warning that states the rate. Then, as costs are
 * known, how the zeros around signs are built.
 *
 * @param choices  passes that choose what depends on the folding
 */
export function foldStep(state: BuildState, choices: readonly Pass[] = [configuredSignPadding(state)]): string {
  const { options, plan, registry } = state;
  const { fps, max = false, objective = configDefaults.objective, limit = [] } = options.config ?? {};
  const { target } = plan;
  const given = state.folding === options.folding ? options.folding : ofLayersThere(state.folding, graphOf(state));
  const assignments = given && assignmentsOf(given, graphOf(state), state);
  if (hasFailed(state)) return 'no folding';
  const pass = fold({
    ...(fps === undefined ? {} : { targetCycles: targetCycles(target.clockMhz, fps), fps }),
    ...(assignments ? { assignments } : {}),
    ...(fps !== undefined || max
      ? { target, fastest: max, objective, limits: readLimits(limit), mustFit: plan.boardGiven || limit.length > 0 }
      : {}),
    clockMhz: target.clockMhz,
    // FINN's own defaults are wider in windows and pools; they hold where a folding file leaves a layer out.
    single: fps === undefined && !max && !assignments,
  });
  const passes = [pass, ...(assignments ? [memoryStyles(assignments)] : []), ...choices];
  if (!runPasses(state, 'fold', passes)) return 'no folding';
  const { fps: reached, bottleneck } = reportModel(graphOf(state), { ask: registry.ask.bind(registry), target });
  if (reached === undefined || !bottleneck) return 'rate unknown';
  const [rate, clock] = [decimal(reached), decimal(target.clockMhz)];
  if (fps === undefined && !max && !state.folding) state.report(driverDiagnostics.unfolded({ rate, clock }));
  return `${rate} FPS at ${clock} MHz, slowest ${bottleneck.name} with ${count(bottleneck.cycles, 'cycle')}`;
}

/** What a model says of the layers that became of it, which are not all that could have. */
function ofLayersThere(folding: Folding | undefined, graph: Graph): Folding | undefined {
  const there = new Set(graph.order().map(({ name }) => name));
  return folding && { ...folding, layers: folding.layers.filter(({ layer }) => there.has(layer)) };
}

/** What a folding file says, layer by layer, its defaults spread over the layers of the design. */
function assignmentsOf(given: Folding, graph: Graph, { registry, report }: BuildState): readonly FoldingAssignment[] {
  const { folding, diagnostics } = resolveFolding(given, graph, registry);
  diagnostics.forEach(report);
  const own = new Set(folding.layers.map(({ layer }) => layer));
  const others = folding.defaults.length === 0 ? [] : graph.order().filter(({ name }) => !own.has(name));
  return [
    ...folding.layers.map(({ layer, at }) => ({
      layer,
      attributes: attributesOf(folding, layer),
      ...(at === undefined ? {} : { at: { file: at } }),
    })),
    ...others.map(({ name }) => ({ layer: name, attributes: attributesOf(folding, name) })),
  ];
}
