import type { Simulation } from '@finnc/backend-simulator';
import type { SimulatorOptions } from '@finnc/backend-simulator/node';
import type { Ask, Graph } from '@finnc/ir';

/**
 * The fastest exact simulator of a graph of layers that there is on this machine, see `Simulation`. In a browser
 * `simulator` of `@finnc/backend-simulator` does the same with what there is.
 *
 * @throws SimulatorError if the engine that is asked for cannot run the graph
 */
export async function simulator(graph: Graph, ask: Ask, options: SimulatorOptions = {}): Promise<Simulation> {
  // Whoever only compiles has no use for engines and threads.
  const node = await import('@finnc/backend-simulator/node');
  return node.simulator(graph, ask, options);
}
