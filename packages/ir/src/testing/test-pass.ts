import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../diagnostic/index.ts';
import type { Ask } from '../facet/facet.ts';
import { cloneGraph, verifyGraph, type Graph } from '../graph/index.ts';
import type { OpDef } from '../op/op.ts';
import type { Pass } from '../pass/index.ts';
import type { Rule } from '../rewrite/index.ts';
import { printGraph } from '../text/index.ts';
import { standardAsk } from './ask.ts';
import { expectSameMeaning } from './same-meaning.ts';
import { graphOf } from './text.ts';

export interface PassCases {
  readonly ops: readonly OpDef[];
  /** `after` equal to `before` says that the pass leaves the graph alone; `reports` are the codes of its diagnostics. */
  readonly cases: readonly {
    readonly name: string;
    readonly before: string;
    readonly after: string;
    readonly reports?: readonly string[];
  }[];
  readonly ask?: Ask;
  readonly lowerings?: readonly Rule[];
  /** False for a pass that changes what the graph computes, or whose ops do not run. */
  readonly check?: boolean;
}

/** As `testRule`, for a configured pass. A pass that stays in its stage must find nothing to do when it runs again. */
export function testPass(
  pass: Pass,
  { ops, cases, ask = standardAsk(), lowerings = [], check = true }: PassCases,
): void {
  const run = (graph: Graph): string[] => {
    const reports: Diagnostic[] = [];
    pass.run(graph, {
      ask: (facet, node, cx) => ask.ask(facet, node, cx),
      report: (diagnostic) => reports.push(diagnostic),
      lowerings,
    });
    verifyGraph(graph);
    return reports.map(({ code }) => code);
  };
  const structure = (graph: Graph): string => printGraph(graph, { structure: true }).text;
  describe(pass.name, () => {
    it.each(cases)('$name', ({ before, after, reports = [] }) => {
      const graph = graphOf(before, ops);
      const original = cloneGraph(graph);
      expect(run(graph), 'diagnostics').toEqual(reports);
      expect(structure(graph)).toBe(structure(graphOf(after, ops)));
      if (check) expectSameMeaning(original, graph, { ask });
      if (pass.needs === pass.gives) {
        run(graph);
        expect(structure(graph), 'a second run changes nothing').toBe(structure(graphOf(after, ops)));
      }
    });
  });
}
