import type { Graph, Node, Value } from '../graph/graph.ts';
import type { Ask } from '../facet/facet.ts';
import { Rewriter } from './rewriter.ts';
import type { Rule } from './rule.ts';

/** What the driver did, for `--debug-rules`. */
export interface RewriteEvent {
  readonly rule: string;
  readonly node: string;
  /** Nodes of the source model that the node came from. */
  readonly origin: readonly string[];
  /** Names of the nodes that took its place; absent where the rule left it. */
  readonly made?: readonly string[];
  readonly skipped?: string;
}
export interface DriverOptions {
  /** Rewrites allowed per node of the initial graph before a rule is called divergent. */
  readonly limit?: number;
  readonly onEvent?: (event: RewriteEvent) => void;
}

/**
 * Applies rules until none matches, with a worklist over the graph's use-lists; returns the number of rewrites.
 *
 * @throws Error naming the last rule if the rules do not come to rest
 */
export function applyRules(graph: Graph, rules: readonly Rule[], ask: Ask, options: DriverOptions = {}): number {
  const byRoot = new Map<string, Rule[]>();
  for (const rule of rules) byRoot.set(rule.root.name, [...(byRoot.get(rule.root.name) ?? []), rule]);
  for (const list of byRoot.values()) list.sort((a, b) => b.benefit - a.benefit);
  const limit = (options.limit ?? 64) * (graph.size + 16);
  const rewriter = new Rewriter(graph);
  const queue = new Set<Node>(graph.order());
  let rewrites = 0;
  for (const node of queue) {
    queue.delete(node);
    for (const rule of graph.has(node) ? (byRoot.get(node.op.name) ?? []) : []) {
      const neighbours = neighboursOf(node);
      rewriter.at(node);
      const outcome = rule.rewrite(node as never, rewriter, ask);
      if (outcome === undefined) continue;
      const about = { rule: rule.name, node: node.name, origin: node.origin };
      if (outcome !== 'rewritten') {
        options.onEvent?.({ ...about, skipped: outcome.skipped });
        continue;
      }
      options.onEvent?.({ ...about, made: rewriter.created.map(({ name }) => name) });
      if (++rewrites > limit) throw new Error(`rule '${rule.name}' does not come to rest: ${rewrites} rewrites`);
      for (const other of [...neighbours, ...rewriter.touched]) queue.add(other);
      rewriter.touched.clear();
      for (const fresh of rewriter.created.splice(0)) {
        queue.add(fresh);
        for (const other of neighboursOf(fresh)) queue.add(other);
      }
      if (!graph.has(node)) break;
    }
  }
  graph.sweep();
  return rewrites;
}

function neighboursOf(node: Node): Node[] {
  const producers = Object.values<Value>(node.operand).flatMap((value) => (value.owner ? [value.owner.node] : []));
  const readers = Object.values<Value>(node.result).flatMap((value) => [...value.uses].map((use) => use.node));
  return [...producers, ...readers];
}
