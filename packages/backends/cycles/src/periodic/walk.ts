import type { PlacedActor } from '../network.ts';
import { tapeOf, type Run } from '../tape.ts';

/**
 * Goes through the firings of one frame in order.
 *
 * @param visit  is given a run of equal firings, which of them it is, and the indices of the loops around it
 * @param idle   is given the length of runs of which nobody sees anything, where that is no firing of `isWatched` actors
 */
export function walkFrame(
  actor: PlacedActor,
  isWatched: boolean,
  visit: (run: Run, inRun: number, turns: readonly number[]) => void,
  idle: (firings: number) => void,
): void {
  const tape = tapeOf(actor);
  const turns: number[] = [];
  for (let at = 0; at < tape.length; at++) {
    const item = tape[at]!;
    if ('turns' in item) turns.push(0);
    else if ('back' in item) {
      const turn = turns.pop()! + 1;
      const begin = tape[item.back - 1] as { readonly turns: number };
      if (turn === begin.turns) continue;
      turns.push(turn);
      at = item.back - 1;
    } else if (!isWatched && item.reads.length + item.writes.length + item.needs.length === 0) idle(item.times);
    else for (let i = 0; i < item.times; i++) visit(item, i, turns);
  }
}

/** The firing of a peer that a firing waits for, counted over frames from the first of its own frame: −1 is before it. */
export function neededFiring(need: Run['needs'][number], inRun: number, turns: readonly number[]): number {
  let needed = need.firings + need.strides[turns.length]! * inRun;
  for (let i = 0; i < turns.length; i++) needed += need.strides[i]! * turns[i]!;
  return needed - 1;
}
