import {
  constantValue,
  definePass,
  float32,
  option,
  qnn,
  tensor,
  tensorType,
  type Graph,
  type PassContext,
  type Value,
} from '@finnc/ir';
import { passDiagnostics } from '../diagnostics.ts';

/**
 * Ends the network with the indices of its greatest scores, best first: `--output argmax`, and `top5` with `k: 5`. Of
 * fewer classes than `k` all are given. A network that selects already then selects as many; with `k: 0` it is left as
 * it is.
 *
 * Functions that keep the order of the scores, such as a softmax, change no selection and are left out before one.
 */
export const appendArgmax = definePass({
  name: 'append-argmax',
  summary: 'Select the classes with the greatest scores.',
  options: {
    k: option.numberOr(1, { describe: 'how many classes, the best first; 0 for what the model itself selects' }),
  },
  needs: 'qnn',
  run(graph, { k }, cx) {
    const wanted = k > 0 ? classesToSelect(graph, k, cx) : undefined;
    if (wanted) select(graph, wanted.scores, wanted.count);
    graph.sweep();
    for (const node of graph.order()) {
      const selection = node.op.name === qnn.topK.name ? node : undefined;
      const x = selection && (selection.operand as { readonly x: Value }).x;
      const scores = x && beforeOrderKeeping(x, cx);
      if (!selection || !scores || scores === x) continue;
      graph.setOperand(selection, 'x', scores);
      const function_ = x.owner?.node;
      cx.report(
        passDiagnostics.orderKept(
          { node: function_?.origin.at(-1) ?? x.name ?? selection.name, op: function_?.op.name ?? '' },
          { layer: selection.name, nodes: function_?.origin ?? [] },
        ),
      );
    }
    graph.sweep();
  },
});

/** The scores of the only output and how many of them to select; undefined if the network selects just these already. */
function classesToSelect(
  graph: Graph,
  k: number,
  cx: PassContext,
): { readonly scores: Value; readonly count: number } | undefined {
  const [output] = graph.outputs;
  const [port] = graph.outputPorts;
  if (!output || !port) return undefined;
  const own = selectionBehind(output);
  const scores = own ?? output;
  const { shape } = scores.type;
  if (graph.outputs.length !== 1 || shape.length < 2 || shape.slice(0, -1).some((size) => size !== 1)) {
    cx.report(passDiagnostics.noArgmax({ output: port.name, shape: shape.join(', ') }));
    return undefined;
  }
  const count = Math.min(k, shape.at(-1) ?? 1);
  return own && output.type.shape.at(-1) === count && output.producer(qnn.topK) ? undefined : { scores, count };
}

/** What the network's own selection selects from, if it ends in one; a reshape behind it changes no index. */
function selectionBehind(output: Value): Value | undefined {
  const flat = output.producer(qnn.reshape)?.operand.x ?? output;
  return flat.producer(qnn.topK)?.operand.x;
}

function beforeOrderKeeping(x: Value, cx: PassContext): Value {
  let value = x;
  for (;;) {
    const before = value.owner && cx.ask(qnn.orderedAs, value.owner.node, undefined);
    if (!before) return value;
    value = before;
  }
}

function select(graph: Graph, scores: Value, k: number): void {
  const decision = graph.metadata.get('finnc.decision');
  const ranked = decision === 'highest-bit' ? rankedBits(graph, scores) : scores;
  const { indices } = graph.add(qnn.topK, { x: ranked }, { k }).result;
  graph.outputs[0] = indices;
  // The selection is the decision.
  graph.metadata.delete('finnc.decision');
  const source = tensorType(indices.type.elem, indices.type.shape);
  graph.outputPorts[0] = {
    name: k === 1 ? 'class' : 'classes',
    source,
    scale: [1],
    bias: [0],
    shape: source.shape,
    perm: source.shape.map((_, axis) => axis),
  };
}

/**
 * Scores whose greatest is the highest bit that is set, and the first of which is greatest where none is: bit i counts
 * i + 1 thresholds, and none of those that no bit reaches.
 */
function rankedBits(graph: Graph, bits: Value): Value {
  const classes = bits.type.shape.at(-1) ?? 1;
  const thresholds = Float64Array.from({ length: classes * classes }, (_, at) =>
    at % classes <= Math.floor(at / classes) ? 1 : 2,
  );
  return graph.add(
    qnn.multiThreshold,
    { x: bits, thresholds: constantValue(tensor(float32, [classes, classes], thresholds)) },
    { outType: float32, outScale: 1, outBias: 0, axis: bits.type.shape.length - 1 },
  ).result.y;
}
