import { kernel, plainSimulator } from '@finnc/backend-simulator';
import type { Engine } from './engine.ts';

/** The simulator, for layers that bring a kernel; without one it would run `evaluate` and prove nothing. */
export const simulatorEngine: Engine = {
  name: 'the simulator',
  unavailable: (op, registry) =>
    registry.answers(kernel.id, op) ? undefined : `${op} brings no kernel for the simulator`,
  run: (graph, frames, registry) => plainSimulator(graph, registry).runBatch(frames),
};
