import type { Diagnostic } from '../diagnostic/index.ts';
import type { Ask } from '../facet/facet.ts';
import type { Graph } from '../graph/graph.ts';
import { applyRules, type RewriteEvent, type Rule } from '../rewrite/index.ts';
import type { Given, OptionTable, Resolved } from './options.ts';
import type { Stage } from './stage.ts';

export interface PassContext extends Ask {
  report(diagnostic: Diagnostic): void;
  /** Rules that plugins bring to turn integer ops into layers. */
  readonly lowerings: readonly Rule[];
  onRewrite?(event: RewriteEvent): void;
}

/** A configured pass, ready to run. It changes the graph in place; users' mistakes are reported, not thrown. */
export interface Pass {
  readonly name: string;
  readonly summary: string;
  /** Stage the graph must be in. */
  readonly needs: Stage;
  /** Stage the graph is in afterwards; equal to `needs` for most passes. */
  readonly gives: Stage;
  run(graph: Graph, cx: PassContext): void;
}

type Make<O extends OptionTable> =
  Record<never, never> extends Given<O> ? (options?: Given<O>) => Pass : (options: Given<O>) => Pass;
export type DefinedPass<O extends OptionTable> = Make<O> & {
  readonly passName: string;
  readonly summary: string;
  readonly options: O;
  readonly needs: Stage;
  readonly gives: Stage;
};
/** A pass as a registry holds it: options are checked by whoever calls. */
export type PassFactory = ((options?: never) => Pass) & {
  readonly passName: string;
  readonly summary: string;
  readonly options: OptionTable;
  readonly needs: Stage;
  readonly gives: Stage;
};

interface PassHead<O extends OptionTable> {
  readonly name: string;
  readonly summary: string;
  readonly options?: O;
  readonly needs: Stage;
  readonly gives?: Stage;
}

/** Declares a pass: either a set of rules driven to a fixed point, or an algorithm. */
export function definePass<const O extends OptionTable = Record<never, never>>(
  def: PassHead<O> &
    ({ readonly rules: readonly Rule[] } | { run(graph: Graph, options: Resolved<O>, cx: PassContext): void }),
): DefinedPass<O> {
  const table: OptionTable = def.options ?? {};
  const gives = def.gives ?? def.needs;
  const make = (given: Readonly<Record<string, unknown>> = {}): Pass => {
    const options = Object.fromEntries(
      Object.entries(table).map(([key, spec]) => [key, given[key] ?? spec.default]),
    ) as Resolved<O>;
    return {
      name: def.name,
      summary: def.summary,
      needs: def.needs,
      gives,
      run(graph, cx) {
        if ('rules' in def) applyRules(graph, def.rules, cx, cx.onRewrite ? { onEvent: cx.onRewrite } : {});
        else def.run(graph, options, cx);
      },
    };
  };
  return Object.assign(make, {
    passName: def.name,
    summary: def.summary,
    options: table,
    needs: def.needs,
    gives,
  }) as unknown as DefinedPass<O>;
}
