import type { EngineSource } from '../choose-engine.ts';

/** Engines to try, the best first. */
export const nodeEngines: readonly EngineSource[] = [];
