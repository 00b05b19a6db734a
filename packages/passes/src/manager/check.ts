import type { Ask, Diagnostic, Graph, Tensor, Value } from '@finnc/ir';
import { passDiagnostics } from '../diagnostics.ts';
import { codeTolerance, compareValues } from './compare.ts';
import { firstNaN, type NaNPlace } from './not-a-number.ts';
import { observer, type Observations } from './observe.ts';

export interface Checker {
  /** How many inputs every state is executed on. */
  readonly inputs: number;
  /** What the network itself gives that no integer stands for, so that nothing behind it can be compared. */
  readonly warnings: readonly Diagnostic[];
  /** Executes a state of the graph and compares it with what is known; nothing if it agrees. */
  check(graph: Graph, pass: string): readonly Diagnostic[];
  /** What a graph gives for each input, in its own types, if it is the state that was executed last. */
  outputsOf(graph: Graph): readonly (readonly Tensor[])[] | undefined;
}

/**
 * Remembers what the network computes and compares every later state with it.
 *
 * @param feeds    inputs of the source model, each a list with one tensor a port, in the ports' source types
 * @param observe  called with every value of the first state, for each feed
 */
export function createChecker(
  graph: Graph,
  ask: Ask,
  feeds: readonly (readonly Tensor[])[],
  observe?: (feed: number, value: Value, result: Tensor) => void,
): Checker {
  let last: { readonly graph: Graph; readonly outputs: (readonly Tensor[])[] } = { graph, outputs: [] };
  const first = observer(graph, ask);
  const known = feeds.map((feed, i) => {
    const seen = first(feed, observe && ((value, result) => observe(i, value, result)));
    last.outputs.push(resultsOf(seen));
    const { place, behind } = firstNaN(seen, graph, feed);
    return { seen, behind, place };
  });
  return {
    inputs: feeds.length,
    warnings: notNumbers(known.map(({ place }) => place)),
    check(state, pass) {
      const run = observer(state, ask);
      last = { graph: state, outputs: [] };
      for (const [i, feed] of feeds.entries()) {
        const { seen: before, behind } = known[i]!;
        const now = run(feed);
        last.outputs.push(resultsOf(now));
        const difference = firstDifference(before, now, behind, pass);
        // The first tensor that differs is the cause; those after it follow from it.
        if (difference) return [difference];
        for (const [name, observation] of now) {
          if (before.has(name)) continue;
          before.set(name, observation);
          behind?.add(name);
        }
      }
      return [];
    },
    outputsOf: (state) => (state === last.graph && last.outputs.length === feeds.length ? last.outputs : undefined),
  };
}

const resultsOf = (seen: Observations): readonly Tensor[] => [...seen.values()].flatMap(({ result }) => result ?? []);

/** One warning for all inputs, of the first tensor on the first of them. */
function notNumbers(places: readonly (NaNPlace | undefined)[]): readonly Diagnostic[] {
  const [place, ...others] = places.filter((found) => found !== undefined);
  if (!place) return [];
  return [passDiagnostics.notANumber({ ...place, inputs: others.length + 1, checked: places.length })];
}

/** @param behind  tensors that follow from one that is not a number: integers in its place are no bug */
function firstDifference(
  before: Observations,
  now: Observations,
  behind: ReadonlySet<string> | undefined,
  pass: string,
): Diagnostic | undefined {
  for (const [name, { isOutput, shape }] of before) {
    if (isOutput && !now.has(name)) return passDiagnostics.lostOutput({ pass, output: name, shape: shape.join(', ') });
  }
  for (const [name, after] of now) {
    const known = before.get(name);
    if (!known) continue;
    if (known.reals.length === after.reals.length) {
      if (behind?.has(name)) continue;
      const { first, differing, total } = compareValues(
        known.reals,
        after.reals,
        after.shape,
        codeTolerance(after.step),
      );
      if (!first) continue;
      const { index, expected: wanted, found } = first;
      const place = `[${index.join(', ')}]`;
      return passDiagnostics.notEquivalent({
        pass,
        tensor: name,
        index: place,
        before: wanted,
        after: found,
        differing,
        total,
      });
    } else if (after.isOutput) {
      return passDiagnostics.otherSize({
        pass,
        output: name,
        before: known.shape.join(', '),
        after: after.shape.join(', '),
      });
    }
    // A pass may drop channels of an inner tensor that nobody needs: the outputs tell whether it was right.
  }
  return undefined;
}
