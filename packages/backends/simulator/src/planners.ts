import type { Planner } from './choose-engine.ts';

/** The families of programs that engines run, see `Family`. */
export const planners: readonly Planner[] = [];
