import type { Ask, Diagnostic, Graph, Tensor, Value } from '@finnc/ir';
import { passDiagnostics } from '../diagnostics.ts';
import { codeTolerance, compareValues } from './compare.ts';
import { observer, type Observations } from './observe.ts';

export interface Checker {
  /** How many inputs every state is executed on. */
  readonly inputs: number;
  /** Executes a state of the graph and compares it with what is known; nothing if it agrees. */
  check(graph: Graph, pass: string): readonly Diagnostic[];
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
  const first = observer(graph, ask);
  const known = feeds.map((feed, i) => first(feed, observe && ((value, result) => observe(i, value, result))));
  return {
    inputs: feeds.length,
    check(state, pass) {
      const run = observer(state, ask);
      for (const [i, feed] of feeds.entries()) {
        const before = known[i]!;
        const now = run(feed);
        const difference = firstDifference(before, now, pass);
        // The first tensor that differs is the cause; those after it follow from it.
        if (difference) return [difference];
        for (const [name, observation] of now) if (!before.has(name)) before.set(name, observation);
      }
      return [];
    },
  };
}

function firstDifference(before: Observations, now: Observations, pass: string): Diagnostic | undefined {
  for (const [name, { isOutput, shape }] of before) {
    if (isOutput && !now.has(name)) return passDiagnostics.lostOutput({ pass, output: name, shape: shape.join(', ') });
  }
  for (const [name, after] of now) {
    const known = before.get(name);
    if (!known) continue;
    if (known.reals.length === after.reals.length) {
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
