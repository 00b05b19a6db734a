import type { Node } from '../graph/graph.ts';
import type { Ask } from '../facet/facet.ts';
import type { OpDef } from '../op/op.ts';
import type { Rewriter } from './rewriter.ts';

export type Outcome = 'rewritten' | { readonly skipped: string };

/**
 * A local rewrite rooted at one op.
 *
 * `rewrite` returns undefined where the pattern does not match, `rw.skip(reason)` where it matches but must not apply,
 * and `rw.replace(…)` where it did. Of rules on one root, higher `benefit` is tried first.
 */
export interface Rule {
  readonly name: string;
  readonly root: OpDef;
  readonly benefit: number;
  rewrite(node: never, rw: Rewriter, ask: Ask): Outcome | undefined;
}

export const defineRule = <Op extends OpDef>(rule: {
  readonly name: string;
  readonly root: Op;
  readonly benefit?: number;
  rewrite(node: Node<Op>, rw: Rewriter, ask: Ask): Outcome | undefined;
}): Rule => Object.freeze({ benefit: 1, ...rule });
