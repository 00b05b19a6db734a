import { exportGraph, writeModel } from '@finnc/frontend';
import { onBehalfOf, type Pass, type PassContext } from '@finnc/ir';
import { runPipeline } from '@finnc/passes';
import { stepNames } from '../config/steps.ts';
import { graphOf, hasFailed, type BuildState } from './state.ts';

export function passContext({ registry, report, options }: BuildState, step: string): PassContext {
  const { onRewrite } = options;
  return {
    ask: (facet, node, context) => registry.ask(facet, node, context),
    report,
    lowerings: registry.lowerings,
    ...(onRewrite
      ? {
          onRewrite: (event) => {
            onRewrite(step, event);
          },
        }
      : {}),
  };
}

/**
 * Runs the passes of one step, executes the new graph state and compares it with the one before.
 *
 * @returns whether all went well
 */
export function runPasses(state: BuildState, step: string, passes: readonly Pass[]): boolean {
  const graph = graphOf(state);
  const { registry } = state;
  const cx = passContext(state, step);
  for (const pass of passes) {
    const owner = registry.plugins.find((plugin) => plugin.passes?.some(({ passName }) => passName === pass.name));
    const run = (): boolean => runPipeline(graph, [pass], cx);
    if (owner) onBehalfOf(owner, `pass '${pass.name}'`, run);
    else run();
    if (hasFailed(state)) return false;
  }
  checkState(state, step);
  return !hasFailed(state);
}

/** Executes the graph on all feeds and reports where it differs from the state before. */
export function checkState(state: BuildState, step: string): void {
  if (!state.checker) return;
  state.checker.check(graphOf(state), step).forEach(state.report);
  state.states++;
}

/** The graph as `intermediate_models/<NN>-<step>.onnx`; NN is the step's number in a whole build. */
export function keepModel(state: BuildState, step: string, index: number): void {
  if (state.options.intermediateModels === false || !state.graph) return;
  const known = (stepNames as readonly string[]).indexOf(step);
  const number = String(known < 0 ? index : known + 1).padStart(2, '0');
  state.files.set(`intermediate_models/${number}-${step}.onnx`, writeModel(exportGraph(state.graph)));
}
