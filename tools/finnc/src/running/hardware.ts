import { newPortArray, SimulatorError, type RunOptions, type Simulation } from '@finnc/backend-simulator';
import type { SimulatorOptions } from '@finnc/backend-simulator/node';
import { feedPort, readPort, tensorType, type Ask, type Graph, type Tensor } from '@finnc/ir';
import type { Loaded } from '../data/loaded.ts';

export type HardwareOptions = Pick<SimulatorOptions, 'engine' | 'threads' | 'mode'>;

/** The hardware part of a network, simulated. */
export interface Hardware {
  readonly simulation: Simulation;
  /** Frames between the ports: tensors in the types and layouts of the source model. */
  run(frames: readonly (readonly Tensor[])[], options?: RunOptions): Promise<readonly (readonly Tensor[])[]>;
}

/** Chooses an engine for a graph of layers; one that is asked for and cannot run is a problem. */
export async function openHardware(graph: Graph, ask: Ask, options: HardwareOptions = {}): Promise<Loaded<Hardware>> {
  // Whoever only compiles, perhaps in a browser, has no use for engines and threads.
  const { simulator } = await import('@finnc/backend-simulator/node');
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
  arrays: Awaited<ReturnType<Simulation['run']>>,
): (frame: number) => readonly Tensor[] {
  const types = graph.outputs.map(({ type }) => tensorType(type.elem, type.shape));
  return (frame) =>
    graph.outputPorts.map((port, i) => {
      const { length } = outputs[i]!;
      const data = arrays[i]!.subarray(frame * length, (frame + 1) * length);
      return readPort(port, { type: types[i]!, data: data as Tensor['data'] });
    });
}
