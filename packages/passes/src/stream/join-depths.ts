import type { Ask, Graph, Node, Value } from '@finnc/ir';
import { fork, streams, type Drift } from '@finnc/ir/hw';

/** Drift of a value against each fork it comes from, the greatest of all ways. */
type Drifts = ReadonlyMap<Node, Drift>;

const wholeFrame: Drift = { late: 1, early: 1 };

/**
 * Parts of a frame that must fit between each operand of a join and the forks behind it, by operand.
 *
 * Say that two ways lead from a fork to a join, and that the FIFO of the first is full while the join waits for the
 * second at place t of the frame. The second then needs the fork's stream up to t + late₂ at most. The first has written
 * up to t + depth, so the fork has passed at least t + depth − early₁ on, to both. With depth ≥ late₂ + early₁ the second
 * way has what it needs, and the join goes on: no deadlock. Where the join itself reads one operand ahead of another, the
 * FIFO holds that part, too. One frame is always enough, as every layer ends a frame before
 * it reads the next. How the layers are timed does not matter, so the depths are safe and not the least.
 */
export function joinDepths(graph: Graph, ask: Ask): ReadonlyMap<Node, Readonly<Record<string, number>>> {
  const drifts = new Map<Value, Drifts>();
  const depths = new Map<Node, Readonly<Record<string, number>>>();
  for (const node of graph.order()) {
    const operands = Object.entries<Value>(node.operand).filter(([, value]) => !value.constant);
    const ways = operands.map(([, value]) => drifts.get(value) ?? new Map<Node, Drift>());
    const { drift = wholeFrame, skew = 0 } = ask.ask(streams, node, undefined) ?? {};
    if (operands.length > 1) {
      const needed = operands.map(([key], own): [string, number] => [
        key,
        Math.max(
          0,
          ...ways.flatMap((other, i) => (i === own ? [] : needs(ways[own]!, other).map((part) => part + skew))),
        ),
      ]);
      depths.set(node, Object.fromEntries(needed.map(([key, part]) => [key, Math.min(1, part)])));
    }
    const own = new Map<Node, Drift>();
    for (const way of ways) {
      for (const [from, { late, early }] of way) {
        const known = own.get(from) ?? { late: 0, early: 0 };
        own.set(from, {
          late: Math.max(known.late, drift.late + late),
          early: Math.max(known.early, drift.early + early),
        });
      }
    }
    if (node.op.name === fork.name) own.set(node, { late: 0, early: 0 });
    for (const value of Object.values<Value>(node.result)) drifts.set(value, own);
  }
  return depths;
}

/** What a way needs for its FIFO against another one, for each fork they share. */
function needs(own: Drifts, other: Drifts): number[] {
  return [...own].flatMap(([from, { early }]) => {
    const against = other.get(from);
    return against ? [against.late + early] : [];
  });
}
