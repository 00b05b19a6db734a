import type { Planner } from './choose-engine.ts';
import { framesPlanner } from './frames/planner.ts';
import { slicedPlanner } from './sliced/planner.ts';

/** The families of programs that engines run, see `Family`. */
export const planners: readonly Planner[] = [slicedPlanner, framesPlanner];
