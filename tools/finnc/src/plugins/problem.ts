import { blameOf, type Diagnostic } from '@finnc/ir';
import { pluginDiagnostics } from '../diagnostics.ts';
import { standardPlugins } from '../standard.ts';
import { reasonOf } from '../data/loaded.ts';

/** What an error says to users if a plugin of theirs is to blame; what our own plugins throw is our bug. */
export function pluginProblem(error: unknown): Diagnostic | undefined {
  const blame = blameOf(error);
  if (!blame || standardPlugins.includes(blame.plugin)) return undefined;
  return pluginDiagnostics.threw({ plugin: blame.plugin.name, what: blame.what, reason: reasonOf(error) });
}

interface Sink {
  report(diagnostic: Diagnostic): void;
  readonly options: { readonly onError?: (error: unknown) => void };
}

/** Runs a part of a build: what a plugin throws in it becomes a diagnostic with the plugin's name. */
export function guarded<T>(sink: Sink, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    const problem = pluginProblem(error);
    if (!problem) throw error;
    sink.options.onError?.(error);
    sink.report(problem);
    return undefined;
  }
}
