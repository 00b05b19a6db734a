import type { Planner } from '../choose-engine.ts';
import { slicedProgram } from './plan.ts';

/** Bit-sliced programs, for engines that run them. */
export const slicedPlanner: Planner = {
  family: 'sliced',
  goodAt: 'throughput',
  plan(graph, ask, { sliced: engine }) {
    if (!engine) return undefined;
    const { program, unfit } = slicedProgram(graph, ask, engine);
    if (!program) return { reason: unfit.why, layer: unfit.layer };
    return { family: 'sliced', unit: engine.frames, program, load: () => engine.load(program) };
  },
};
