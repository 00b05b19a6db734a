import type { EngineSource } from '../choose-engine.ts';
import { hasWasmEngine, wasmEngine } from './engine.ts';

/** WebAssembly, which needs nothing installed. */
export const wasmSource: EngineSource = {
  name: 'wasm',
  open: () =>
    Promise.resolve(
      hasWasmEngine()
        ? wasmEngine()
        : {
            reason: 'WebAssembly is not there, or has no vectors of 128 bits',
            remedy: 'run it with Node 20 or a browser of 2023 or later, on a processor with SSE4.1 or NEON',
          },
    ),
};
