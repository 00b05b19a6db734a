import { portBeforeTranspose, qnn, Value, type Graph, type Meaning } from '@finnc/ir';

/**
 * Transpositions and reshapes at the edge of the graph become part of the ports: the host brings the data in the order
 * of the stream, as it has to pack them anyway.
 */
export function absorbBoundaryLayout(graph: Graph): void {
  while (absorbInput(graph) || absorbOutput(graph));
  graph.sweep();
}

function absorbInput(graph: Graph): boolean {
  for (const [index, input] of graph.inputs.entries()) {
    const port = graph.inputPorts[index];
    const results = [...input.uses].map(({ node }) => (node.result as { readonly y?: Value }).y);
    const [y] = results;
    if (!y || !port || graph.outputs.includes(input)) continue;
    const turned = y.producer(qnn.transpose);
    if (turned) {
      const { perm } = turned.attrs;
      // All readers want the same order, and a permutation of reshaped data is no port: it permutes first.
      if (!results.every((other) => other?.producer(qnn.transpose)?.attrs.perm.join() === perm.join())) continue;
      if (input.type.shape.join() !== port.perm.map((axis) => port.source.shape[axis]).join()) continue;
      replaceInput(graph, index, results as Value[], qnn.composePerms(port.perm, perm));
      return true;
    }
    const shape = y.producer(qnn.reshape)?.attrs.shape.join();
    if (shape !== undefined && results.every((other) => other?.producer(qnn.reshape)?.attrs.shape.join() === shape)) {
      replaceInput(graph, index, results as Value[], port.perm);
      return true;
    }
  }
  return false;
}

/** One input in the order that all of its readers turned it to. */
function replaceInput(graph: Graph, index: number, by: readonly Value[], perm: readonly number[]): void {
  const old = graph.inputs[index]!;
  const fresh = new Value(by[0]!.type, undefined, old.name);
  graph.inputs[index] = fresh;
  graph.inputPorts[index] = { ...graph.inputPorts[index]!, perm };
  for (const value of by) {
    const node = value.owner?.node;
    graph.replaceAllUses(value, fresh);
    if (node) graph.erase(node);
  }
}

/** What an output says of a value of another shape: scales per channel follow the last axis, others are not known. */
function meaningOnLastAxis(output: Value, value: Value): Meaning | undefined {
  const { meaning } = output;
  if (!meaning || meaning.perm) return undefined;
  const isUniform = meaning.scale.length === 1 && meaning.bias.length === 1;
  if (!isUniform && meaning.axis !== output.type.shape.length - 1) return undefined;
  return { ...meaning, axis: value.type.shape.length - 1 };
}

function absorbOutput(graph: Graph): boolean {
  for (const [index, output] of graph.outputs.entries()) {
    const port = graph.outputPorts[index];
    if (!port || output.uses.size > 0) continue;
    const reshaped = output.producer(qnn.reshape);
    const x = reshaped?.operand.x ?? output.producer(qnn.transpose)?.operand.x;
    if (!x || !x.owner) continue;
    // Scales run along the last axis, so it has to stay.
    const uniform = [port.scale, port.bias, ...(port.steps ?? []).map(({ values }) => values)].every(
      ({ length }) => length === 1,
    );
    if (!uniform && x.type.shape.at(-1) !== output.type.shape.at(-1)) continue;
    if (reshaped) {
      graph.outputs[index] = x;
      x.name ??= output.name;
      x.meaning ??= meaningOnLastAxis(output, x);
      graph.sweep();
      return true;
    }
    const turned = output.producer(qnn.transpose);
    const moved = turned && uniform ? portBeforeTranspose(port, x.type.shape, turned.attrs.perm) : undefined;
    if (moved) {
      graph.outputs[index] = x;
      graph.outputPorts[index] = moved;
      graph.sweep();
      return true;
    }
  }
  return false;
}
