import { availableParallelism } from 'node:os';
import type { Ask, Graph } from '@finnc/ir';
import { planners as ownPlanners } from '../planners.ts';
import { openSimulation, type Simulation } from '../simulation.ts';
import type { SimulatorOptions as PortableOptions } from '../simulator.ts';
import { nodeEngines } from './engines.ts';
import { workerTeam } from './worker-team.ts';

export interface SimulatorOptions extends PortableOptions {
  /** Threads that large batches are divided among; as many as there are cores, unless given. 1 is the caller's alone. */
  readonly threads?: number;
}

/**
 * The fastest exact simulator of a graph that there is on this machine. Outputs do not depend on engine or threads.
 *
 * @throws SimulatorError if the engine that is asked for cannot run the graph
 */
export function simulator(graph: Graph, ask: Ask, options: SimulatorOptions = {}): Promise<Simulation> {
  const { engine = 'auto', mode = 'auto', engines = nodeEngines, planners = ownPlanners } = options;
  const { threads = availableParallelism() } = options;
  if (!Number.isInteger(threads) || threads < 1) throw new RangeError(`${threads} threads; at least 1 is needed`);
  return openSimulation(graph, ask, { engine, mode, engines, planners, threads, team: workerTeam });
}
