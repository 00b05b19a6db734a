import {
  newPortArray,
  SimulatorError,
  type PortArray,
  type RunOptions,
  type Simulation,
} from '@finnc/backend-simulator';
import type { SimulatorOptions } from '@finnc/backend-simulator/node';
import { feedPort, readPort, tensorType, type Ask, type Graph, type Tensor } from '@finnc/ir';
import type { Loaded } from '../data/loaded.ts';
import { simulator } from './simulator.ts';

export type HardwareOptions = Pick<SimulatorOptions, 'engine' | 'threads' | 'mode'>;

/** The hardware part of a network, simulated. */
export interface Hardware {
  readonly simulation: Simulation;
  /** Frames between the ports: tensors in the types and layouts of the source model. */
  run(frames: readonly (readonly Tensor[])[], options?: RunOptions): Promise<readonly (readonly Tensor[])[]>;
}

/** Begins to look for the engine that will be wanted, while the network is still being read. */
export async function prepareEngine({ engine = 'auto' }: HardwareOptions): Promise<void> {
  const { nodeEngines } = await import('@finnc/backend-simulator/node');
  await nodeEngines.find(({ name }) => engine === 'auto' || engine === name)?.open();
}

/** Chooses an engine for a graph of layers; one that is asked for and cannot run is a problem. */
export async function openHardware(graph: Graph, ask: Ask, options: HardwareOptions = {}): Promise<Loaded<Hardware>> {
  try {
    return { value: hardwareOf(await simulator(graph, ask, options)) };
  } catch (error) {
    if (error instanceof SimulatorError) return { problem: error.diagnostic };
    throw error;
  }
}

function hardwareOf(simulation: Simulation): Hardware {
  const { graph, inputs } = simulation;
  return {
    simulation,
    async run(frames, options) {
      const batch = inputs.map((format) => newPortArray(format, frames.length));
      frames.forEach((feeds, frame) => {
        graph.inputs.forEach(({ type }, i) => {
          batch[i]!.set(feedPort(graph.inputPorts[i]!, type, feeds[i]!).data, frame * inputs[i]!.length);
        });
      });
      const results = outputReader(simulation, await simulation.run(batch, options));
      return frames.map((_, frame) => results(frame));
    },
  };
}

/** The outputs of a frame as the source model gives them, from arrays of a simulation. */
export function outputReader(
  { graph, outputs }: Pick<Simulation, 'graph' | 'outputs'>,
  arrays: readonly PortArray[],
): (frame: number) => readonly Tensor[] {
  const read = graph.outputPorts.map((port, i) => {
    const { elem, shape } = graph.outputs[i]!.type;
    const { length } = outputs[i]!;
    const array = arrays[i]! as Tensor['data'];
    const frames = length === 0 ? 0 : array.length / length;
    // Where the first axis stays the first, all frames are one tensor of that many more rows.
    const many = (own: readonly number[]): readonly number[] => [frames * (own[0] ?? 1), ...own.slice(1)];
    if (port.perm[0] !== 0) {
      return (frame: number): Tensor =>
        readPort(port, { type: tensorType(elem, shape), data: array.subarray(frame * length, (frame + 1) * length) });
    }
    const stacked = { ...port, shape: many(port.shape), source: tensorType(port.source.elem, many(port.source.shape)) };
    const { data } = readPort(stacked, { type: tensorType(elem, many(shape)), data: array });
    return (frame: number): Tensor => ({
      type: port.source,
      data: data.subarray(frame * length, (frame + 1) * length),
    });
  });
  return (frame) => read.map((output) => output(frame));
}
