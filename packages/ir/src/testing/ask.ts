import type { Ask } from '../facet/facet.ts';
import { definePlugin } from '../plugin/plugin.ts';
import { Registry } from '../plugin/registry.ts';
import { qnnFacets, qnnOps } from '../qnn/index.ts';
import type { Plugin } from '../plugin/plugin.ts';

/** Answers of the qnn ops, and of further plugins. */
export const standardAsk = (...plugins: readonly Plugin[]): Registry & Ask =>
  new Registry([definePlugin({ name: 'qnn', ops: qnnOps, facets: qnnFacets }), ...plugins]);
