import type { EngineSource } from '../choose-engine.ts';
import { portableEngines } from '../simulator.ts';
import { nativeSource } from './native/native-engine.ts';

/** Engines to try, the best first. */
export const nodeEngines: readonly EngineSource[] = [nativeSource, ...portableEngines];
