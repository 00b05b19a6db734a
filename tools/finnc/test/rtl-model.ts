import type { BenchResult } from '@finnc/backend-rtl/testing';
import { Assembly, runByCycle, runByEvent, type Run } from '@finnc/cycles';
import type { Graph } from '@finnc/ir';
import { cycles, wire } from '@finnc/ir/hw';
import { registry } from './corpus.ts';

/** What a bench measures in time. */
export type Timing = Pick<BenchResult, 'firstOutput' | 'lastOutput' | 'interval' | 'fifos'>;

/** What both cycle models say of a graph in the folded stage, in the words of the bench. */
export function modelled(graph: Graph, frames: number): Timing[] {
  const { channels, layers } = wire(graph, registry);
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
  const network = assembly.network();
  return [runByCycle, runByEvent].map((run) => inBenchTerms(run(network, { frames }), channels));
}

const ends = <Stream>(
  ports: Readonly<Record<string, { readonly name: string }>>,
  name: string,
  streams: Readonly<Record<string, Stream>>,
): Stream[] => Object.entries(ports).flatMap(([key, channel]) => (channel.name === name ? [streams[key]!] : []));

function inBenchTerms(
  { firstOutput, lastOutput, frameEnds, high }: Run,
  channels: readonly { name: string }[],
): Timing {
  const interval = frameEnds.at(-1)! - frameEnds.at(-2)!;
  const fifos = Object.fromEntries(channels.map(({ name }, i) => [name, high[i]!]));
  return { firstOutput, lastOutput, interval, fifos };
}
