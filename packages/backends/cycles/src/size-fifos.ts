import { definePass, option, rebuildNode, type Graph, type PassContext, type Value } from '@finnc/ir';
import { fifo, layerKind } from '@finnc/ir/hw';
import { deadlockOf, deadlockText } from './deadlock.ts';
import { designOf, type DesignStream } from './design.ts';
import { cycleDiagnostics } from './diagnostics.ts';
import { missedGoals } from './missed-goals.ts';
import { mostWork } from './size.ts';
import { sizeDesign, type DesignSizing } from './size-design.ts';

/** Whoever wants to know how a design was sized. */
export interface SizingReceiver {
  onSized?(sizing: DesignSizing): void;
}

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
    latency: option.numberOr(0, {
      unit: 'cycles',
      describe: 'in which the first frame has to have left; 0: it does not matter',
    }),
    round: option.flag(true, { describe: 'round depths up to what costs no more memory' }),
    keepJoins: option.flag(false, {
      describe:
        'leave FIFOs at least as deep as they are where branches meet, for engines that read further ahead than the RTL',
    }),
    patience: option.numberOr(mostWork / 1e6, {
      unit: 'million events',
      describe: 'what may be computed; with less, depths may be more than the least',
    }),
    receiver: option.value<SizingReceiver>({}, { describe: 'is told what came of it, in place of a note' }),
  },
  run(graph, { interval: target, latency, round, keepJoins, patience, receiver }, cx) {
    const design = designOf(graph, cx);
    if (!design) return;
    const sized = sizeDesign(design, { target, latency, round, keepJoins, work: patience * 1e6 });
    if (!sized) {
      const stuck = deadlockOf(design.network);
      cx.report(cycleDiagnostics.noSizes({ waits: stuck ? deadlockText(design.network, stuck).waits : [] }));
      return;
    }
    for (const missed of missedGoals(sized, { target, latency })) cx.report(missed);
    if (receiver.onSized) receiver.onSized(sized);
    else cx.report(cycleDiagnostics.sized(sized));
    for (const { stream, depth } of sized.fifos) setDepth(graph, stream, depth, cx);
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
