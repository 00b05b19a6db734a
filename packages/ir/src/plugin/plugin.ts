import type { FacetImplementation } from '../facet/facet.ts';
import type { Board } from '../hw/target.ts';
import type { OpDef } from '../op/op.ts';
import type { PassFactory } from '../pass/pass.ts';
import type { Rule } from '../rewrite/rule.ts';
import type { Backend } from './backend.ts';

/**
 * What a package adds to finnc. Every list may be left out; our own packages are plugins like any other.
 *
 * `lowerings` turn integer-stage ops into hardware layers; `importers` are handlers for source operators, typed by
 * the frontend, which reads them.
 */
export interface Plugin {
  readonly name: string;
  readonly ops?: readonly OpDef[];
  readonly facets?: readonly FacetImplementation[];
  readonly lowerings?: readonly Rule[];
  readonly passes?: readonly PassFactory[];
  readonly backends?: readonly Backend[];
  readonly boards?: readonly Board[];
  readonly importers?: readonly Importer[];
  /** Tables made by `defineDiagnostics`, for `finnc explain`. */
  readonly diagnostics?: readonly object[];
}

/** A handler for one source operator; the frontend narrows `handle`. */
export interface Importer {
  readonly domain: string;
  readonly opType: string;
  readonly handle: (...args: never[]) => unknown;
}

export const definePlugin = <const P extends Plugin>(plugin: P): P => Object.freeze(plugin);
