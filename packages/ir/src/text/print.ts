import type { Graph, Node, Value } from '../graph/graph.ts';
import { sameShape, showType, type Shape, type Tensor } from '../tensor/index.ts';
import { fingerprint } from './fingerprint.ts';
import { showNumber, showNumbers } from './numbers.ts';
import { showName } from './scan.ts';

/** Constants of more elements are written as a fingerprint with their range. */
export const INLINE_LIMIT = 64;

export interface PrintOptions {
  /**
   * Only what the graph computes: nodes from the outputs backwards, without names, origins, meanings and metadata.
   * Two graphs that differ only in those have the same text.
   */
  readonly structure?: boolean;
}
export interface PrintedGraph {
  readonly text: string;
  /** Constants that the text names by fingerprint. */
  readonly data: ReadonlyMap<string, Tensor>;
}

/** The text of a graph, and the constants too large for it; `parseGraph` reads the pair back without loss. */
export function printGraph(graph: Graph, options: PrintOptions = {}): PrintedGraph {
  const full = !options.structure;
  const data = new Map<string, Tensor>();
  const lines: string[] = [];
  const ids = idGiver(full);
  const nameless = autoNames();

  const notes = (value: Value): void => {
    const { id, named } = ids.of(value);
    if (!full) return;
    if (!named && value.name !== undefined) lines.push(`  name ${id} ${JSON.stringify(value.name)}`);
    if (value.meaning) {
      const { tensor, scale, bias, axis, perm } = value.meaning;
      const order = perm ? ` perm ${showNumbers(perm)}` : '';
      lines.push(
        `  meaning ${id} ${JSON.stringify(tensor)} scale ${showNumbers(scale)} bias ${showNumbers(bias)} axis ${axis}${order}`,
      );
    }
  };
  const constants = (values: Iterable<Value>): void => {
    for (const value of values) {
      if (!value.constant || ids.has(value)) continue;
      lines.push(`  ${ids.of(value).id} = const ${showType(value.type)} ${showConstant(value.constant, data)}`);
      notes(value);
    }
  };

  const inputs = graph.inputs.map((value, i) => {
    const { name, source, perm } = graph.inputPorts[i]!;
    const parts: string[] = [];
    // The reader sees `name` lines only after the head.
    if (full && name !== (ids.of(value).named ? value.name : `input_${i}`)) parts.push(JSON.stringify(name));
    if (showType(source) !== showType(value.type)) parts.push(showType(source));
    if (!isIdentity(perm, source.shape)) parts.push(`perm ${showNumbers(perm)}`);
    return `${ids.of(value).id}: ${showType(value.type)}${parts.length > 0 ? ` from ${parts.join(' ')}` : ''}`;
  });
  graph.inputs.forEach(notes);
  for (const node of full ? graph.order() : depthFirst(graph)) {
    const read = Object.keys(node.op.operands).map((key) => (node.operand as Record<string, Value>)[key]!);
    constants(read);
    const results = node.op.results.map((key) => (node.result as Record<string, Value>)[key]!);
    const operands = read.map((value) => ids.of(value).id);
    const left = results.map((value) => ids.of(value).id).join(', ');
    const auto = nameless(node);
    const name = full && !auto ? ` as ${showName(node.name)}` : '';
    const origin = full && node.origin.length > 0 ? ` from ${node.origin.map(showName).join(', ')}` : '';
    lines.push(`  ${left} = ${node.op.name}(${operands.join(', ')})${showAttrs(node)}${name}${origin}`);
    results.forEach(notes);
  }
  constants(graph.outputs);
  const outputs = graph.outputs.map((value, i) => {
    const { name, source, scale, bias, shape, perm, steps = [] } = graph.outputPorts[i]!;
    const parts = [ids.of(value).id];
    if (full && name !== (value.name ?? `output_${i}`)) parts.push(`as ${JSON.stringify(name)}`);
    if (showType(source) !== showType(value.type)) parts.push(showType(source));
    if (!isOnly(scale, 1)) parts.push(`scale ${showNumbers(scale)}`);
    if (!isOnly(bias, 0)) parts.push(`bias ${showNumbers(bias)}`);
    if (!sameShape(shape, value.type.shape)) parts.push(`shape ${showNumbers(shape)}`);
    if (!isIdentity(perm, shape)) parts.push(`perm ${showNumbers(perm)}`);
    for (const { op, values } of steps) parts.push(`then ${op} ${showNumbers(values)}`);
    return parts.join(' ');
  });
  const head = ['fnir 1'];
  if (full)
    for (const [key, text] of graph.metadata) head.push(`metadata ${JSON.stringify(key)} = ${JSON.stringify(text)}`);
  const title = full && graph.name !== 'graph' ? ` ${showName(graph.name)}` : '';
  head.push(`graph${title}(${inputs.join(', ')}) {`);
  return { text: [...head, ...lines, `  return ${outputs.join(', ')}`.trimEnd(), '}', ''].join('\n'), data };
}

function showConstant(constant: Tensor, data: Map<string, Tensor>): string {
  if (constant.data.length <= INLINE_LIMIT) return showNumbers(constant.data);
  const hash = fingerprint(constant);
  data.set(hash, constant);
  let [low, high] = [Infinity, -Infinity];
  for (const value of constant.data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return `@${hash} in [${showNumber(low)}, ${showNumber(high)}]`;
}

/** Attributes that differ from their defaults, in the order of the op's table. */
function showAttrs(node: Node): string {
  const parts = Object.entries(node.op.attrs).flatMap(([key, spec]) => {
    const text = spec.print((node.attrs as Record<string, unknown>)[key]);
    return spec.default !== undefined && spec.print(spec.default) === text ? [] : [`${key} = ${text}`];
  });
  return parts.length > 0 ? ` {${parts.join(', ')}}` : '';
}

const isIdentity = (perm: readonly number[], shape: Shape): boolean =>
  perm.length === shape.length && perm.every((axis, i) => axis === i);
const isOnly = (values: readonly number[], value: number): boolean =>
  values.length === 1 && Object.is(values[0], value);

/** `%name` for the first value of a name, `%0`, `%1`, … for the others. */
function idGiver(full: boolean): {
  has(value: Value): boolean;
  of(value: Value): { readonly id: string; readonly named: boolean };
} {
  const ids = new Map<Value, { readonly id: string; readonly named: boolean }>();
  const taken = new Set<string>();
  let serial = 0;
  return {
    has: (value) => ids.has(value),
    of(value) {
      let given = ids.get(value);
      if (!given) {
        const { name } = value;
        const named = full && name !== undefined && !taken.has(name);
        if (named) taken.add(name);
        given = { id: named ? `%${showName(name)}` : `%${serial++}`, named };
        ids.set(value, given);
      }
      return given;
    },
  };
}

/** Whether a node has the name that `Graph.add` gives by itself, so that it need not be written. */
function autoNames(): (node: Node) => boolean {
  const taken = new Set<string>();
  let serial = 0;
  return (node) => {
    const kind = node.op.name.split('.').at(-1) ?? node.op.name;
    let next = serial;
    while (taken.has(`${kind}_${next}`)) next++;
    const auto = node.name === `${kind}_${next}`;
    if (auto) serial = next + 1;
    taken.add(node.name);
    return auto;
  };
}

/** Nodes in the order in which the outputs need them, then those nothing needs; iterative, so deep graphs are fine. */
function depthFirst(graph: Graph): Node[] {
  const sorted = new Set<Node>();
  const opened = new Set<Node>();
  const visit = (root: Node): void => {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      if (sorted.has(node) || opened.has(node)) {
        stack.pop();
        sorted.add(node);
        continue;
      }
      opened.add(node);
      const needed = Object.keys(node.op.operands).flatMap(
        (key) => (node.operand as Record<string, Value>)[key]?.owner?.node ?? [],
      );
      stack.push(...needed.filter((other) => !sorted.has(other) && !opened.has(other)).reverse());
    }
  };
  for (const value of graph.outputs) if (value.owner) visit(value.owner.node);
  for (const node of graph.order()) visit(node);
  return [...sorted];
}
