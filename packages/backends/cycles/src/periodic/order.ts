import type { FrameGraph } from './frame-graph.ts';

/**
 * The events of a frame in an order in which each comes after all that it waits for within the frame, as far as that is
 * possible: with queues of the given depths, and so with deeper ones. Where such queues make events wait for each other
 * in a circle, some room is taken to be there.
 *
 * @returns undefined where events wait for each other in a circle without any queue that is full
 */
export function orderOf(graph: FrameGraph, depths: readonly number[]): Int32Array | undefined {
  const { events, first, forward, to, after, pushes, words } = graph;
  const open = new Int32Array(events);
  for (let u = 0; u < events; u++) for (let e = first[u]!; e < forward[u]!; e++) open[to[e]!]!++;
  for (const [queue, push] of pushes.entries()) {
    for (let word = depths[queue]!; word < words[queue]!; word++) open[push + word]!++;
  }
  const order = new Int32Array(events);
  let count = 0;
  for (let u = 0; u < events; u++) if (open[u] === 0) order[count++] = u;
  /** Pushes that do not wait for room. */
  const isFree = new Uint8Array(events);
  /** By queue: words popped, and a word before which all are pushed. */
  const popped = new Int32Array(words.length);
  const pushed = new Int32Array(words.length);
  const letGo = (): boolean => {
    const before = count;
    for (const [queue, push] of pushes.entries()) {
      while (pushed[queue]! < words[queue]! && open[push + pushed[queue]!] === 0) pushed[queue]!++;
      const word = pushed[queue]!;
      if (word >= words[queue]! || word - depths[queue]! < popped[queue]! || open[push + word] !== 1) continue;
      isFree[push + word] = 1;
      open[push + word] = 0;
      order[count++] = push + word;
    }
    return count > before;
  };
  for (let i = 0; i < events; i++) {
    if (i === count && !letGo()) return undefined;
    const u = order[i]!;
    for (let e = first[u]!; e < forward[u]!; e++) if (--open[to[e]!]! === 0) order[count++] = to[e]!;
    for (let e = forward[u]!; e < first[u + 1]!; e++) {
      if (to[e]! >= 0) continue;
      const queue = after[e]!;
      const word = ~to[e]! + depths[queue]!;
      popped[queue]!++;
      if (word >= words[queue]!) continue;
      const push = pushes[queue]! + word;
      if (isFree[push] === 0 && --open[push]! === 0) order[count++] = push;
    }
  }
  return order;
}
