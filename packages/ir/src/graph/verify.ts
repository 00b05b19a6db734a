import { sameShape, showType, sizeOf } from '../tensor/index.ts';
import { GraphError, type Graph, type Value } from './graph.ts';

/**
 * Checks the invariants of a graph: order, use-lists, result types as inferred, unique node names, ports.
 *
 * @throws GraphError naming the first broken one; only a bug of a pass can cause it
 */
export function verifyGraph(graph: Graph): void {
  const known = new Set<Value>(graph.inputs);
  const names = new Set<string>();
  for (const node of graph.order()) {
    if (names.has(node.name)) throw new GraphError(`two nodes are named '${node.name}'`);
    names.add(node.name);
    for (const [key, value] of Object.entries<Value>(node.operand)) {
      if (!value.constant && !known.has(value))
        throw new GraphError(`${node.name}.${key} reads a value of another graph`);
      if (node.op.operands[key]?.constant && !value.constant)
        throw new GraphError(`${node.name}.${key} must be constant`);
      if (![...value.uses].some((use) => use.node === node && use.operand === key)) {
        throw new GraphError(`${node.name}.${key} is missing from a use-list`);
      }
    }
    const inferred = node.op.infer(node.operand as never, node.attrs as never);
    for (const key of node.op.results) {
      const value = (node.result as Record<string, Value>)[key]!;
      const type = inferred[key]!;
      if (value.type.elem !== type.elem || !sameShape(value.type.shape, type.shape)) {
        throw new GraphError(`${node.name}.${key} is ${showType(value.type)}, its op says ${showType(type)}`);
      }
      known.add(value);
    }
  }
  graph.outputs.forEach((value, i) => {
    if (!known.has(value) && !value.constant) throw new GraphError(`output ${i} is a value of another graph`);
  });
  graph.outputPorts.forEach(({ name, shape, source, scale, bias, steps = [] }, i) => {
    const value = graph.outputs[i];
    if (!value) return;
    const [size, channels] = [sizeOf(value.type.shape), value.type.shape.at(-1) ?? 1];
    if (sizeOf(shape) !== size || sizeOf(source.shape) !== size) {
      throw new GraphError(`output '${name}' is ${showType(value.type)}, its port says ${showType(source)}`);
    }
    for (const { length } of [scale, bias, ...steps.map((step) => step.values)]) {
      if (length !== 1 && length !== channels)
        throw new GraphError(`output '${name}' has ${length} entries for ${channels} channels`);
    }
  });
  if (graph.inputs.length !== graph.inputPorts.length || graph.outputs.length !== graph.outputPorts.length) {
    throw new GraphError('every input and output needs its port');
  }
}
