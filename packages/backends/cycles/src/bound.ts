import { sliceDepth } from '@finnc/ir/hw';
import { periodByEvent } from './by-event/simulation.ts';
import type { ActorNetwork, PlacedActor, Queue } from './network.ts';
import { intervalOf } from './run.ts';

/** The least interval that a part of a network allows, whatever the FIFOs. */
export interface Bound {
  readonly name: string;
  /** Cycles a frame. */
  readonly interval: number;
}

/**
 * What each layer takes for a frame by itself, with words always there and room always left, and the ports at a word a
 * cycle; slowest first. With FIFOs that are deep enough, the slowest is the interval of the network: each layer runs at
 * its own pace, and the only circles of waiting are within layers.
 */
export function boundsOf(network: ActorNetwork): readonly Bound[] {
  const layers = [...new Set(network.actors.map(({ layer }) => layer))].flatMap((layer): Bound[] => {
    const period = periodByEvent(alone(network, layer));
    return typeof period === 'string' ? [] : [{ name: layer, interval: intervalOf(period) }];
  });
  const ports = network.queues.flatMap(({ name, words, writer, reader }): Bound[] =>
    writer === undefined || reader === undefined ? [{ name, interval: words }] : [],
  );
  return [...layers, ...ports].toSorted((a, b) => b.interval - a.interval);
}

/** One layer between sources and sinks that never make it wait. */
function alone(network: ActorNetwork, layer: string): ActorNetwork {
  const chosen = network.actors.flatMap((actor, i) => (actor.layer === layer ? [i] : []));
  const place = new Map(chosen.map((actor, i) => [actor, i]));
  const kept = network.queues.flatMap(({ writer, reader }, i) =>
    place.has(writer ?? -1) || place.has(reader ?? -1) ? [i] : [],
  );
  const queues = kept.map((i): Queue => {
    const { writer, reader, ...queue } = network.queues[i]!;
    const [from, to] = [place.get(writer ?? -1), place.get(reader ?? -1)];
    const isInner = from !== undefined && to !== undefined;
    return {
      ...queue,
      depth: isInner ? queue.depth : sliceDepth,
      ...(from === undefined ? {} : { writer: from }),
      ...(to === undefined ? {} : { reader: to }),
    };
  });
  const renumbered = (table: Readonly<Record<string, number>>, order: readonly number[]): Record<string, number> =>
    Object.fromEntries(Object.entries(table).map(([name, i]) => [name, order.indexOf(i)]));
  const actors = chosen.map((i): PlacedActor => ({
    ...network.actors[i]!,
    ports: renumbered(network.actors[i]!.ports, kept),
    peers: renumbered(network.actors[i]!.peers, chosen),
  }));
  return { actors, queues };
}
