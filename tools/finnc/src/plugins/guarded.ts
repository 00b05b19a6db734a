import type { Diagnostic, Plugin } from '@finnc/ir';
import { pluginDiagnostics } from '../diagnostics.ts';
import { standardPlugins } from '../standard.ts';
import { reasonOf } from './reason.ts';

interface Sink {
  report(diagnostic: Diagnostic): void;
  readonly options: { readonly onError?: (error: unknown) => void };
}

/**
 * Runs what a plugin contributed: what it throws becomes a diagnostic with the plugin's name.
 *
 * What our own plugins throw is our bug and goes on to the caller.
 */
export function guarded<T>(sink: Sink, owner: Plugin | undefined, what: string, run: () => T): T | undefined {
  if (!owner || standardPlugins.includes(owner)) return run();
  try {
    return run();
  } catch (error) {
    sink.options.onError?.(error);
    sink.report(pluginDiagnostics.threw({ plugin: owner.name, what, reason: reasonOf(error) }));
    return undefined;
  }
}
