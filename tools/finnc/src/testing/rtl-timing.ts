import { benchPauses, type BenchResult } from '@finnc/backend-rtl/testing';
import { Assembly, runByCycle, runByEvent, type ActorNetwork, type Run, type World } from '@finnc/cycles';
import type { Graph, Registry } from '@finnc/ir';
import { cycles, wire, type Channel, type Wiring } from '@finnc/ir/hw';

/** What a bench measures in time. */
export type Timing = Pick<BenchResult, 'firstOutput' | 'lastOutput' | 'interval' | 'fifos'>;

/** The timing of a run, without what of it is not time. */
export const timingOf = ({ firstOutput, lastOutput, interval, fifos }: BenchResult): Timing => ({
  firstOutput,
  lastOutput,
  interval,
  fifos,
});

/** What both cycle models say of a graph in the folded stage, in the words of its bench. */
export function modelTimings(graph: Graph, registry: Registry, frames: number, stalls = false): Timing[] {
  const wiring = wire(graph, registry);
  const { network, queues } = assembled(wiring, registry);
  const world = stalls ? benchWorld(wiring, queues) : {};
  return [runByCycle, runByEvent].map((run) => inBenchTerms(run(network, { frames, ...world }), wiring.channels));
}

/** The actors of a graph in the folded stage; its queues are the channels of the RTL. */
export const actorNetwork = (graph: Graph, registry: Registry): ActorNetwork =>
  assembled(wire(graph, registry), registry).network;

/** A network whose queues are the channels of the design, in their order. */
function assembled(
  { channels, layers }: Wiring,
  registry: Registry,
): { readonly network: ActorNetwork; readonly queues: ReadonlyMap<string, number> } {
  const assembly = new Assembly();
  const queues = new Map<string, number>();
  for (const { name, depth } of channels) {
    const beats = layers.flatMap(({ streams, inputs, outputs }) =>
      [...ends(inputs, name, streams.inputs), ...ends(outputs, name, streams.outputs)].map((stream) => stream.beats),
    );
    queues.set(name, assembly.queue(name, depth, beats[0]!));
  }
  for (const { node, inputs, outputs } of layers) {
    const actors = registry.ask(cycles, node, undefined);
    if (!actors) throw new Error(`${node.op.name} has no cycle model`);
    const ports = Object.entries({ ...inputs, ...outputs }).map(([key, { name }]) => [key, queues.get(name)!] as const);
    assembly.layer(node.name, actors, Object.fromEntries(ports));
  }
  return { network: assembly.network(), queues };
}

const ends = <Stream>(
  ports: Readonly<Record<string, Channel>>,
  name: string,
  streams: Readonly<Record<string, Stream>>,
): Stream[] => Object.entries(ports).flatMap(([key, channel]) => (channel.name === name ? [streams[key]!] : []));

/** The pauses of the bench, by queue. */
function benchWorld({ inputs, outputs }: Wiring, queues: ReadonlyMap<string, number>): World {
  const drawn = (ports: Wiring['inputs'], end: 'source' | 'sink'): Map<number, (word: number) => number> =>
    new Map(ports.map(({ channel }, port) => [queues.get(channel.name)!, benchPauses(end, port)]));
  const [sources, sinks] = [drawn(inputs, 'source'), drawn(outputs, 'sink')];
  return {
    source: (queue, word) => sources.get(queue)!(word),
    sink: (queue, word) => sinks.get(queue)!(word),
  };
}

function inBenchTerms({ firstOutput, lastOutput, frameEnds, high }: Run, channels: readonly Channel[]): Timing {
  const interval = frameEnds.length > 1 ? frameEnds.at(-1)! - frameEnds.at(-2)! : 0;
  const fifos = Object.fromEntries(channels.map(({ name }, i) => [name, high[i]!]));
  return { firstOutput, lastOutput, interval, fifos };
}
