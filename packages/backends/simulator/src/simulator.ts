import type { Ask, Graph } from '@finnc/ir';
import type { EngineSource, Mode, Planner } from './choose-engine.ts';
import type { EngineName } from './engine.ts';
import { planners as ownPlanners } from './planners.ts';
import { openSimulation, type Simulation } from './simulation.ts';
import { wasmSource } from './wasm/source.ts';

export interface SimulatorOptions {
  /** `auto` takes the fastest that is there. */
  readonly engine?: EngineName | 'auto';
  /** Many frames at once, one frame soon, or whichever a batch is faster by. */
  readonly mode?: Mode;
  /** Engines to try, the best first; the plain simulator comes after them always. */
  readonly engines?: readonly EngineSource[];
  /** Families of programs that engines are asked to run; ours, unless given. */
  readonly planners?: readonly Planner[];
}

/** Engines that run wherever JavaScript does. */
export const portableEngines: readonly EngineSource[] = [wasmSource];

/**
 * The fastest exact simulator of a graph that there is without Node: it runs in browsers and workers, too.
 *
 * `@finnc/backend-simulator/node` has one of the same name with native engines and threads.
 *
 * @throws SimulatorError if the engine that is asked for cannot run the graph
 */
export function simulator(graph: Graph, ask: Ask, options: SimulatorOptions = {}): Promise<Simulation> {
  const { engine = 'auto', mode = 'auto', engines = portableEngines, planners = ownPlanners } = options;
  return openSimulation(graph, ask, { engine, mode, engines, planners, threads: 1 });
}
