import { wordsOf, type Actor, type Schedule } from '@finnc/ir/hw';

/** A queue between two actors, or between an actor and the world. */
export interface Queue {
  readonly name: string;
  /** Words it holds, at least 1. */
  readonly depth: number;
  /** Words a frame. */
  readonly words: number;
  /** Index of the actor that writes it; absent: a source outside, which offers a word in every cycle. */
  readonly writer?: number;
  /** Index of the actor that reads it; absent: a sink outside, which takes a word in every cycle. */
  readonly reader?: number;
}

/** An actor in its place: its ports and its peers by index. */
export interface PlacedActor extends Actor {
  /** The layer it belongs to. */
  readonly layer: string;
  /** Index of the queue behind each port that its schedule names. */
  readonly ports: Readonly<Record<string, number>>;
  /** Index of each actor that its schedule waits for. */
  readonly peers: Readonly<Record<string, number>>;
}

/** All that both simulators know of a design. */
export interface ActorNetwork {
  readonly actors: readonly PlacedActor[];
  readonly queues: readonly Queue[];
}

/** Cycles that the world waits beyond the first in which it could move word `word` of a queue, counted over all frames. */
export type Pauses = (queue: number, word: number) => number;

/** What outside a network is not up to it. */
export interface World {
  readonly source?: Pauses;
  readonly sink?: Pauses;
}

/** The firings of a schedule, each kind once. */
export function* firingsIn(schedule: Schedule): Generator<Exclude<Schedule[number], { readonly body: Schedule }>> {
  for (const step of schedule) {
    if ('body' in step) {
      if (step.times > 0) yield* firingsIn(step.body);
    } else yield step;
  }
}

/**
 * A network whose queues and actors fit together.
 *
 * @throws RangeError where a port or a peer is missing, words a frame of writer, queue and reader differ, a queue holds
 * nothing, or an actor that writes has no pipeline
 */
export function checked(network: ActorNetwork): ActorNetwork {
  for (const { name, schedule, pipeline, ports, peers } of network.actors) {
    const { read, write } = wordsOf(schedule);
    for (const [side, words] of [
      ['reads', read],
      ['writes', write],
    ] as const) {
      for (const [port, count] of words) {
        const queue = network.queues[ports[port] ?? -1];
        if (!queue) throw new RangeError(`actor '${name}' ${side} '${port}', which is no queue`);
        if (queue.words !== count) {
          throw new RangeError(
            `actor '${name}' ${side} ${count} words a frame of '${queue.name}', which has ${queue.words}`,
          );
        }
      }
    }
    if (write.size > 0 && !pipeline) throw new RangeError(`actor '${name}' writes without a pipeline`);
    if (pipeline && pipeline.latency < 1) throw new RangeError(`actor '${name}' has latency ${pipeline.latency}`);
    for (const { after = [] } of firingsIn(schedule)) {
      for (const { actor } of after) {
        if (!network.actors[peers[actor] ?? -1])
          throw new RangeError(`actor '${name}' waits for '${actor}', which is none`);
      }
    }
  }
  for (const { name, depth } of network.queues) {
    if (!(depth >= 1)) throw new RangeError(`queue '${name}' of depth ${depth}`);
  }
  return network;
}

/** The same network with other depths, one a queue. */
export const withDepths = (network: ActorNetwork, depths: readonly number[]): ActorNetwork => ({
  actors: network.actors,
  queues: network.queues.map((queue, i) => ({ ...queue, depth: depths[i] ?? queue.depth })),
});
