import { definePass, qnn, tensorType } from '@finnc/ir';
import { passDiagnostics } from '../diagnostics.ts';

/** Ends the network with the index of its greatest score: `--output argmax`. Does nothing to one that selects already. */
export const appendArgmax = definePass({
  name: 'append-argmax',
  summary: 'Select the class with the greatest score.',
  needs: 'qnn',
  run(graph, _options, cx) {
    const [scores] = graph.outputs;
    const [port] = graph.outputPorts;
    if (!scores || !port || scores.producer(qnn.topK)) return;
    const { shape } = scores.type;
    if (graph.outputs.length !== 1 || shape.length < 2 || shape.slice(0, -1).some((size) => size !== 1)) {
      cx.report(passDiagnostics.noArgmax({ output: port.name, shape: shape.join(', ') }));
      return;
    }
    const { indices } = graph.add(qnn.topK, { x: scores }, { k: 1 }).result;
    graph.outputs[0] = indices;
    const source = tensorType(indices.type.elem, indices.type.shape);
    graph.outputPorts[0] = {
      name: 'class',
      source,
      scale: [1],
      bias: [0],
      shape: source.shape,
      perm: source.shape.map((_, axis) => axis),
    };
  },
});
