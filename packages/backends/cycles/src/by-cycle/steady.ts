import type { ActorNetwork } from '../network.ts';
import type { Period } from '../run.ts';
import { CycleSimulation } from './simulation.ts';
import type { Stalls } from './wires.ts';

/** A network that is offered frames without end. */
export interface Steady {
  readonly period: Period;
  /** Cycles of one period that actors did not fire, by what they waited for. */
  readonly stalls: Stalls;
  /** Most words that each queue ever holds. */
  readonly high: readonly number[];
  /** Cycles of the last word of each frame, up to the end of the first period. */
  readonly frameEnds: readonly number[];
}

const copied = ({ starved, blocked, waiting }: Stalls): Stalls => ({
  starved: starved.slice(),
  blocked: blocked.slice(),
  waiting: waiting.slice(),
});

const difference = (after: Stalls, before: Stalls): Stalls => ({
  starved: after.starved.map((cycles, i) => cycles - before.starved[i]!),
  blocked: after.blocked.map((cycles, i) => cycles - before.blocked[i]!),
  waiting: after.waiting.map((cycles, i) => cycles - before.waiting[i]!),
});

/**
 * Runs until the state in which a frame ends is one that an earlier frame ended in. All registers of the control are in
 * the state, so from there on everything repeats: the rate is exact, and high-water marks are those of all time.
 *
 * @param limit  frames after which it gives up; a queue that fills by a word in many frames takes long to repeat
 */
export function steadyByCycle(network: ActorNetwork, limit = 256): Steady | 'deadlock' | 'no period' {
  const simulation = new CycleSimulation(network);
  const seen = new Map<string, { readonly frames: number; readonly time: number; readonly stalls: Stalls }>();
  while (simulation.framesOut < limit) {
    const frames = simulation.framesOut;
    while (simulation.framesOut === frames) if (!simulation.cycle()) return 'deadlock';
    const key = simulation.state().join();
    const stalls = copied(simulation.stalls);
    const before = seen.get(key);
    const { framesOut, time, frameEnds, wires } = simulation;
    if (before) {
      return {
        period: { cycles: time - before.time, frames: framesOut - before.frames, after: before.frames },
        stalls: difference(stalls, before.stalls),
        high: [...wires.high],
        frameEnds,
      };
    }
    seen.set(key, { frames: framesOut, time, stalls });
  }
  return 'no period';
}
