import { definePass, option, type Graph, type Node, type PassContext, type Use, type Value } from '@finnc/ir';
import { fifo, fork, streams, width, type Stream } from '@finnc/ir/hw';
import { nameLayers } from '../lower/convert-to-hw.ts';
import { connectionDepth } from './connection-depth.ts';
import { joinDepths } from './join-depths.ts';

/**
 * Gives every connection its hardware: a fork where a stream has two readers, a width converter where producer and
 * consumer disagree on the lanes, and a FIFO.
 *
 * A FIFO holds one burst of its producer (for a matrix-vector unit, the results of one vector), so that a layer that
 * writes back to back does not wait for a reader that has not started. Where the ways from a fork meet again, it holds
 * what the other way may ask for before it gives anything, whatever `maxDepth` says: with less the design could stand
 * still for ever. Exact sizing needs a cycle model.
 */
export const insertStreams = definePass({
  name: 'insert-streams',
  summary: 'Insert forks, width converters and FIFOs.',
  needs: 'hardware',
  gives: 'folded',
  options: {
    maxDepth: option.numberOr(512, { unit: 'beats', describe: 'deepest FIFO, except where branches join' }),
  },
  run(graph, { maxDepth }, cx) {
    const values = [...graph.inputs, ...graph.order().flatMap((node) => Object.values<Value>(node.result))];
    for (const value of values) insertForks(graph, value, cx);
    const joins = joinDepths(graph, cx);
    for (const node of graph.order()) connectInputs(graph, node, cx, { maxDepth, parts: joins.get(node) ?? {} });
    nameLayers(graph, cx);
  },
});

/** Whoever reads a value: an operand of a layer, or an output of the graph. */
interface Reader {
  /** Elements a beat that the reader wants, if it is a layer. */
  readonly lanes: number | undefined;
  readFrom(value: Value): void;
}

function readersOf(graph: Graph, value: Value, cx: PassContext): Reader[] {
  const layers = [...value.uses].map(({ node, operand }): Reader => ({
    lanes: cx.ask(streams, node, undefined)?.inputs[operand]?.lanes,
    readFrom: (from) => {
      graph.setOperand(node, operand, from);
    },
  }));
  const outputs = graph.outputs.flatMap((output, index): Reader[] =>
    output === value ? [{ lanes: undefined, readFrom: (from) => (graph.outputs[index] = from) }] : [],
  );
  return [...layers, ...outputs];
}

/** One stream has one reader: n readers take n − 1 forks, in the lanes of the producer or, for an input, of a reader. */
function insertForks(graph: Graph, value: Value, cx: PassContext): void {
  const readers = readersOf(graph, value, cx);
  if (readers.length < 2) return;
  const owner = value.owner;
  const produced = owner && cx.ask(streams, owner.node, undefined)?.outputs[owner.result]?.lanes;
  const lanes = produced ?? readers.find((reader) => reader.lanes !== undefined)?.lanes ?? 1;
  let rest = value;
  for (const [i, reader] of readers.entries()) {
    if (i === readers.length - 1) {
      reader.readFrom(rest);
      break;
    }
    const split = graph.add(fork, { x: rest }, { lanes }, { origin: owner?.node.origin ?? [] });
    // Both results carry what the value carried.
    for (const result of [split.result.y0, split.result.y1]) result.meaning = value.meaning;
    reader.readFrom(split.result.y0);
    rest = split.result.y1;
  }
}

/**
 * A FIFO, and a width converter if need be, before each operand of a layer.
 *
 * @param parts  of a frame, which the FIFO of an operand holds at least
 */
function connectInputs(
  graph: Graph,
  node: Node,
  cx: PassContext,
  { maxDepth, parts }: { readonly maxDepth: number; readonly parts: Readonly<Record<string, number>> },
): void {
  const wanted = cx.ask(streams, node, undefined)?.inputs ?? {};
  for (const [key, value] of Object.entries<Value>(node.operand)) {
    const into = wanted[key];
    const producer = value.owner?.node;
    if (!into || !producer) continue;
    const from = cx.ask(streams, producer, undefined)?.outputs[value.owner?.result ?? ''];
    if (!from) continue;
    const use: Use = { node, operand: key };
    const depth = Math.max(connectionDepth(from, maxDepth), Math.ceil((parts[key] ?? 0) * from.beats));
    const queued = graph.add(fifo, { x: value }, { depth, lanes: from.lanes }, { origin: node.origin }).result.y;
    graph.setOperand(use.node, use.operand, converted(graph, queued, from, into, node));
  }
}

function converted(graph: Graph, value: Value, from: Stream, into: Stream, reader: Node): Value {
  if (from.lanes === into.lanes) return value;
  return graph.add(width, { x: value }, { inLanes: from.lanes, outLanes: into.lanes }, { origin: reader.origin }).result
    .y;
}
