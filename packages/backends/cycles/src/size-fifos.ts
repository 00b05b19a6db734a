import { definePass, option, rebuildNode, type Graph, type PassContext, type Value } from '@finnc/ir';
import { beatBits, fifo, layerKind } from '@finnc/ir/hw';
import { boundsOf } from './bound.ts';
import { periodByEvent } from './by-event/simulation.ts';
import { designOf, type DesignStream } from './design.ts';
import { cycleDiagnostics } from './diagnostics.ts';
import { withDepths, type ActorNetwork } from './network.ts';
import { intervalOf } from './run.ts';
import { leastUseful, sizeQueues } from './size.ts';

/** Words that a LUT holds as shift register; up to there all depths cost the same. */
const freeWords = 32;
const rounded = (depth: number): number =>
  depth <= leastUseful ? leastUseful : Math.ceil(depth / freeWords) * freeWords;

/**
 * Gives FIFOs the least depths that keep the rate, by the cycle models of the layers around them, and a FIFO to streams
 * between layers that have none and need one: behind a converter to wider words, say, in front of a layer that replays.
 */
export const sizeFifos = definePass({
  name: 'size-fifos',
  summary: 'Give FIFOs the least depths that keep the rate, by the cycle model.',
  needs: 'folded',
  options: {
    interval: option.numberOr(0, {
      unit: 'cycles',
      describe: 'what a frame may take; 0: what the slowest layer takes',
    }),
    round: option.flag(true, { describe: 'round depths up to what costs no more LUTs' }),
  },
  run(graph, { interval: target, round }, cx) {
    const design = designOf(graph, cx);
    if (!design) return;
    const { network, streams } = design;
    const free = streams.flatMap((stream, i) => (stream?.from && stream.to ? [i] : []));
    const [bound] = boundsOf(network);
    if (!bound || free.length === 0) return;
    const { name, interval: least } = bound;
    if (target > 0 && target < least) cx.report(cycleDiagnostics.tooSlow({ interval: least, target, bound: name }));
    const bits = streams.map((carried) => carried?.stream && beatBits(carried.stream));
    const sizing = sizeQueues(network, { free, bits, target });
    if (!sizing) {
      cx.report(cycleDiagnostics.noSizes({ least }));
      return;
    }
    const { interval, evaluations } = sizing;
    const ample = sizing.depths.map((depth, i) => (free.includes(i) ? rounded(depth) : depth));
    // With stages that share an enable, more room may delay: what is rounded has to prove itself.
    const depths = round && isFastEnough(withDepths(network, ample), interval) ? ample : sizing.depths;
    const queued = free.filter((i) => streams[i]!.fifo ?? depths[i]! > leastUseful);
    const costOf = (of: readonly number[]): number => queued.reduce((sum, i) => sum + of[i]! * (bits[i] ?? 1), 0);
    const before = costOf(network.queues.map(({ depth }, i) => (streams[i]?.fifo ? depth : 0)));
    const added = queued.filter((i) => !streams[i]!.fifo).length;
    const cost = { fifos: queued.length, added, bits: costOf(depths), before };
    const slices = free.filter((i) => !queued.includes(i)).reduce((sum, i) => sum + leastUseful * (bits[i] ?? 1), 0);
    const lowerBound = sizing.lowerBound === undefined ? undefined : sizing.lowerBound - slices;
    cx.report(cycleDiagnostics.sized({ ...cost, interval, bound: name, least, lowerBound, evaluations }));
    for (const i of queued) setDepth(graph, streams[i]!, depths[i]!, cx);
  },
});

function setDepth(graph: Graph, { fifo: there, stream, from, to }: DesignStream, depth: number, cx: PassContext): void {
  if (there) {
    rebuildNode(graph, there, { attrs: { depth } });
    return;
  }
  if (!stream || !from || !to) return;
  // A neighbour may have been made anew since; the operand says by what.
  const value = (to.node.operand as Readonly<Record<string, Value>>)[to.port]!;
  const made = graph.add(fifo, { x: value }, { depth, lanes: stream.lanes }, { origin: to.node.origin });
  made.result.y.meaning = value.meaning;
  graph.setOperand(to.node, to.port, made.result.y);
  rebuildNode(graph, made, { name: unusedName(graph, cx.ask(layerKind, made, undefined)?.kind ?? 'StreamingFIFO') });
}

/** The kind with the first number that no node has. */
function unusedName(graph: Graph, kind: string): string {
  const names = new Set(graph.order().map(({ name }) => name));
  for (let i = 0; ; i++) if (!names.has(`${kind}_${i}`)) return `${kind}_${i}`;
}

function isFastEnough(network: ActorNetwork, interval: number): boolean {
  const period = periodByEvent(network);
  return typeof period !== 'string' && intervalOf(period) <= interval;
}
