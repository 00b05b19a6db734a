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
import { checkManyInputs } from './steps/many-inputs.ts';
import { tellUnchosenSignPadding } from './steps/sign-padding.ts';
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
  if (!hasFailed(state)) tellUnchosenSignPadding(state);
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
  // A build that stops early has the stage that a backend asks for, or none to speak of.
  const others = backends.filter(({ name, needs }) => !own.has(name) && (!stopsEarly || needs !== undefined));
  const emits = others.map((backend): Step => ({
    name: `emit-${backend.name}`,
    graph: false,
    needs: backend.needs ?? 'hardware',
    run: (state) => emitStep(state, backend),
  }));
  if (config?.pipeline === undefined) return { steps: [...planned, ...emits], diagnostics: [] };
  const pipeline = planPipeline(config.pipeline, registry);
  const [first, ...rest] = planned;
  // Where no backend wants layers, a pipeline need not end in them, and there is no design to be checked.
  const early = backends.length > 0 && backends.every(({ needs }) => needs === 'qnn' || needs === 'integer');
  const after = rest.filter(({ graph, name }) => !graph && !(early && name === 'check'));
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
    host: undefined,
    unsplit: undefined,
    folding: options.folding,
    feeds: [],
    checker: undefined,
    many: undefined,
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
    const { states } = state;
    const summary = guarded(state, () => runStep(state, step, about.index)) ?? 'failed';
    // Where the reference has executed a new state, so do the fast engines.
    if (step.graph && state.states > states && !hasFailed(state)) await checkManyInputs(state, step.name);
    const result: StepResult = { ...about, summary, seconds: (performance.now() - start) / 1000 };
    results.push(result);
    await onStep?.({ kind: 'end', ...result });
    if (hasFailed(state)) break;
  }
  return results;
}

function runStep(state: BuildState, step: Step, index: number): string {
  // What follows the split is about hardware.
  if (state.host?.hasHardware === false) return 'no hardware';
  const summary = isInStage(state, step) ? step.run(state) : 'not possible';
  if (step.graph && !hasFailed(state)) {
    keepModel(state, step.name, index);
    if (state.graph) state.options.onGraph?.(step.name, state.graph);
  }
  return summary;
}

/** Backends and the final check ask for a stage, mostly for layers; a graph with other nodes is reported. */
function isInStage(state: BuildState, { name, needs }: Step): boolean {
  const reasons = needs ? stagePredicates[needs].reasons(graphOf(state), state.registry) : [];
  if (!needs || reasons.length === 0) return true;
  state.report(passDiagnostics.wrongStage({ pass: name, needs, reasons: reasons.slice(0, 5) }));
  return false;
}

function finish(state: BuildState, steps: readonly StepResult[]): CompileResult {
  const { graph, host, diagnostics, files, reportModel, registry, feeds, many, states, options } = state;
  const exitCode = exitCodeOf(diagnostics);
  const result: CompileResult = {
    ...(graph ? { graph } : {}),
    ...(host ? { host } : {}),
    files: exitCode === exitCodes.ok ? files : new Map(),
    diagnostics,
    steps,
    ...(reportModel ? { report: reportModel } : {}),
    checked: {
      inputs: feeds.length,
      states,
      ...(many && many.states > 0 ? { more: { inputs: many.feeds.length, states: many.states } } : {}),
    },
    exitCode,
  };
  if (graph && reportModel) files.set('final_hw_config.json', finalFolding(graph, registry));
  files.set('time_per_step.json', timesJson(steps));
  files.set('build.log', buildLog(result, options.about ?? {}));
  return result;
}

const timesJson = (steps: readonly StepResult[]): string =>
  `${JSON.stringify(Object.fromEntries(steps.map(({ step, seconds }) => [step, Number(seconds.toFixed(3))])), undefined, 2)}\n`;
