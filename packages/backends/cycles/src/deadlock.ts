import { CycleSimulation } from './by-cycle/simulation.ts';
import { causes } from './by-cycle/wires.ts';
import { runByEvent } from './by-event/simulation.ts';
import { withDepths, type ActorNetwork } from './network.ts';

/** One of the layers that wait for each other in a circle. */
export interface Wait {
  readonly actor: string;
  /** What it waits for: a word in an empty queue, room in a full one, or another actor of its layer. */
  readonly for: 'word' | 'room' | 'actor';
  /** The queue, where it is one. */
  readonly queue?: number;
  /** Who could end the wait. */
  readonly on: string;
}

export interface Deadlock {
  /** A circle of waits: each `on` is the next `actor`, the last `on` is the first. */
  readonly waits: readonly Wait[];
  /** Least depth of a full queue that lets frames through, all others as they are; one entry a queue that can. */
  readonly remedies: readonly { readonly queue: number; readonly depth: number }[];
}

/** A deadlock in the words of its diagnostic. */
export function deadlockText(
  { queues }: ActorNetwork,
  { waits, remedies }: Deadlock,
): { readonly waits: readonly string[]; readonly remedies: readonly string[] } {
  const nameOf = (queue: number | undefined): string => `'${queues[queue ?? -1]?.name ?? '?'}'`;
  const what = (wait: Wait): string =>
    wait.for === 'actor'
      ? ''
      : wait.for === 'room'
        ? ` to empty ${nameOf(wait.queue)}`
        : ` to fill ${nameOf(wait.queue)}`;
  return {
    waits: waits.map((wait) => `${wait.actor} waits for ${wait.on}${what(wait)}`),
    remedies: remedies.map(({ queue, depth }) => `${nameOf(queue)} to ${depth} words`),
  };
}

/** Frames that must come through for a design to run: more than any word of one frame can wait for. */
const framesTried = 3;

/** Why a network stands still and what frees it; undefined if it runs. */
export function deadlockOf(network: ActorNetwork): Deadlock | undefined {
  const simulation = new CycleSimulation(network, { frames: framesTried });
  while (!simulation.isDone) if (!simulation.cycle()) return explained(network, simulation);
  return undefined;
}

function explained(network: ActorNetwork, simulation: CycleSimulation): Deadlock {
  const waits = circleOf(
    network,
    network.actors.map((_actor, i) => simulation.causeOf(i)),
  );
  const full = waits.flatMap(({ for: what, queue }) => (what === 'room' && queue !== undefined ? [queue] : []));
  const remedies = full.flatMap((queue) => {
    const depth = leastDepth(network, queue);
    return depth === undefined ? [] : [{ queue, depth }];
  });
  return { waits, remedies };
}

/** Follows who waits for whom until somebody is met again. */
function circleOf({ actors, queues }: ActorNetwork, causeOf: readonly number[]): readonly Wait[] {
  const waits: (Wait & { readonly index: number })[] = [];
  let at = causeOf.findIndex((cause) => cause !== causes.fires);
  while (at >= 0 && !waits.some(({ index }) => index === at)) {
    const cause = causeOf[at]!;
    const actor = actors[at]!;
    const queue = cause > queues.length + 1 ? cause - queues.length - 2 : cause - 1;
    const isPeer = cause === queues.length + 1;
    const isRoom = cause > queues.length + 1;
    const peer = Object.values(actor.peers).find((other) => other !== at && causeOf[other] !== causes.fires) ?? -1;
    const next = isPeer ? peer : ((isRoom ? queues[queue]!.reader : queues[queue]!.writer) ?? -1);
    waits.push({
      index: at,
      actor: actor.name,
      for: isPeer ? 'actor' : isRoom ? 'room' : 'word',
      ...(isPeer ? {} : { queue }),
      on: actors[next]?.name ?? 'the world outside',
    });
    at = next;
  }
  return waits
    .slice(
      Math.max(
        0,
        waits.findIndex(({ index }) => index === at),
      ),
    )
    .map(({ index: _, ...wait }) => wait);
}

/** Least depth of one queue at which the network runs; undefined if there is none. */
function leastDepth(network: ActorNetwork, queue: number): number | undefined {
  const runs = (depth: number): boolean => {
    const deeper = withDepths(
      network,
      network.queues.map((other, i) => (i === queue ? depth : other.depth)),
    );
    return !runByEvent(deeper, { frames: framesTried }).isDeadlocked;
  };
  // No queue has to hold more than what passes in all frames.
  let [low, high] = [network.queues[queue]!.depth, framesTried * network.queues[queue]!.words];
  if (!runs(high)) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (runs(middle)) high = middle;
    else low = middle;
  }
  return high;
}
