import type { EngineSource } from '../choose-engine.ts';
import { portableEngines } from '../simulator.ts';
import { nativeSource } from './native/native-engine.ts';

/** To find a compiler takes longer than many a network, so a process does it once. */
function once({ name, open }: EngineSource): EngineSource {
  let opened: ReturnType<typeof open> | undefined;
  return { name, open: () => (opened ??= open()) };
}

/** Engines to try, the best first. */
export const nodeEngines: readonly EngineSource[] = [nativeSource, ...portableEngines].map(once);
