import { alongAxis, curvesOf, sameCurve, type ScaledInteger } from '../analysis/index.ts';
import { axesOf, type ImageLayout } from './pool-window.ts';
import type { FacetImplementation } from '../facet/facet.ts';
import type { OpDef } from '../op/op.ts';
import { TO_NCHW, TO_NHWC } from './layout.ts';
import { permuted } from './permuted.ts';

/** The layout of an image after a permutation, if that has a name. */
function movedLayout(layout: ImageLayout, perm: readonly number[]): ImageLayout | undefined {
  if (layout === 'nchw' && perm.join() === TO_NHWC.join()) return 'nhwc';
  if (layout === 'nhwc' && perm.join() === TO_NCHW.join()) return 'nchw';
  return undefined;
}

/** Whether something known of an image differs between its pixels: an op that moves pixels cannot keep it. */
export function variesOverImage(fact: ScaledInteger, rank: number, layout: ImageLayout): boolean {
  const { c } = axesOf(layout);
  const along = [
    alongAxis(curvesOf(fact), rank, sameCurve),
    alongAxis(fact.low, rank, Object.is),
    alongAxis(fact.high, rank, Object.is),
  ];
  return !along.every((found) => found && (found.axis ?? c) === c);
}

/** Ops on images whose attribute `layout` says where the channels are: on a turned image, another layout. */
export const permutedImages = (...ops: readonly OpDef[]): readonly FacetImplementation[] =>
  ops.map((op) =>
    permuted.for(op, ({ attrs }, perm) => {
      const layout = movedLayout((attrs as { readonly layout: ImageLayout }).layout, perm);
      return layout && { operands: ['x'], attrs: { ...attrs, layout } };
    }),
  );
