import type { Diagnostic } from '../diagnostic/index.ts';
import type { Ask } from '../facet/facet.ts';
import type { Graph } from '../graph/graph.ts';
import type { Stage } from '../pass/stage.ts';
import type { Tensor } from '../tensor/index.ts';
import type { Target } from '../hw/target.ts';

/** Relative paths with `/` and their contents; a backend returns files and never touches a disk. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/** An operation that a host computes around the hardware, and why hardware does not. */
export interface HostOperation {
  /** The node's name in the source model. */
  readonly node: string;
  readonly op: string;
  readonly reason: string;
}

export interface EmitContext extends Ask {
  report(diagnostic: Diagnostic): void;
  readonly target: Target;
  /** Pairs of inputs and expected outputs in graph types, for testbenches; from the checked inputs of the build. */
  readonly vectors: readonly Vector[];
  /** What of the network is not in the graph. */
  readonly hostOperations?: readonly HostOperation[];
}

/** One frame: what enters the graph and what the checked graph gives for it, one tensor a port. */
export interface Vector {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

export interface Backend {
  readonly name: string;
  readonly summary: string;
  /** Stage that the graph must have reached; `hardware` if left out. */
  readonly needs?: Stage;
  emit(graph: Graph, cx: EmitContext): Files;
}

export const defineBackend = (backend: Backend): Backend => Object.freeze(backend);
