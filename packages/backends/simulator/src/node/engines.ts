import type { EngineSource } from '../choose-engine.ts';
import { portableEngines } from '../simulator.ts';
import { nativeSource } from './native/native-engine.ts';

/** What decides which engine a source opens. */
const settings = (): string =>
  ['FINNC_CC', 'FINNC_NATIVE', 'XDG_CACHE_HOME'].map((name) => process.env[name]).join('\n');

/** To find a compiler takes longer than many a network, so a process does it once. */
function once({ name, open }: EngineSource): EngineSource {
  const opened = new Map<string, ReturnType<typeof open>>();
  return {
    name,
    open() {
      const key = settings();
      const engine = opened.get(key) ?? open();
      opened.set(key, engine);
      return engine;
    },
  };
}

/** Engines to try, the best first. */
export const nodeEngines: readonly EngineSource[] = [nativeSource, ...portableEngines].map(once);
