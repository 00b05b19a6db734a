import { isInteger, qnn, type Graph, type Stage, type StagePredicate, type Value } from '@finnc/ir';
import { layerKind, streams } from '@finnc/ir/hw';

/** Values with several readers; outputs of the graph count as readers. */
function sharedStreams(graph: Graph): string[] {
  const values = [...graph.inputs, ...graph.order().flatMap((node) => Object.values<Value>(node.result))];
  return values.flatMap((value) => {
    const readers = value.uses.size + graph.outputs.filter((output) => output === value).length;
    return readers > 1
      ? [`${readers} readers share the stream of '${value.owner?.node.name ?? value.name ?? 'an input'}'`]
      : [];
  });
}

const isMoving = (value: Value): boolean => value.constant === undefined;

/** What each stage promises, as reasons why a graph is not in it. */
export const stagePredicates: Readonly<Record<Stage, StagePredicate>> = {
  qnn: { stage: 'qnn', summary: 'Operators of the source model on real values.', reasons: () => [] },
  integer: {
    stage: 'integer',
    summary: 'Every activation is an integer; only inputs may be real.',
    reasons: (graph) =>
      graph
        .order()
        .flatMap((node) =>
          Object.values<Value>(node.result).some((value) => !isInteger(value.type.elem) && !isRelayout(node.op.name))
            ? [`'${node.name}' (${node.op.name}) computes real numbers`]
            : [],
        ),
  },
  hardware: {
    stage: 'hardware',
    summary: 'Every node is a hardware layer.',
    reasons: (graph, ask) =>
      graph
        .order()
        .flatMap((node) =>
          ask.ask(layerKind, node, undefined) ? [] : [`'${node.name}' (${node.op.name}) is no hardware layer`],
        ),
  },
  folded: {
    stage: 'folded',
    summary: 'Every stream has one reader, and producer and consumer agree on its beats.',
    reasons: (graph, ask) => [
      ...sharedStreams(graph),
      ...graph.order().flatMap((node) => {
        const wanted = ask.ask(streams, node, undefined)?.inputs;
        if (!wanted) return [`'${node.name}' (${node.op.name}) does not say what it streams`];
        return Object.entries<Value>(node.operand)
          .filter(([, value]) => isMoving(value) && value.owner !== undefined)
          .flatMap(([key, value]) => {
            const into = wanted[key];
            const from = value.owner && ask.ask(streams, value.owner.node, undefined)?.outputs[value.owner.result];
            if (!into || !from || (into.lanes === from.lanes && into.beats === from.beats)) return [];
            return [`'${node.name}' reads ${into.beats} × ${into.lanes}, it is given ${from.beats} × ${from.lanes}`];
          });
      }),
    ],
  },
};

/** Reshapes and transpositions of the real input stay real until it is quantised. */
const isRelayout = (op: string): boolean => op === qnn.reshape.name || op === qnn.transpose.name;
