import type { Graph, HostOperation, InputPort, OutputPort, TensorType } from '@finnc/ir';

/**
 * A network split between a host and the hardware. The host runs `pre`, the hardware its own graph, the host `post`; each
 * reads inputs of the network and what ran before it, by the names of its input ports, and gives its output ports.
 */
export interface HostPartition {
  /** Before the hardware; absent if it begins with the network's inputs. */
  readonly pre?: Graph;
  /** After the hardware; absent if it gives all outputs. */
  readonly post?: Graph;
  /** False if the whole network is `pre`. */
  readonly hasHardware: boolean;
  readonly operations: readonly HostOperation[];
  /** Ports of the whole network. */
  readonly inputs: readonly InputPort[];
  /** Types of the inputs' values, which may be narrower than what the model declares. */
  readonly inputTypes: readonly TensorType[];
  readonly outputs: readonly OutputPort[];
}
