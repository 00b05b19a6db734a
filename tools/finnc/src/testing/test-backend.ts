import { printGraph, Registry, type Backend, type Diagnostic, type EmitContext, type Plugin } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { standardPlugins } from '../standard.ts';

export interface BackendCases {
  /** Plugins besides finnc's own: the one with the backend, and those with layers it knows. */
  readonly plugins: readonly Plugin[];
  readonly cases: readonly {
    readonly name: string;
    /** A `.fnir` text of a graph in the stage the backend wants. */
    readonly graph: string;
    /** What it writes, all of it: text by relative path. */
    readonly files: Readonly<Record<string, string>>;
    /** Codes of its diagnostics, in order; none if left out. */
    readonly reports?: readonly string[];
  }[];
  /** ZC706 if left out. */
  readonly board?: string;
  /** The board's default if left out. */
  readonly clockMhz?: number;
}

/**
 * Table-driven tests of a backend: each graph gives exactly these files and diagnostics, the same when asked again, and
 * the graph stays as it was.
 */
export function testBackend(backend: Backend, { plugins, cases, board: name = 'ZC706', clockMhz }: BackendCases): void {
  const registry = new Registry([...standardPlugins, ...plugins]);
  const board = registry.boards.find((candidate) => candidate.name === name);
  if (!board) throw new Error(`there is no board '${name}'`);

  describe(backend.name, () => {
    it('is brought by one of the plugins, without clashes', () => {
      expect(registry.problems).toEqual([]);
      expect(registry.backends.get(backend.name)).toBe(backend);
    });

    it.each(cases)('$name', ({ graph: text, files, reports = [] }) => {
      const graph = graphOf(text, registry.ops.values());
      const before = printGraph(graph).text;
      const emit = (): { readonly files: object; readonly codes: readonly string[] } => {
        const diagnostics: Diagnostic[] = [];
        const cx: EmitContext = {
          ask: (facet, node, context) => registry.ask(facet, node, context),
          report: (diagnostic) => void diagnostics.push(diagnostic),
          target: { board, clockMhz: clockMhz ?? board.clockMhz, cost: 'finnc' },
          vectors: [],
        };
        return { files: Object.fromEntries(backend.emit(graph, cx)), codes: diagnostics.map(({ code }) => code) };
      };
      const first = emit();
      expect(first).toEqual({ files, codes: reports });
      expect(emit(), 'asked again').toEqual(first);
      expect(printGraph(graph).text, 'the graph is not changed').toBe(before);
    });
  });
}
