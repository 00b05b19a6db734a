import type { EngineSource } from '../choose-engine.ts';
import { portableEngines } from '../simulator.ts';

/** Engines to try, the best first. */
export const nodeEngines: readonly EngineSource[] = [...portableEngines];
