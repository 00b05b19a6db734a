import type { Diagnostic, Pass, Registry } from '@finnc/ir';
import { parsePipeline, partitionHost, signPadding } from '@finnc/passes';
import { stepNames, type StepName } from './config/steps.ts';
import { count, floatOps } from './steps/describe.ts';
import { foldStep } from './steps/fold.ts';
import { runPasses } from './steps/graph-step.ts';
import { stepOf, type Step } from './steps/index.ts';
import { partitionBy } from './steps/partition.ts';
import { configuredSignPadding } from './steps/sign-padding.ts';
import { graphOf, type BuildState } from './steps/state.ts';

const isStep = (name: string): name is StepName => (stepNames as readonly string[]).includes(name);

/** The step `fold` where a pass of the pipeline chooses how the zeros around signs are built. */
const foldOnly: Step = { ...stepOf('fold'), run: (state) => foldStep(state, []) };

/** One pass of a pipeline that could be parsed: a name and, if there are any, options in braces. */
const entry = /[A-Za-z][\w.-]*\s*(\{[^{}]*\})?/g;

/**
 * The passes of a textual pipeline as steps of a build, each checked by execution like the others.
 *
 * A pass named like a step and written without options is that step, with all that the configuration says: `fold`
 * reaches for `--fps` there, `fold{target-cycles=100}` does not. `sign-padding` is part of the step `fold`, unless it is named.
 */
export function planPipeline(
  text: string,
  registry: Registry,
): { readonly steps: readonly Step[]; readonly diagnostics: readonly Diagnostic[] } {
  const parsed = parsePipeline(text, registry.passes);
  if (!('passes' in parsed)) return { steps: [], diagnostics: parsed.diagnostics };
  const configured = [...text.matchAll(entry)].map(([, options]) => options !== undefined);
  const padsSigns = parsed.passes.some(({ name }) => name === signPadding.passName);
  const steps = parsed.passes.map((pass, i): Step => {
    if (isStep(pass.name) && !configured[i]) return padsSigns && pass.name === 'fold' ? foldOnly : stepOf(pass.name);
    // Whatever its options are, what it leaves to the host belongs to the build.
    if (pass.name === partitionHost.passName)
      return { name: pass.name, graph: true, run: (state) => partitionBy(state, (split) => pass.with({ split })) };
    const own = (state: BuildState): Pass => {
      if (pass.name !== signPadding.passName) return pass;
      // What costs less depends on what is built for.
      return configured[i] ? pass.with({ target: state.plan.target }) : configuredSignPadding(state);
    };
    return {
      name: pass.name,
      graph: true,
      run(state) {
        runPasses(state, pass.name, [own(state)]);
        return `${count(graphOf(state).size, 'node')}, ${count(floatOps(graphOf(state)), 'float op')}`;
      },
    };
  });
  return { steps, diagnostics: [] };
}
