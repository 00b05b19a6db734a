import { isNode, type Value } from '@finnc/ir';
import { beatBits, width } from '@finnc/ir/hw';
import { boundsOf, type Bound } from './bound.ts';
import { periodByEvent, runByEvent } from './by-event/simulation.ts';
import { finnDepth, freeDepth, leastUseful } from './depths.ts';
import type { Design, DesignStream } from './design.ts';
import { withDepths, type ActorNetwork } from './network.ts';
import { reportOf } from './report.ts';
import { intervalOf } from './run.ts';
import { sizeQueues } from './size.ts';

export interface SizedFifo {
  readonly stream: DesignStream;
  readonly name: string;
  /** Bits of a word, words a frame. */
  readonly bits: number;
  readonly words: number;
  /** Before it was sized; 2 where there was none. */
  readonly before: number;
  /** Least depth, with the others as they are; and what it was rounded up to. */
  readonly least: number;
  readonly depth: number;
  /** By FINN's rule. */
  readonly finn: number;
}

/** Depths for the streams of a design, and what they prove and cost. */
export interface DesignSizing {
  /** Streams that have a FIFO or need one. */
  readonly fifos: readonly SizedFifo[];
  /** Cycles a frame takes at most with these depths, and at least with any. */
  readonly interval: number;
  readonly bound: Bound;
  /** Cycle in which the last word of the first frame leaves. */
  readonly firstFrame: number;
  /** Bits of all these FIFOs: as they are sized, as they were, by FINN's rule, and what no depths can do with. */
  readonly bits: number;
  readonly before: number;
  readonly finnBits: number;
  readonly lowerBound: number;
  /** FIFOs that may be deeper than they have to be, since there was too much to compute. */
  readonly unproven: number;
  readonly evaluations: number;
}

/** What a design is sized for. */
export interface DesignGoal {
  /** Cycles a frame may take; 0: the least. */
  readonly target: number;
  /** Cycle in which the first frame has to have left; 0: whenever. */
  readonly latency: number;
  /** Whether depths are rounded up to what costs no more memory. */
  readonly round: boolean;
  /** Whether FIFOs stay at least as deep as they are where branches meet. */
  readonly keepJoins: boolean;
  /** Events that may be computed. */
  readonly work: number;
}

/**
 * Sizes the streams between the layers of a design; none, where there are no such streams.
 *
 * @returns undefined where no depths let frames through for ever
 */
export function sizeDesign(
  { network, streams }: Design,
  { target, latency, round, keepJoins, work }: DesignGoal,
): DesignSizing | undefined {
  const free = streams.flatMap((stream, i) => (stream?.from && stream.to ? [i] : []));
  if (free.length === 0) return asItIs(network);
  const bits = streams.map((carried) => carried?.stream && beatBits(carried.stream));
  const sizing = sizeQueues(network, { free, bits, target, work, ...(latency > 0 ? { latency } : {}) });
  if (!sizing) return undefined;
  const finn = sizing.held.map(finnDepth);
  const ample = sizing.depths.map((depth, i) => (free.includes(i) ? freeDepth(depth, finn[i]!) : depth));
  // Where more room may delay, what is rounded has to prove itself.
  const latest = latency > 0 ? Math.max(latency, firstFrameOf(network, sizing.depths)) : Infinity;
  const isEnough =
    sizing.isMonotone ||
    (isFastEnough(withDepths(network, ample), sizing.interval) && firstFrameOf(network, ample) <= latest);
  const least = round && isEnough ? ample : sizing.depths;
  const depths = keepJoins
    ? least.map((depth, i) =>
        streams[i]?.fifo && meetsOthers(streams[i]) ? Math.max(depth, network.queues[i]!.depth) : depth,
      )
    : least;
  const queued = free.filter((i) => streams[i]!.fifo ?? depths[i]! > leastUseful);
  const fifos = queued.map((i): SizedFifo => {
    const { name, words, depth } = network.queues[i]!;
    return {
      stream: streams[i]!,
      name,
      bits: bits[i] ?? 1,
      words,
      before: depth,
      least: sizing.depths[i]!,
      depth: depths[i]!,
      finn: finn[i]!,
    };
  });
  const sum = (depthOf: (sized: SizedFifo) => number): number =>
    fifos.reduce((total, sized) => total + depthOf(sized) * sized.bits, 0);
  const slices = free.filter((i) => !queued.includes(i)).reduce((total, i) => total + leastUseful * (bits[i] ?? 1), 0);
  return {
    fifos,
    interval: sizing.interval,
    bound: sizing.bound,
    firstFrame: firstFrameOf(network, depths),
    bits: sum(({ depth }) => depth),
    before: sum(({ before }) => before),
    finnBits: free.reduce(
      (total, i) => total + (queued.includes(i) || finn[i]! > leastUseful ? finn[i]! * (bits[i] ?? 1) : 0),
      0,
    ),
    lowerBound: Math.max(0, (sizing.lowerBound ?? 0) - slices),
    unproven: sizing.unproven.length,
    evaluations: sizing.evaluations,
  };
}

/** Whether a stream goes to a layer, perhaps through a converter, that reads another one. */
function meetsOthers({ to }: DesignStream): boolean {
  if (!to) return false;
  if (isNode(to.node, width))
    return [...to.node.result.y.uses].some(({ node, operand }) => meetsOthers({ to: { node, port: operand } }));
  return Object.values<Value>(to.node.operand).filter(({ constant }) => constant === undefined).length > 1;
}

/** A design that has no streams between layers: what it does as it is; undefined where it stands still. */
function asItIs(network: ActorNetwork): DesignSizing | undefined {
  const [report, [bound]] = [reportOf(network), boundsOf(network)];
  if ('waits' in report || !bound) return undefined;
  return {
    fifos: [],
    interval: report.figures.interval,
    bound,
    firstFrame: report.figures.latency,
    bits: 0,
    before: 0,
    finnBits: 0,
    lowerBound: 0,
    unproven: 0,
    evaluations: 0,
  };
}

const firstFrameOf = (network: ActorNetwork, depths: readonly number[]): number =>
  runByEvent(withDepths(network, depths), { frames: 1 }).lastOutput;

function isFastEnough(network: ActorNetwork, interval: number): boolean {
  const period = periodByEvent(network);
  return typeof period !== 'string' && intervalOf(period) <= interval;
}
