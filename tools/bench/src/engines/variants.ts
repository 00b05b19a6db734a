import { simulator, type EngineName, type Mode, type Simulation } from '@finnc/backend-simulator';
import type { Graph, Registry } from '@finnc/ir';
import { interpreterSource } from './interpreter.ts';

/** An engine in one of the forms in which it may run on a machine. */
export interface Variant {
  readonly name: string;
  readonly engine: EngineName;
  /** Frames that its bit-sliced programs take as long for as for one. */
  readonly slice: number;
  /** How it may run: numbers of threads, and what it prefers among its programs. */
  readonly ways: readonly Way[];
  open(graph: Graph, registry: Registry, way: Way): Promise<Simulation>;
}
export interface Way {
  readonly threads: number;
  readonly mode: Mode;
}

/** Every engine that there may be here; opening one that is not there is a SimulatorError that says why. */
export function variants(): readonly Variant[] {
  return [
    {
      name: 'js',
      engine: 'js',
      slice: 1,
      ways: [{ threads: 1, mode: 'auto' }],
      open: (graph, registry, { mode }) => simulator(graph, registry, { engine: 'js', mode }),
    },
    ...[false, true].map((complements): Variant => ({
      name: complements ? 'interpreter, complements' : 'interpreter',
      engine: 'js',
      slice: 1,
      ways: [{ threads: 1, mode: 'throughput' }],
      open: (graph, registry, { mode }) =>
        simulator(graph, registry, { engine: 'js', mode, engines: [interpreterSource(complements)] }),
    })),
  ];
}
