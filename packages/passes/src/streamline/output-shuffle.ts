import { qnn, type Graph } from '@finnc/ir';

/**
 * A depth_to_space before an output becomes part of the port: the host, which has to unpack the values anyway, puts
 * them in their places, and scales and biases stay those of the channels before.
 */
export function absorbOutputShuffles(graph: Graph): void {
  graph.outputs.forEach((value, index) => {
    const shuffle = value.producer(qnn.depthToSpace);
    const port = graph.outputPorts[index];
    const isPlain = port && port.shape.join() === value.type.shape.join() && qnn.isIdentityPerm(port.perm);
    if (!shuffle || !isPlain) return;
    const { x } = shuffle.operand;
    graph.outputs[index] = x;
    graph.outputPorts[index] = { ...port, ...qnn.shuffleSteps(x.type, shuffle.attrs) };
  });
  graph.sweep();
}
