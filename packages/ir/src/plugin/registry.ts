import { defineDiagnostics, type Diagnostic } from '../diagnostic/index.ts';
import type { Ask, Facet, FacetImplementation } from '../facet/facet.ts';
import type { Node } from '../graph/graph.ts';
import type { Board } from '../hw/target.ts';
import type { OpDef } from '../op/op.ts';
import type { PassFactory } from '../pass/pass.ts';
import type { Rule } from '../rewrite/rule.ts';
import type { Backend } from './backend.ts';
import { onBehalfOf } from './blame.ts';
import type { Importer, Plugin } from './plugin.ts';

export const registryDiagnostics = defineDiagnostics<{
  duplicate: { kind: string; name: string; first: string; second: string };
}>({
  duplicate: {
    code: 'FINNC1001',
    severity: 'error',
    message: ({ kind, name, first, second }) => `plugins '${first}' and '${second}' both bring ${kind} '${name}'`,
    help: () => 'load one of the two, or rename the one that is yours',
    explain:
      'Ops, facet answers, passes, backends, boards and importers are found by name, so each name may come from one plugin only. Two copies of one package count as two plugins.',
  },
});

interface Contribution<T> {
  readonly name: string;
  readonly entry: T;
  readonly plugin: Plugin;
}

/**
 * Everything the loaded plugins bring, and the answers to facets. Built once, never changed.
 *
 * What a facet, a lowering or an importer throws can be traced to its plugin: see `blameOf`.
 */
export class Registry implements Ask {
  readonly plugins: readonly Plugin[];
  readonly ops: ReadonlyMap<string, OpDef>;
  readonly passes: ReadonlyMap<string, PassFactory>;
  readonly backends: ReadonlyMap<string, Backend>;
  readonly boards: readonly Board[];
  readonly lowerings: readonly Rule[];
  readonly importers: ReadonlyMap<string, Importer>;
  /** Clashes between plugins; a caller with any must stop. */
  readonly problems: readonly Diagnostic[];
  readonly #answers = new Map<string, Contribution<FacetImplementation>>();

  constructor(plugins: readonly Plugin[]) {
    const problems: Diagnostic[] = [];
    const owners = new Map<string, string>();
    const contributions = <T>(
      kind: string,
      pick: (plugin: Plugin) => readonly T[] | undefined,
      nameOf: (entry: T) => string,
    ): readonly Contribution<T>[] => {
      const found = new Map<string, Contribution<T>>();
      for (const plugin of plugins) {
        for (const entry of pick(plugin) ?? []) {
          const name = nameOf(entry);
          const first = owners.get(`${kind} ${name}`);
          if (first === undefined) {
            owners.set(`${kind} ${name}`, plugin.name);
            found.set(name, { name, entry, plugin });
          } else if (found.get(name)?.entry !== entry)
            problems.push(registryDiagnostics.duplicate({ kind, name, first, second: plugin.name }));
        }
      }
      return [...found.values()];
    };
    const table = <T>(...what: Parameters<typeof contributions<T>>): Map<string, T> =>
      new Map(contributions(...what).map(({ name, entry }) => [name, entry]));
    this.plugins = plugins;
    this.ops = table(
      'op',
      (plugin) => plugin.ops,
      (op) => op.name,
    );
    this.passes = table(
      'pass',
      (plugin) => plugin.passes,
      (pass) => pass.passName,
    );
    this.backends = table(
      'backend',
      (plugin) => plugin.backends,
      (backend) => backend.name,
    );
    this.boards = [
      ...table(
        'board',
        (plugin) => plugin.boards,
        (board) => board.name.toLowerCase(),
      ).values(),
    ];
    this.importers = new Map(
      contributions(
        'importer',
        (plugin) => plugin.importers,
        ({ domain, opType }) => `${domain}::${opType}`,
      ).map(({ name, entry, plugin }) => {
        const handle = (...args: never[]): unknown =>
          onBehalfOf(plugin, `importer '${entry.opType}'`, () => entry.handle(...args));
        return [name, { ...entry, handle }];
      }),
    );
    this.lowerings = contributions(
      'lowering',
      (plugin) => plugin.lowerings,
      (rule) => rule.name,
    ).map(({ entry, plugin }): Rule => ({
      ...entry,
      rewrite: (node, rw, ask) => onBehalfOf(plugin, `lowering '${entry.name}'`, () => entry.rewrite(node, rw, ask)),
    }));
    const facets = contributions(
      'facet',
      (plugin) => plugin.facets,
      ({ facet, op }) => `${facet} for ${op}`,
    );
    for (const answer of facets) this.#answers.set(`${answer.entry.facet} ${answer.entry.op}`, answer);
    this.problems = problems;
  }

  ask<Context, Answer>(facet: Facet<Context, Answer>, node: Node, cx: Context): Answer | undefined {
    const answer = this.#answers.get(`${facet.id} ${node.op.name}`);
    if (!answer) return undefined;
    const implement = answer.entry.implement as unknown as (node: Node, cx: Context) => Answer;
    return onBehalfOf(answer.plugin, `facet '${facet.id}' of '${node.op.name}'`, () => implement(node, cx));
  }

  /** Whether some op answers the facet; for listings. */
  answers(facet: string, op: string): boolean {
    return this.#answers.has(`${facet} ${op}`);
  }
}
