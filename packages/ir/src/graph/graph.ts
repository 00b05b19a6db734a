import type { Attrs, OpDef } from '../op/op.ts';
import { showType, type Tensor, type TensorType } from '../tensor/index.ts';
import type { InputPort, OutputPort } from './port.ts';

/** What a value says about the source model: the tensor it carries there, as `real = scale · value + bias`. */
export interface Meaning {
  readonly tensor: string;
  /** One entry, or one per channel along `axis` of the value. */
  readonly scale: readonly number[];
  readonly bias: readonly number[];
  readonly axis: number;
  /** Axis order of the value relative to the source tensor: axis `i` of the value is axis `perm[i]` there. */
  readonly perm?: readonly number[];
}

export interface Use {
  readonly node: Node;
  readonly operand: string;
}

export class Value {
  readonly uses = new Set<Use>();
  /** The node and result that compute this value; undefined for inputs and constants. */
  owner: { readonly node: Node; readonly result: string } | undefined;
  readonly type: TensorType;
  readonly constant: Tensor | undefined;
  /** Name in the source model where there is one; never needed for identity. */
  name: string | undefined;
  meaning: Meaning | undefined;

  constructor(type: TensorType, constant?: Tensor, name?: string) {
    this.type = type;
    this.constant = constant;
    this.name = name;
  }

  /** The node that computes this value, if it is an instance of `op`. */
  producer<Op extends OpDef>(op: Op): Node<Op> | undefined {
    return this.owner?.node.op.name === op.name ? (this.owner.node as unknown as Node<Op>) : undefined;
  }
}
export interface ConstantValue extends Value {
  readonly constant: Tensor;
}

type ValueOf<S> = S extends { readonly constant: true } ? ConstantValue : Value;
export type OperandsOf<Op extends OpDef> = { readonly [K in keyof Op['operands']]: ValueOf<Op['operands'][K]> };

export interface Node<Op extends OpDef = OpDef> {
  readonly op: Op;
  readonly name: string;
  readonly attrs: Attrs<Op>;
  readonly operand: OperandsOf<Op>;
  readonly result: { readonly [K in Op['results'][number]]: Value };
  /** Nodes of the source model this one came from, in order. */
  readonly origin: readonly string[];
}

/** Whether a node is an instance of `op`. */
export const isNode = <Op extends OpDef>(node: Node | undefined, op: Op): node is Node<Op> & Node =>
  node?.op.name === op.name;

export interface NodeOptions {
  readonly name?: string;
  readonly origin?: readonly string[];
}

export const constantValue = (value: Tensor, name?: string): ConstantValue =>
  new Value(value.type, value, name) as ConstantValue;

/** A broken graph is a bug of whoever changed it, so it is thrown. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}

/**
 * Nodes of a dataflow graph with their use-lists.
 *
 * Invariants: every operand of a node is a graph input, a constant, or the result of a node of this graph;
 * `value.uses` holds exactly the operands that read it; nodes are acyclic. Only `Rewriter` and builders change it.
 */
export class Graph {
  readonly name: string;
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  readonly inputPorts: InputPort[] = [];
  readonly outputPorts: OutputPort[] = [];
  /** Metadata of the source model that travels with the design: class names, producer. */
  readonly metadata = new Map<string, string>();
  readonly #nodes = new Set<Node>();
  /** How many nodes have a name; two may share one while a rule replaces one by the other. */
  readonly #names = new Map<string, number>();
  #serial = 0;

  constructor(name = 'graph') {
    this.name = name;
  }

  get size(): number {
    return this.#nodes.size;
  }

  has(node: Node): boolean {
    return this.#nodes.has(node);
  }

  /** Nodes in insertion order, which need not be topological after rewriting: see `order`. */
  [Symbol.iterator](): IterableIterator<Node> {
    return this.#nodes.values();
  }

  input(type: TensorType, port: InputPort): Value {
    const value = new Value(type, undefined, port.name);
    this.inputs.push(value);
    this.inputPorts.push(port);
    return value;
  }

  output(value: Value, port: OutputPort): void {
    this.outputs.push(value);
    this.outputPorts.push(port);
  }

  /**
   * Adds a node; its result types come from the op.
   *
   * @throws GraphError if an attribute is missing or ill-typed; RangeError from the op if the operands do not fit
   */
  add<Op extends OpDef>(op: Op, operand: OperandsOf<Op>, attrs: Attrs<Op>, options: NodeOptions = {}): Node<Op> {
    const checked = checkAttrs(op, attrs);
    const types = op.infer(operand as never, checked as never);
    const result: Record<string, Value> = {};
    const node = Object.freeze({
      op,
      name: options.name ?? this.#freshName(op),
      attrs: checked,
      operand: { ...operand },
      result,
      origin: options.origin ?? [],
    }) as unknown as Node<Op>;
    for (const key of op.results) {
      const type = types[key];
      if (!type) throw new GraphError(`${op.name}.infer() gave no type for result '${key}'`);
      const value = new Value(type);
      value.owner = { node, result: key };
      result[key] = value;
    }
    for (const [key, value] of Object.entries<Value>(node.operand)) value.uses.add({ node, operand: key });
    this.#nodes.add(node);
    this.#names.set(node.name, (this.#names.get(node.name) ?? 0) + 1);
    return node;
  }

  /** `mul_3` for the op `qnn.mul`: the next number that no node has yet, also in a copy whose nodes brought their names. */
  #freshName(op: OpDef): string {
    const kind = op.name.split('.').at(-1) ?? op.name;
    while (this.#names.has(`${kind}_${this.#serial}`)) this.#serial++;
    return `${kind}_${this.#serial++}`;
  }

  /** Lets every reader of `from` read `to`; the types must have the same shape. */
  replaceAllUses(from: Value, to: Value): void {
    if (from === to) return;
    for (const use of from.uses) {
      (use.node.operand as Record<string, Value>)[use.operand] = to;
      to.uses.add(use);
    }
    from.uses.clear();
    this.outputs.forEach((value, i) => {
      if (value === from) this.outputs[i] = to;
    });
  }

  /** Lets one operand read another value. */
  setOperand(node: Node, operand: string, to: Value): void {
    const from = (node.operand as Record<string, Value>)[operand];
    if (!from) throw new GraphError(`${node.name} has no operand '${operand}'`);
    for (const use of from.uses) if (use.node === node && use.operand === operand) from.uses.delete(use);
    (node.operand as Record<string, Value>)[operand] = to;
    to.uses.add({ node, operand });
  }

  /** Removes a node nobody reads. */
  erase(node: Node): void {
    for (const value of Object.values<Value>(node.result)) {
      const reader = [...value.uses][0]?.node.name ?? (this.outputs.includes(value) ? 'the graph output' : undefined);
      if (reader !== undefined) throw new GraphError(`cannot erase ${node.name}: ${reader} reads it`);
    }
    for (const value of Object.values<Value>(node.operand)) {
      for (const use of value.uses) if (use.node === node) value.uses.delete(use);
    }
    this.#nodes.delete(node);
    const others = (this.#names.get(node.name) ?? 1) - 1;
    if (others > 0) this.#names.set(node.name, others);
    else this.#names.delete(node.name);
  }

  /** Takes over the nodes, inputs and outputs of another graph, which is not to be used any more. */
  absorb(other: Graph): void {
    for (const node of other) {
      this.#nodes.add(node);
      this.#names.set(node.name, (this.#names.get(node.name) ?? 0) + 1);
    }
    this.inputs.push(...other.inputs);
    this.inputPorts.push(...other.inputPorts);
    this.outputs.push(...other.outputs);
    this.outputPorts.push(...other.outputPorts);
  }

  /** Nodes in topological order, stable for equal insertion order; iterative, so deep graphs are fine. */
  order(): Node[] {
    const waiting = new Map<Node, number>();
    const ready: Node[] = [];
    for (const node of this.#nodes) {
      const count = Object.values<Value>(node.operand).filter((value) => value.owner !== undefined).length;
      waiting.set(node, count);
      if (count === 0) ready.push(node);
    }
    const sorted: Node[] = [];
    for (let i = 0; i < ready.length; i++) {
      const node = ready[i]!;
      sorted.push(node);
      for (const key of node.op.results) {
        for (const use of (node.result as Record<string, Value>)[key]!.uses) {
          const left = (waiting.get(use.node) ?? 0) - 1;
          waiting.set(use.node, left);
          if (left === 0) ready.push(use.node);
        }
      }
    }
    if (sorted.length !== this.#nodes.size) throw new GraphError('the graph has a cycle');
    return sorted;
  }

  /** Removes nodes that reach no output; returns how many. */
  sweep(): number {
    let removed = 0;
    for (const node of this.order().reverse()) {
      const live = Object.values<Value>(node.result).some(
        (value) => value.uses.size > 0 || this.outputs.includes(value),
      );
      if (live) continue;
      this.erase(node);
      removed++;
    }
    return removed;
  }
}

function checkAttrs<Op extends OpDef>(op: Op, given: Attrs<Op>): Attrs<Op> {
  const attrs: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(op.attrs)) {
    const value: unknown = (given as Record<string, unknown>)[key] ?? spec.default;
    if (!spec.check(value))
      throw new GraphError(`${op.name}: attribute ${key} = ${String(value)}, wants ${spec.describe}`);
    attrs[key] = value;
  }
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(op.attrs, key)) throw new GraphError(`${op.name} has no attribute '${key}'`);
  }
  return Object.freeze(attrs) as Attrs<Op>;
}

/** One line about a value, for messages. */
export const describeValue = (value: Value): string =>
  `${value.name ?? value.owner?.node.name ?? (value.constant ? 'constant' : 'input')}: ${showType(value.type)}`;
