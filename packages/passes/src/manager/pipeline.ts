import {
  kebab,
  suggest,
  verifyGraph,
  type Diagnostic,
  type Graph,
  type Pass,
  type PassContext,
  type PassFactory,
} from '@finnc/ir';
import { passDiagnostics } from '../diagnostics.ts';
import { stagePredicates } from '../stages.ts';

export interface PipelineHooks {
  /** After each pass; return false to stop. */
  after?(pass: Pass, graph: Graph, milliseconds: number): boolean | undefined;
}

/**
 * Runs passes in turn on one graph, which they change in place. Before each, the stage it needs is checked; after each,
 * the structure of the graph. Stops at the first pass that reports an error.
 *
 * @returns whether all passes ran
 */
export function runPipeline(
  graph: Graph,
  passes: readonly Pass[],
  cx: PassContext,
  hooks: PipelineHooks = {},
): boolean {
  for (const pass of passes) {
    let failed = false;
    const watched: PassContext = {
      ...cx,
      ask: cx.ask.bind(cx),
      report(diagnostic) {
        failed ||= diagnostic.severity === 'error';
        cx.report(diagnostic);
      },
    };
    const reasons = stagePredicates[pass.needs].reasons(graph, cx);
    if (reasons.length > 0) {
      cx.report(passDiagnostics.wrongStage({ pass: pass.name, needs: pass.needs, reasons: reasons.slice(0, 5) }));
      return false;
    }
    const start = performance.now();
    pass.run(graph, watched);
    if (failed) return false;
    verifyGraph(graph);
    if (hooks.after?.(pass, graph, performance.now() - start) === false) return false;
  }
  return true;
}

/** A pass with the options that text gives. */
export interface ParsedPass extends Pass {
  /** The same pass with options besides that only a program can give, such as a receiver. */
  with(options: Readonly<Record<string, unknown>>): Pass;
}

export type ParsedPipeline =
  { readonly passes: readonly ParsedPass[] } | { readonly diagnostics: readonly Diagnostic[] };

/** `'streamline,fold{target-cycles=20000}'` as passes; every mistake in it is reported. */
export function parsePipeline(text: string, known: ReadonlyMap<string, PassFactory>): ParsedPipeline {
  const diagnostics: Diagnostic[] = [];
  const passes: ParsedPass[] = [];
  const entry = /\s*([A-Za-z][\w.-]*)\s*(?:\{([^{}]*)\})?\s*(,|$)/y;
  let position = 0;
  while (position < text.length) {
    entry.lastIndex = position;
    const match = entry.exec(text);
    if (!match) return { diagnostics: [...diagnostics, passDiagnostics.badPipeline({ text, position })] };
    position = entry.lastIndex;
    const [, name = '', options = ''] = match;
    const factory = known.get(name);
    if (!factory) {
      diagnostics.push(passDiagnostics.unknownPass({ pass: name, suggestion: suggest(name, known.keys()) }));
      continue;
    }
    const pass = configured(factory, options, diagnostics);
    if (pass) passes.push(pass);
  }
  return diagnostics.length > 0 ? { diagnostics } : { passes };
}

function configured(factory: PassFactory, text: string, diagnostics: Diagnostic[]): ParsedPass | undefined {
  const pass = factory.passName;
  const keys = new Map(Object.keys(factory.options).map((key) => [kebab(key), key]));
  const given: Record<string, unknown> = {};
  const before = diagnostics.length;
  for (const part of text.split(/[\s,]+/).filter((piece) => piece !== '')) {
    const [name = '', value = 'true'] = part.split('=', 2);
    const key = keys.get(name) ?? (Object.hasOwn(factory.options, name) ? name : undefined);
    const parsed: unknown = key === undefined ? undefined : factory.options[key]?.parse(value);
    if (key === undefined) {
      const suggestion = suggest(name, keys.keys());
      const wants = `does not exist${suggestion === undefined ? '' : `; did you mean '${suggestion}'?`}`;
      diagnostics.push(passDiagnostics.badOption({ pass, option: name, wants }));
    } else if (parsed === undefined) {
      diagnostics.push(
        passDiagnostics.badOption({
          pass,
          option: name,
          wants: `cannot be '${value}': ${factory.options[key]?.describe ?? ''}`,
        }),
      );
    } else given[key] = parsed;
  }
  for (const [key, spec] of Object.entries(factory.options)) {
    if (spec.required && !(key in given)) {
      diagnostics.push(passDiagnostics.badOption({ pass, option: kebab(key), wants: `is required: ${spec.describe}` }));
    }
  }
  if (diagnostics.length > before) return undefined;
  return { ...factory(given as never), with: (options) => factory({ ...given, ...options } as never) };
}
