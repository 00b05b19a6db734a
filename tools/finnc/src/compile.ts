import { Graph, Registry, type Diagnostic } from '@finnc/ir';
import { passDiagnostics, stagePredicates } from '@finnc/passes';
import { buildLog } from './build-log.ts';
import type { CompileOptions, CompileResult, StepResult } from './compile-options.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import { finalFolding } from './final-folding.ts';
import { backendOfStep, planBuild, type Plan } from './plan.ts';
import { planPipeline } from './pipeline.ts';
import { guarded } from './plugins/problem.ts';
import { standardPlugins } from './standard.ts';
import { emitStep } from './steps/emit.ts';
import { keepModel } from './steps/graph-step.ts';
import { stepOf, type Step } from './steps/index.ts';
import { graphOf, hasFailed, type BuildState } from './steps/state.ts';

/**
 * Compiles a quantised network to the files of an accelerator.
 *
 * Touches no disk, no process and no console: model and configuration come in as values, files and diagnostics go out.
 * Users' mistakes are diagnostics; a rejected promise is a bug of ours.
 */
export async function compile(options: CompileOptions): Promise<CompileResult> {
  const registry = new Registry([...standardPlugins, ...(options.plugins ?? [])]);
  const { plan, diagnostics } = planBuild(options.config ?? {}, registry, options.model instanceof Graph);
  const steps = plan && stepsOf(options, plan, registry);
  const early: Diagnostic[] = [...registry.problems, ...diagnostics, ...(steps?.diagnostics ?? [])];
  if (!plan || !steps || exitCodeOf(early) !== exitCodes.ok) {
    return {
      files: new Map(),
      diagnostics: early,
      steps: [],
      checked: { inputs: 0, states: 0 },
      exitCode: exitCodeOf(early),
    };
  }
  const state = begin(options, plan, registry, early);
  const results = await runSteps(state, steps.steps);
  return finish(state, results);
}

/** The steps to run: those of the plan, with the passes of a pipeline in place of the graph steps, then more backends. */
function stepsOf(
  { config }: CompileOptions,
  { steps, backends }: Plan,
  registry: Registry,
): { readonly steps: readonly Step[]; readonly diagnostics: readonly Diagnostic[] } {
  const planned = steps.map(stepOf);
  const own = new Set(Object.values(backendOfStep));
  const stopsEarly = config?.stopStep !== undefined && config.stopStep !== 'report';
  const others = stopsEarly ? [] : backends.filter(({ name }) => !own.has(name));
  const emits = others.map((backend): Step => ({
    name: `emit-${backend.name}`,
    graph: false,
    run: (state) => emitStep(state, backend),
  }));
  if (config?.pipeline === undefined) return { steps: [...planned, ...emits], diagnostics: [] };
  const pipeline = planPipeline(config.pipeline, registry);
  const [first, ...rest] = planned;
  const after = rest.filter(({ graph }) => !graph);
  return {
    steps: [...(first ? [first] : []), ...pipeline.steps, ...after, ...emits],
    diagnostics: pipeline.diagnostics,
  };
}

function begin(options: CompileOptions, plan: Plan, registry: Registry, diagnostics: Diagnostic[]): BuildState {
  return {
    options,
    plan,
    registry,
    diagnostics,
    report: (diagnostic) => void diagnostics.push(diagnostic),
    files: new Map(),
    graph: undefined,
    feeds: [],
    checker: undefined,
    states: 0,
    vectors: undefined,
    reportModel: undefined,
  };
}

/** Runs steps in order until one reports an error. */
async function runSteps(state: BuildState, steps: readonly Step[]): Promise<readonly StepResult[]> {
  const { options } = state;
  const { onStep } = options;
  const results: StepResult[] = [];
  for (const [i, step] of steps.entries()) {
    const about = { step: step.name, index: i + 1, total: steps.length };
    await onStep?.({ kind: 'begin', ...about });
    const start = performance.now();
    const summary = guarded(state, () => runStep(state, step, about.index)) ?? 'failed';
    const result: StepResult = { ...about, summary, seconds: (performance.now() - start) / 1000 };
    results.push(result);
    await onStep?.({ kind: 'end', ...result });
    if (hasFailed(state)) break;
  }
  return results;
}

function runStep(state: BuildState, step: Step, index: number): string {
  const summary = step.graph || inHardware(state, step.name) ? step.run(state) : 'not possible';
  if (step.graph && !hasFailed(state)) {
    keepModel(state, step.name, index);
    state.options.onGraph?.(step.name, graphOf(state));
  }
  return summary;
}

/** Backends and the final check speak of layers; a graph that still has other nodes is reported. */
function inHardware(state: BuildState, step: string): boolean {
  const reasons = stagePredicates.hardware.reasons(graphOf(state), state.registry);
  if (reasons.length === 0) return true;
  state.report(passDiagnostics.wrongStage({ pass: step, needs: 'hardware', reasons: reasons.slice(0, 5) }));
  return false;
}

function finish(state: BuildState, steps: readonly StepResult[]): CompileResult {
  const { graph, diagnostics, files, reportModel, registry, feeds, states, options } = state;
  const exitCode = exitCodeOf(diagnostics);
  const result: CompileResult = {
    ...(graph ? { graph } : {}),
    files: exitCode === exitCodes.ok ? files : new Map(),
    diagnostics,
    steps,
    ...(reportModel ? { report: reportModel } : {}),
    checked: { inputs: feeds.length, states },
    exitCode,
  };
  if (graph && reportModel) files.set('final_hw_config.json', finalFolding(graph, registry));
  files.set('time_per_step.json', timesJson(steps));
  files.set('build.log', buildLog(result, options.about ?? {}));
  return result;
}

const timesJson = (steps: readonly StepResult[]): string =>
  `${JSON.stringify(Object.fromEntries(steps.map(({ step, seconds }) => [step, Number(seconds.toFixed(3))])), undefined, 2)}\n`;
