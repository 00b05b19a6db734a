import { boundsOf, type Bound } from './bound.ts';
import { runByCycle } from './by-cycle/simulation.ts';
import { steadyByCycle, type Steady } from './by-cycle/steady.ts';
import { firingsOf } from '@finnc/ir/hw';
import { criticalCycleOf, type CriticalCycle } from './critical.ts';
import { deadlockOf, type Deadlock } from './deadlock.ts';
import type { ActorNetwork } from './network.ts';
import { intervalOf, type Period } from './run.ts';

/**
 * How fast a design is, in clock cycles; cycle 0 is the first in which the first word can enter.
 *
 * Four figures, each another question: how soon does anything come (`firstOutput`), how soon is one frame done in an
 * empty design (`latency`), how far apart are frames for ever (`interval`), and, with a clock, how many come a second.
 */
export interface Figures {
  /** Cycle in which the first word of the first frame leaves. */
  readonly firstOutput: number;
  /** Cycle in which the last word of the first frame leaves: the latency of one frame. */
  readonly latency: number;
  /** Mean cycles between frames in the period that repeats for ever. */
  readonly interval: number;
  /** What repeats; absent if no state did, and `interval` is that of the last two frames. */
  readonly period?: Period;
  /** Cycle in which the last frame leaves that comes before everything repeats. */
  readonly fill: number;
  /** Cycles between the last word that enters and the last that leaves, when frames end after `fill`. */
  readonly drain: number;
}

/** One actor over one period, in cycles a frame. */
export interface ActorReport {
  readonly name: string;
  readonly layer: string;
  readonly firings: number;
  /** Firings a cycle. */
  readonly utilisation: number;
  /** Cycles it waited for another actor of its layer. */
  readonly waiting: number;
}

/** One queue over one period, in cycles a frame. */
export interface QueueReport {
  readonly name: string;
  readonly depth: number;
  readonly words: number;
  /** Most words it ever holds. */
  readonly high: number;
  /** Its reader found it empty; its writer found it full. */
  readonly starved: number;
  readonly blocked: number;
}

export interface CycleReport {
  /** Frames that were run: those before everything repeats and one period, or as many as there was patience for. */
  readonly frames: number;
  readonly figures: Figures;
  readonly actors: readonly ActorReport[];
  readonly queues: readonly QueueReport[];
  /** Least intervals of layers and ports by themselves, slowest first. */
  readonly bounds: readonly Bound[];
  /** What sets the rate; absent where nothing repeats or the run is too long to be recorded. */
  readonly critical?: CriticalCycle;
}

/** All that the models tell of a network with endless frames at its input. */
export function reportOf(network: ActorNetwork): CycleReport | Deadlock {
  const steady = steadyByCycle(network);
  if (steady === 'deadlock') return deadlockOf(network) ?? { waits: [], remedies: [] };
  const critical = steady.period && criticalCycleOf(network, steady.period);
  return { ...reported(network, steady), bounds: boundsOf(network), ...(critical ? { critical } : {}) };
}

function reported(network: ActorNetwork, steady: Steady): Omit<CycleReport, 'bounds'> {
  const { period, stalls, high, frameEnds, window } = steady;
  const frames = period?.after ?? frameEnds.length;
  const run = runByCycle(network, { frames: Math.max(1, frames) });
  const a = (cycles: number): number => cycles / window.frames;
  const interval = window.cycles / window.frames;
  return {
    frames: frameEnds.length,
    figures: {
      firstOutput: run.firstOutput,
      latency: frameEnds[0]!,
      interval: period ? intervalOf(period) : interval,
      ...(period ? { period } : {}),
      fill: frameEnds[Math.max(0, frames - 1)]!,
      drain: run.lastOutput - run.lastInput,
    },
    actors: network.actors.map(({ name, layer, schedule }, i) => {
      const firings = firingsOf(schedule);
      return { name, layer, firings, utilisation: firings / interval, waiting: a(stalls.waiting[i]!) };
    }),
    queues: network.queues.map(({ name, depth, words }, i) => ({
      name,
      depth,
      words,
      high: high[i]!,
      starved: a(stalls.starved[i]!),
      blocked: a(stalls.blocked[i]!),
    })),
  };
}
