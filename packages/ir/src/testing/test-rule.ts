import { describe, expect, it } from 'vitest';
import type { Ask } from '../facet/facet.ts';
import { cloneGraph, verifyGraph } from '../graph/index.ts';
import type { OpDef } from '../op/op.ts';
import { applyRules, type RewriteEvent, type Rule } from '../rewrite/index.ts';
import { printGraph } from '../text/index.ts';
import { standardAsk } from './ask.ts';
import { expectSameMeaning } from './same-meaning.ts';
import { graphOf } from './text.ts';

export interface RuleCases {
  /** The ops the texts use. */
  readonly ops: readonly OpDef[];
  readonly rewrites: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  /** Graphs the rule must leave alone; `because` is what it gives to `rw.skip`, left out where the pattern does not match. */
  readonly declines: readonly { readonly name: string; readonly before: string; readonly because?: string }[];
  readonly ask?: Ask;
}

/**
 * Table-driven tests of a rewrite rule.
 *
 * Every rewrite must give the graph of `after` (names apart), keep its meaning in `exact` arithmetic on edge-biased
 * inputs, and find nothing to do when it runs again. Every declined graph stays as it was, for the reason given.
 */
export function testRule(rule: Rule, { ops, rewrites, declines, ask = standardAsk() }: RuleCases): void {
  const structure = (text: string): string => printGraph(graphOf(text, ops), { structure: true }).text;
  describe(rule.name, () => {
    it.each(rewrites)('rewrites $name', ({ before, after }) => {
      const graph = graphOf(before, ops);
      const original = cloneGraph(graph);
      expect(applyRules(graph, [rule], ask), 'rewrites').toBeGreaterThan(0);
      verifyGraph(graph);
      expect(printGraph(graph, { structure: true }).text).toBe(structure(after));
      expectSameMeaning(original, graph, { ask });
      expect(applyRules(graph, [rule], ask), 'a second run changes nothing').toBe(0);
    });
    it.each(declines)('declines $name', ({ before, because }) => {
      const graph = graphOf(before, ops);
      const text = printGraph(graph).text;
      const events: RewriteEvent[] = [];
      expect(applyRules(graph, [rule], ask, { onEvent: (event) => events.push(event) }), 'rewrites').toBe(0);
      expect([...new Set(events.map(({ skipped }) => skipped))], 'reasons').toEqual(
        because === undefined ? [] : [because],
      );
      // The driver also sweeps what no output needs; a test graph has nothing of that kind.
      expect(printGraph(graph).text, 'a declined rule leaves the graph alone').toBe(text);
    });
  });
}
