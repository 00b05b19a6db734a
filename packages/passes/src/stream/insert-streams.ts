import { definePass, option, type Graph, type Node, type PassContext, type Use, type Value } from '@finnc/ir';
import { fifo, fork, streams, width, type Stream } from '@finnc/ir/hw';
import { passDiagnostics } from '../diagnostics.ts';
import { nameLayers } from '../lower/convert-to-hw.ts';

/**
 * Gives every connection its hardware: a fork where a stream has two readers, a width converter where producer and
 * consumer disagree on the lanes, and a FIFO.
 *
 * A FIFO holds one burst of its producer (for a matrix-vector unit, the results of one vector), so that a layer that
 * writes back to back does not wait for a reader that has not started; exact sizing needs a cycle model.
 */
export const insertStreams = definePass({
  name: 'insert-streams',
  summary: 'Insert forks, width converters and FIFOs.',
  needs: 'hardware',
  gives: 'folded',
  options: {
    maxDepth: option.numberOr(512, { unit: 'beats', describe: 'deepest FIFO' }),
  },
  run(graph, { maxDepth }, cx) {
    for (const node of graph.order()) insertForks(graph, node, cx);
    for (const node of graph.order()) connectInputs(graph, node, cx, maxDepth);
    nameLayers(graph, cx);
  },
});

function insertForks(graph: Graph, node: Node, cx: PassContext): void {
  const lanes = cx.ask(streams, node, undefined)?.outputs;
  for (const [key, value] of Object.entries<Value>(node.result)) {
    const readers = [...value.uses];
    if (readers.length > 0 && graph.outputs.includes(value)) {
      cx.report(passDiagnostics.manyReaders({ layer: node.name, readers: readers.length }, node.name));
      continue;
    }
    let rest: Value = value;
    for (const [i, reader] of readers.entries()) {
      if (i === readers.length - 1) {
        if (rest !== value) graph.setOperand(reader.node, reader.operand, rest);
        break;
      }
      const split = graph.add(fork, { x: rest }, { lanes: lanes?.[key]?.lanes ?? 1 }, { origin: node.origin });
      graph.setOperand(reader.node, reader.operand, split.result.y0);
      rest = split.result.y1;
    }
  }
}

function connectInputs(graph: Graph, node: Node, cx: PassContext, maxDepth: number): void {
  const wanted = cx.ask(streams, node, undefined)?.inputs ?? {};
  for (const [key, value] of Object.entries<Value>(node.operand)) {
    const into = wanted[key];
    const producer = value.owner?.node;
    if (!into || !producer) continue;
    const from = cx.ask(streams, producer, undefined)?.outputs[value.owner?.result ?? ''];
    if (!from) continue;
    const use: Use = { node, operand: key };
    const depth = Math.min(Math.max(2, from.burst ?? 2), maxDepth);
    const queued = graph.add(fifo, { x: value }, { depth, lanes: from.lanes }, { origin: node.origin }).result.y;
    graph.setOperand(use.node, use.operand, converted(graph, queued, from, into, node));
  }
}

function converted(graph: Graph, value: Value, from: Stream, into: Stream, reader: Node): Value {
  if (from.lanes === into.lanes) return value;
  return graph.add(width, { x: value }, { inLanes: from.lanes, outLanes: into.lanes }, { origin: reader.origin }).result
    .y;
}
