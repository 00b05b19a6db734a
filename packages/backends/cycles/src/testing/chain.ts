import { wordsOf, type LayerActors } from '@finnc/ir/hw';
import { Assembly } from '../assembly.ts';
import type { ActorNetwork } from '../network.ts';

/** Words a frame that a layer takes from or gives to a port. */
export const wordsAt = ({ actors }: LayerActors, side: 'read' | 'write', port: string): number =>
  actors.reduce((sum, { schedule }) => sum + (wordsOf(schedule)[side].get(port) ?? 0), 0);

/** Layers one behind the other, each reading `x` and writing `y`, with a queue of each depth around and between them. */
export function chain(layers: readonly LayerActors[], depths: number | readonly number[]): ActorNetwork {
  const assembly = new Assembly();
  const depthOf = (i: number): number => (typeof depths === 'number' ? depths : depths[i]!);
  let x = assembly.queue('q0', depthOf(0), wordsAt(layers[0]!, 'read', 'x'));
  for (const [i, layer] of layers.entries()) {
    const y = assembly.queue(`q${i + 1}`, depthOf(i + 1), wordsAt(layer, 'write', 'y'));
    assembly.layer(`layer${i}`, layer, { x, y });
    x = y;
  }
  return assembly.network();
}
