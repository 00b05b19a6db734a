import { definePass, option, rebuildNode } from '@finnc/ir';
import { designOf } from './design.ts';
import { cycleDiagnostics } from './diagnostics.ts';
import { boundsOf } from './bound.ts';
import { periodByEvent } from './by-event/simulation.ts';
import { withDepths } from './network.ts';
import { intervalOf } from './run.ts';
import { leastUseful, sizeQueues } from './size.ts';

/** Words that a LUT holds as shift register; up to there all depths cost the same. */
const freeWords = 32;
const rounded = (depth: number): number =>
  depth <= leastUseful ? leastUseful : Math.ceil(depth / freeWords) * freeWords;

/** Gives FIFOs the least depths that keep the rate, by the cycle models of the layers around them. */
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
    const { network, fifos, bits } = design;
    const free = fifos.flatMap((node, i) => (node ? [i] : []));
    const [bound] = boundsOf(network);
    if (!bound || free.length === 0) return;
    if (target > 0 && target < bound.interval) {
      cx.report(cycleDiagnostics.tooSlow({ interval: bound.interval, target, bound: bound.name }));
    }
    const sizing = sizeQueues(network, { free, bits, target });
    if (!sizing) {
      cx.report(cycleDiagnostics.noSizes({ interval: Math.max(bound.interval, target) }));
      return;
    }
    const free32 = sizing.depths.map((depth, i) => (free.includes(i) ? rounded(depth) : depth));
    // With stages that share an enable, more room may delay: what is rounded has to prove itself.
    const depths = round && isFastEnough(withDepths(network, free32), sizing.interval) ? free32 : sizing.depths;
    const costOf = (of: readonly number[]): number => free.reduce((sum, i) => sum + of[i]! * (bits[i] ?? 1), 0);
    cx.report(
      cycleDiagnostics.sized({
        fifos: free.length,
        bits: costOf(depths),
        before: costOf(network.queues.map(({ depth }) => depth)),
        interval: sizing.interval,
        bound: bound.name,
        evaluations: sizing.evaluations,
      }),
    );
    for (const i of free) rebuildNode(graph, fifos[i]!, { attrs: { depth: depths[i]! } });
  },
});

function isFastEnough(network: Parameters<typeof periodByEvent>[0], interval: number): boolean {
  const period = periodByEvent(network);
  return typeof period !== 'string' && intervalOf(period) <= interval;
}
