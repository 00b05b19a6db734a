import type { ActorNetwork } from '../network.ts';
import type { Period } from '../run.ts';
import { CycleSimulation } from './simulation.ts';
import type { Stalls } from './wires.ts';

/** A network that is offered frames without end. */
export interface Steady {
  /** What repeats; absent if no state did within the limit. */
  readonly period?: Period;
  /** What the stalls are counted over: one period, or else the last two frames. */
  readonly window: { readonly cycles: number; readonly frames: number };
  /** Cycles of the window that actors did not fire, by what they waited for. */
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
export function steadyByCycle(network: ActorNetwork, limit = 256): Steady | 'deadlock' {
  const simulation = new CycleSimulation(network);
  const seen = new Map<string, Boundary>();
  let last: Boundary = { frames: 0, time: 0, stalls: copied(simulation.stalls) };
  const since = (before: Boundary, now: Boundary): Steady => ({
    window: { cycles: now.time - before.time, frames: now.frames - before.frames },
    stalls: difference(now.stalls, before.stalls),
    high: [...simulation.wires.high],
    frameEnds: simulation.frameEnds,
  });
  for (;;) {
    const frames = simulation.framesOut;
    while (simulation.framesOut === frames) if (!simulation.cycle()) return 'deadlock';
    const now: Boundary = { frames: simulation.framesOut, time: simulation.time, stalls: copied(simulation.stalls) };
    const key = simulation.state().join();
    const before = seen.get(key);
    if (before) {
      const found = since(before, now);
      return { ...found, period: { ...found.window, after: before.frames } };
    }
    if (now.frames >= limit) return since(last, now);
    seen.set(key, now);
    last = now;
  }
}

/** The end of a frame. */
interface Boundary {
  readonly frames: number;
  readonly time: number;
  readonly stalls: Stalls;
}
