import { runByEvent } from './by-event/simulation.ts';
import { withDepths, type ActorNetwork } from './network.ts';

/** Cycle in which the last word of the first frame leaves; endless where it never does. */
export function firstFrame(network: ActorNetwork, depths: readonly number[]): number {
  const { lastOutput, isDeadlocked } = runByEvent(withDepths(network, depths), { frames: 1 });
  return isDeadlocked ? Infinity : lastOutput;
}

/** Depths with which nothing of the first frame waits for room, and the cycle in which its last word leaves then. */
export function soonestDepths(
  network: ActorNetwork,
  free: readonly number[],
  depths: readonly number[],
): { readonly depths: readonly number[]; readonly lastOutput: number } {
  const ample = network.queues.map(({ depth, words }, i) => (free.includes(i) ? words + 1 : depth));
  const { high, lastOutput } = runByEvent(withDepths(network, ample), { frames: 1 });
  return { depths: depths.map((depth, i) => (free.includes(i) ? Math.max(depth, high[i]! + 1) : depth)), lastOutput };
}
