import { wordsOf, type LayerActors } from '@finnc/ir/hw';
import { checked, type ActorNetwork, type PlacedActor, type Queue } from './network.ts';

/** Puts layers and queues together, in whatever order they come. */
export class Assembly {
  readonly #actors: PlacedActor[] = [];
  readonly #queues: { -readonly [Key in keyof Queue]: Queue[Key] }[] = [];

  /** Adds a queue of `words` words a frame; its index. */
  queue(name: string, depth: number, words: number): number {
    return this.#queues.push({ name, depth, words }) - 1;
  }

  /**
   * Adds the actors of a layer.
   *
   * @param ports  the queue behind each operand that it reads and each result that it writes
   * @throws RangeError if two actors read or write the same queue
   */
  layer(name: string, { actors, queues = {} }: LayerActors, ports: Readonly<Record<string, number>>): void {
    const base = this.#actors.length;
    const peers = Object.fromEntries(actors.map((actor, i) => [actor.name, base + i]));
    const own = { ...ports };
    for (const [queue, depth] of Object.entries(queues)) {
      const words = actors
        .map(({ schedule }) => wordsOf(schedule).write.get(queue))
        .find((count) => count !== undefined);
      own[queue] = this.queue(`${name}.${queue}`, depth, words ?? 0);
    }
    for (const [i, actor] of actors.entries()) {
      const { read, write } = wordsOf(actor.schedule);
      this.#connect('reader', read, own, base + i);
      this.#connect('writer', write, own, base + i);
      const label = actors.length === 1 ? name : `${name}.${actor.name}`;
      this.#actors.push({ ...actor, name: label, layer: name, ports: own, peers });
    }
  }

  #connect(
    side: 'reader' | 'writer',
    words: ReadonlyMap<string, number>,
    ports: Readonly<Record<string, number>>,
    actor: number,
  ): void {
    for (const port of words.keys()) {
      const queue = this.#queues[ports[port] ?? -1];
      // `checked` says which port is missing.
      if (!queue) continue;
      if (queue[side] !== undefined) throw new RangeError(`queue '${queue.name}' has two ${side}s`);
      queue[side] = actor;
    }
  }

  network(): ActorNetwork {
    return checked({ actors: this.#actors, queues: this.#queues });
  }
}
