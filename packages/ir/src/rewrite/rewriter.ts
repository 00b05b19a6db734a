import {
  constantValue,
  type ConstantValue,
  type Graph,
  type Node,
  type NodeOptions,
  type OperandsOf,
  type Value,
} from '../graph/graph.ts';
import { rebuildNode } from '../graph/rebuild.ts';
import type { Attrs, OpDef } from '../op/op.ts';
import { sameShape, showType, tensor, type TensorData, type TensorType } from '../tensor/index.ts';
import type { Outcome } from './rule.ts';

/** The only hand that changes a graph inside a rule. New nodes inherit the origin of the node being rewritten. */
export class Rewriter {
  readonly #graph: Graph;
  #origin: readonly string[] = [];
  /** @internal Nodes made since the driver last looked. */
  readonly created: Node[] = [];
  /** @internal Nodes around a value that lost a reader since the driver last looked: what was shared may be so no more. */
  readonly touched = new Set<Node>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** @internal */
  at(node: Node): void {
    this.#origin = node.origin;
  }

  /** Why the rule does not apply here; shown by `--debug-rules`. */
  skip(reason: string): Outcome {
    return { skipped: reason };
  }

  constant(type: TensorType, data: TensorData | readonly number[]): ConstantValue {
    return constantValue(tensor(type.elem, type.shape, data));
  }

  create<Op extends OpDef>(op: Op, operand: OperandsOf<Op>, attrs: Attrs<Op>, options: NodeOptions = {}): Node<Op> {
    const node = this.#graph.add(op, operand, attrs, { origin: this.#origin, ...options });
    this.created.push(node);
    return node;
  }

  /** Whether a value leaves the graph: a reader that its uses do not show. */
  isOutput(value: Value): boolean {
    return this.#graph.outputs.includes(value);
  }

  /** Replaces every result of `node` and removes it; names and meanings move to the new values. */
  replace(node: Node, by: Readonly<Record<string, Value>>): Outcome {
    for (const [key, value] of Object.entries<Value>(node.result)) {
      const to = by[key];
      if (!to) throw new RangeError(`replace(${node.name}): no replacement for result '${key}'`);
      if (!sameShape(value.type.shape, to.type.shape)) {
        throw new RangeError(`replace(${node.name}): ${showType(value.type)} by ${showType(to.type)}`);
      }
      if (!to.constant) {
        to.name ??= value.name;
        to.meaning ??= value.meaning;
      }
      this.#graph.replaceAllUses(value, to);
    }
    const gone = this.#eraseWithProducers(node);
    this.#keepOrigins(gone, Object.values(by));
    return 'rewritten';
  }

  /** What a fused node was made of is part of its origin, in the order in which it computes. */
  #keepOrigins(gone: readonly Node[], values: readonly Value[]): void {
    const kept = new Set(this.created.flatMap(({ origin }) => origin));
    const lost = [...new Set(gone.toReversed().flatMap(({ origin }) => origin))].filter((source) => !kept.has(source));
    const heir = values.map((value) => value.owner?.node).find((owner) => owner && this.created.includes(owner));
    if (lost.length === 0 || !heir) return;
    this.created[this.created.indexOf(heir)] = rebuildNode(this.#graph, heir, { origin: [...lost, ...heir.origin] });
  }

  /** Erases a node nobody reads, and whatever only it has read; returns what is gone. */
  #eraseWithProducers(node: Node): readonly Node[] {
    const dead = [node];
    const gone: Node[] = [];
    for (let next = dead.pop(); next; next = dead.pop()) {
      this.#graph.erase(next);
      gone.push(next);
      for (const value of new Set(Object.values<Value>(next.operand))) {
        for (const use of value.uses) this.touched.add(use.node);
        const producer = value.owner?.node;
        if (!producer) continue;
        this.touched.add(producer);
        const results = Object.values<Value>(producer.result);
        if (this.#graph.has(producer) && results.every((r) => r.uses.size === 0 && !this.#graph.outputs.includes(r)))
          dead.push(producer);
      }
    }
    return gone;
  }
}
