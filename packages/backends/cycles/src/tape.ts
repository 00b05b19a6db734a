import type { Firing, Schedule } from '@finnc/ir/hw';
import type { PlacedActor } from './network.ts';

/** A run of equal firings, or the begin or end of a loop around runs. */
export type TapeItem = Run | { readonly turns: number } | { readonly back: number };

export interface Run {
  readonly times: number;
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  readonly needs: readonly RunNeed[];
}

export interface RunNeed {
  readonly peer: number;
  readonly firings: number;
  /** By nesting of loops, outermost first, the run itself last. */
  readonly strides: readonly number[];
}

/** Lays a schedule out in order, with loops over one firing as runs. */
export function tapeOf({ schedule, ports, peers }: PlacedActor): readonly TapeItem[] {
  const tape: TapeItem[] = [];
  const runOf = ({ read = [], write = [], after = [] }: Firing, times: number, depth: number): Run => ({
    times,
    reads: read.map((port) => ports[port]!),
    writes: write.map((port) => ports[port]!),
    needs: after.map(({ actor, firings, strides = [] }) => ({
      peer: peers[actor]!,
      firings,
      strides: Array.from({ length: depth + 1 }, (_, i) => strides[i] ?? 0),
    })),
  });
  const lay = (items: Schedule, depth: number): void => {
    for (const item of items) {
      if (!('body' in item)) tape.push(runOf(item, 1, depth));
      else if (item.times > 0 && item.body.length > 0) {
        const [only] = item.body;
        if (item.body.length === 1 && only && !('body' in only)) tape.push(runOf(only, item.times, depth));
        else {
          const begin = tape.length;
          tape.push({ turns: item.times });
          lay(item.body, depth + 1);
          tape.push({ back: begin + 1 });
        }
      }
    }
  };
  lay(schedule, 0);
  return tape;
}
