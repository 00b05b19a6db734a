import type { Planner } from '../choose-engine.ts';
import { frameProgram } from './plan.ts';

/** Programs of one frame at a time, for engines that run them. */
export const framesPlanner: Planner = {
  family: 'frames',
  goodAt: 'latency',
  plan(graph, ask, { frames: engine }) {
    if (!engine) return undefined;
    const { program, unfit } = frameProgram(graph, ask);
    if (!program) return { reason: unfit.why, layer: unfit.layer };
    return { family: 'frames', unit: 1, program, load: () => engine.load(program) };
  },
};
