import { qnn, type Ask, type Node, type Value } from '@finnc/ir';

/** Nodes around a node, as far as they belong to the graph that is asked about. */
interface Neighbours {
  readonly before: readonly Node[];
  readonly after: readonly Node[];
}

/**
 * The part of a graph that becomes hardware: of all parts that no path leaves and enters again, one with most products
 * that cannot grow.
 *
 * Paths through other nodes cut the capable ones into levels: level k lies behind k changes from capable nodes to others.
 * No path leaves a level and comes back to it, so the best level is a start, which then takes in what neighbours allow.
 *
 * @param order    the nodes of that part, in topological order
 * @param capable  those that may become hardware
 */
export function hardwareRegion(order: readonly Node[], capable: ReadonlySet<Node>, ask: Ask): ReadonlySet<Node> {
  const around = neighboursOf(order);
  const levels = new Map<number, Node[]>();
  const depth = new Map<Node, number>();
  for (const node of order) {
    const isCapable = capable.has(node);
    const own = around.get(node)!.before.map((other) => depth.get(other)! + (capable.has(other) && !isCapable ? 1 : 0));
    const level = Math.max(0, ...own);
    depth.set(node, level);
    if (isCapable) levels.set(level, [...(levels.get(level) ?? []), node]);
  }
  const work = (nodes: readonly Node[]): number =>
    nodes.reduce((sum, node) => sum + (ask.ask(qnn.products, node, undefined) ?? 1), 0);
  const [best = []] = [...levels.values()].toSorted((a, b) => work(b) - work(a));
  return grown(order, new Set(best), capable, around);
}

function neighboursOf(order: readonly Node[]): ReadonlyMap<Node, Neighbours> {
  const known = new Set(order);
  const among = (nodes: readonly Node[]): readonly Node[] => nodes.filter((node) => known.has(node));
  return new Map(
    order.map((node) => {
      const before = Object.values<Value>(node.operand).flatMap(({ owner }) => owner?.node ?? []);
      const after = Object.values<Value>(node.result).flatMap(({ uses }) => [...uses].map((use) => use.node));
      return [node, { before: among(before), after: among(after) }];
    }),
  );
}

/**
 * Takes in capable nodes as long as no path leaves the region and comes back: a node may join if all that lies directly
 * between it and the region is in the region already.
 */
function grown(
  order: readonly Node[],
  region: Set<Node>,
  capable: ReadonlySet<Node>,
  around: ReadonlyMap<Node, Neighbours>,
): ReadonlySet<Node> {
  const [behind, ahead] = [new Set<Node>(), new Set<Node>()];
  const spread = (into: Set<Node>, from: Node, next: keyof Neighbours): void => {
    const waiting = [from];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (into.has(node)) continue;
      into.add(node);
      waiting.push(...around.get(node)![next]);
    }
  };
  const join = (node: Node): void => {
    region.add(node);
    spread(behind, node, 'after');
    spread(ahead, node, 'before');
  };
  region.forEach(join);
  const inside = (nodes: readonly Node[], reach: ReadonlySet<Node>): boolean =>
    nodes.every((node) => !reach.has(node) || region.has(node));
  const joins = (node: Node): boolean =>
    capable.has(node) &&
    !region.has(node) &&
    inside(around.get(node)!.before, behind) &&
    inside(around.get(node)!.after, ahead);
  for (let size = -1; size !== region.size;) {
    size = region.size;
    // What feeds the region from its last node back, what reads it from its first node on.
    for (const node of order.toReversed()) if (joins(node)) join(node);
    for (const node of order) if (joins(node)) join(node);
  }
  return region;
}
