import type { Plugin } from './plugin.ts';

/** Whose contribution threw. */
export interface Blame {
  readonly plugin: Plugin;
  /** What it is, for messages: `lowering 'acme-rule'`. */
  readonly what: string;
}

const blames = new WeakMap<Error, Blame>();

/**
 * Runs what a plugin contributed and remembers the plugin with whatever it throws. The error itself goes on unchanged,
 * so that callers which expect one of its kind still meet it.
 *
 * @throws what `run` throws, in an Error if it is none
 */
export function onBehalfOf<T>(plugin: Plugin, what: string, run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    // Innermost first: a pass is not to blame for a facet that it asks.
    if (!blames.has(error)) blames.set(error, { plugin, what });
    throw error;
  }
}

/** Whose contribution threw an error, if it was anyone's. */
export const blameOf = (error: unknown): Blame | undefined => (error instanceof Error ? blames.get(error) : undefined);
