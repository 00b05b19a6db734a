import type { Diagnostic, Plugin } from '@finnc/ir';
import type { Console } from '../console.ts';

/** Options that every command has, as commander gives them. */
export interface CommonFlags extends Readonly<Record<string, unknown>> {
  readonly plugin?: readonly string[];
  readonly debug?: boolean;
}

/** Loads plugins in the order given; all that cannot be loaded are reported. */
export async function loadPlugins(
  console: Console,
  names: readonly string[],
  debug = false,
): Promise<{ readonly plugins: readonly Plugin[]; readonly diagnostics: readonly Diagnostic[] }> {
  if (names.length === 0) return { plugins: [], diagnostics: [] };
  const { loadPlugin } = await import('../plugins/load.ts');
  const plugins: Plugin[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of names) {
    const loaded = await loadPlugin(console.cwd, name, debug ? tracePrinter(console) : () => undefined);
    if (loaded.problem) diagnostics.push(loaded.problem);
    else plugins.push(loaded.value);
  }
  return { plugins, diagnostics };
}

/** Prints where something was thrown, for --debug. */
export const tracePrinter =
  (console: Console) =>
  (error: unknown): void => {
    console.err.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  };

/** The error that keeps a command from beginning, or undefined. */
export const firstError = (diagnostics: readonly Diagnostic[]): Diagnostic | undefined =>
  diagnostics.find(({ severity }) => severity === 'error');
