import type { Graph, Registry, Tensor } from '@finnc/ir';

/** Something that runs a graph as hardware would: the simulator, or generated C++ behind a compiler. */
export interface Engine {
  readonly name: string;
  /** Why this engine cannot run a layer, or undefined; such tests are skipped with that notice. */
  unavailable(op: string, registry: Registry): string | undefined;
  /** Outputs of each frame. */
  run(graph: Graph, frames: readonly (readonly Tensor[])[], registry: Registry): Tensor[][];
}
