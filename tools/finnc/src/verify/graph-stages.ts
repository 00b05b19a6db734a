import type { Graph } from '@finnc/ir';
import { codeTolerance, observer, type Observations } from '@finnc/passes';
import { quantisedValues } from '../steps/import.ts';
import { Tally } from './agreement.ts';
import { asGiven, hardwareFeeder, isCorrect, outputTolerance, type Comparison, type StageResult } from './stage.ts';

/** The stage that all others are compared with. */
export const exactName = 'source, exact';
/** Graph states by the step that leaves them, and what their row is called. */
const stageOf: Readonly<Record<string, string>> = {
  'tidy-up': 'tidy-up',
  streamline: 'streamline',
  narrow: 'narrow',
  'convert-to-hw': 'convert-to-hw',
  'insert-streams': 'folded',
};

/** Steps whose states are of the hardware alone, where a part of the network runs on the host. */
const behindSplit: ReadonlySet<string> = new Set(['narrow', 'convert-to-hw', 'insert-streams']);

/** One row for each graph state; the source model has two, one an arithmetic. */
export function graphStages(states: ReadonlyMap<string, Graph>, comparison: Comparison): readonly StageResult[] {
  const { source, frames, known, host, registry, labels, onProgress } = comparison;
  const codes = new Set([...quantisedValues(source, registry)].map(({ name }) => name));
  const exact = observer(source, registry);
  const stages = [
    { stage: 'source, float32', run: observer(source, registry, 'float32'), isFloat: true, feed: asGiven },
    { stage: exactName, run: exact, isFloat: false, feed: asGiven },
    ...Object.entries(stageOf).flatMap(([step, stage]) => {
      const state = states.get(step);
      if (!state) return [];
      // Behind the split, a state is of the hardware alone.
      const feed = host && behindSplit.has(step) ? hardwareFeeder(host, state, registry) : asGiven;
      return [{ stage, run: observer(state, registry), isFloat: false, feed }];
    }),
  ].map((row) => ({ ...row, outputs: new Tally(), tensors: new Tally(), correct: 0 }));
  frames.forEach((feed, frame) => {
    onProgress?.(`frame ${frame + 1} of ${frames.length}`);
    const truth = exact(feed);
    for (const row of stages) {
      const seen = row.run === exact ? truth : row.run(row.feed(feed));
      compareOutputs(row, source, truth, seen, known?.[frame], frame);
      if (row.run !== exact) compareTensors(row.tensors, truth, seen, frame, row.isFloat ? codes : undefined);
      if (isCorrect(comparison, frame, outputsOf(source, seen)[0]?.reals)) row.correct++;
    }
  });
  return stages.map(({ stage, run, outputs, tensors, correct }) => ({
    stage,
    outputs: outputs.agreement,
    ...(run === exact ? {} : { tensors: tensors.agreement }),
    ...(labels ? { correct } : {}),
  }));
}

const outputsOf = (source: Graph, seen: Observations) =>
  source.outputPorts.map(({ name }) => seen.get(`output ${name}`));

function compareOutputs(
  { outputs: tally, isFloat }: { readonly outputs: Tally; readonly isFloat: boolean },
  source: Graph,
  truth: Observations,
  seen: Observations,
  known: readonly ArrayLike<number>[] | undefined,
  frame: number,
): void {
  source.outputPorts.forEach(({ name }, i) => {
    const [own, right] = [seen.get(`output ${name}`), truth.get(`output ${name}`)];
    if (!own || !right) return;
    const where = { tensor: name, frame, shape: own.shape };
    const expected = known?.[i];
    if (expected)
      tally.add(where, expected, own.rounded ?? own.reals, outputTolerance(own.isCode ? own.step : 0, expected));
    else if (isFloat) tally.add(where, right.reals, own.reals, outputTolerance(0, right.reals));
    else tally.add(where, right.reals, own.reals, codeTolerance(own.step), true);
  });
}

/** @param codes  names of quantised tensors, if others round anyway */
function compareTensors(
  tally: Tally,
  truth: Observations,
  seen: Observations,
  frame: number,
  codes: ReadonlySet<string | undefined> | undefined,
): void {
  for (const [name, right] of truth) {
    const own = seen.get(name);
    // A pass may drop channels of an inner tensor that nobody needs.
    if (!own || own.isOutput || own.reals.length !== right.reals.length || (codes && !codes.has(name))) continue;
    // The same code in both arithmetics differs by rounding only.
    const tolerance = codes
      ? (a: number, b: number) => 1e-6 * Math.max(Math.abs(a), Math.abs(b))
      : codeTolerance(own.step);
    tally.add({ tensor: name, frame, shape: own.shape }, right.reals, own.reals, tolerance, true);
  }
}
