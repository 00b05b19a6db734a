import type { Vector } from '../plugin/backend.ts';
import { packBeats } from './beats.ts';
import type { WiredPort, Wiring } from './wiring.ts';

/** Golden vectors of a testbench by file name: the beats of each port, frame after frame. */
export function vectorFiles(
  { inputs, outputs }: Pick<Wiring, 'inputs' | 'outputs'>,
  vectors: readonly Vector[],
): Map<string, string> {
  const files = new Map<string, string>();
  const write = (port: WiredPort, tensors: readonly (Vector['inputs'][number] | undefined)[]): void => {
    const beats = tensors.flatMap((tensor) =>
      tensor ? packBeats({ type: port.value.type, data: tensor.data }, port.stream.lanes) : [],
    );
    files.set(`tb/vectors/${port.name}.dat`, `${beats.join('\n')}\n`);
  };
  inputs.forEach((port, i) => {
    write(
      port,
      vectors.map((vector) => vector.inputs[i]),
    );
  });
  outputs.forEach((port, i) => {
    write(
      port,
      vectors.map((vector) => vector.outputs[i]),
    );
  });
  return files;
}
