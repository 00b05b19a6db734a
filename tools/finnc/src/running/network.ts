import type { ChosenEngine, RunOptions, Simulation } from '@finnc/backend-simulator';
import type { Ask, Graph, Tensor } from '@finnc/ir';
import type { Loaded } from '../data/loaded.ts';
import { givesIndices } from './gives-indices.ts';
import { openHardware, type HardwareOptions } from './hardware.ts';
import type { NetworkInput, NetworkOutput } from './partition-file.ts';

/** A compiled network, host and hardware together, that gives what the source model would. */
export interface Network {
  readonly inputs: readonly NetworkInput[];
  readonly outputs: readonly NetworkOutput[];
  readonly metadata: ReadonlyMap<string, string>;
  /** What simulates the part in hardware; nothing where the host computes all. */
  readonly engine?: ChosenEngine;
  /** Of a network that is hardware as a whole. */
  readonly simulation?: Simulation;
  /** Outputs of frames in the types and shapes of the source model; a frame is a tensor an input in those of the input. */
  run(
    frames: readonly (readonly Tensor[])[],
    options?: Pick<RunOptions, 'signal'>,
  ): Promise<readonly (readonly Tensor[])[]>;
  /** Ends its workers and gives its memory back. */
  close(): Promise<void>;
}

/** A network that is hardware as a whole. */
export async function hardwareNetwork(graph: Graph, ask: Ask, options: HardwareOptions = {}): Promise<Loaded<Network>> {
  const opened = await openHardware(graph, ask, options);
  if (opened.problem) return opened;
  const { simulation, run } = opened.value;
  return {
    value: {
      inputs: graph.inputPorts.map(({ name, source }, i) => ({ name, source, type: graph.inputs[i]!.type })),
      outputs: graph.outputPorts.map((port) => ({ name: port.name, source: port.source, isIndex: givesIndices(port) })),
      metadata: graph.metadata,
      engine: simulation.engine,
      simulation,
      run,
      close: simulation.close,
    },
  };
}
