import type { Graph, Registry, Tensor } from '@finnc/ir';

/** Something that runs a graph as hardware would: the simulator, or generated C++ behind a compiler. */
export interface Engine {
  readonly name: string;
  /** Why this engine cannot run a layer, or undefined; such tests are skipped with that notice. */
  unavailable(op: string, registry: Registry): string | undefined;
  /** Whether a layer need not run on it: then nothing is said where it does not. */
  readonly isOptional?: boolean;
  /** Outputs of each frame; several times over if it has several ways, or none if it has no way for the graph. */
  run(graph: Graph, frames: readonly (readonly Tensor[])[], registry: Registry): Tensor[][];
}
