import { qnn, type ActivationChoice } from '@finnc/ir';
import { streamline } from '@finnc/passes';
import { kindOf } from '../config/layer-names.ts';
import type { Folding } from '../config/folding.ts';
import { count, floatOps } from './describe.ts';
import { runPasses } from './graph-step.ts';
import { graphOf, type BuildState } from './state.ts';

/** Integers where there is a form of integers, with the choice of activations that the user or the folding made. */
export function streamlineStep(state: BuildState): string {
  const { activations: wanted = 'auto' } = state.options.config ?? {};
  const activations = wanted === 'auto' ? impliedChoice(state.folding) : wanted;
  runPasses(state, 'streamline', [streamline({ activations })]);
  const nodes = graphOf(state).order();
  const floats = `${count(nodes.length, 'node')}, ${count(floatOps(graphOf(state)), 'float op')}`;
  const products = nodes.filter((node) => node.op.name === qnn.requantise.name).length;
  return products === 0 ? floats : `${floats}, ${count(products, 'activation')} by multiplication`;
}

/**
 * A folding that has units for thresholds and none for multiplication was made for a design without the latter, as all of
 * FINN's are: only with thresholds everywhere do its names and numbers mean the same layers.
 */
export function impliedChoice(folding: Folding | undefined): ActivationChoice | undefined {
  const kinds = new Set(folding?.layers.map(({ layer }) => kindOf(layer.replace(/_\d+$/, ''), new Map())));
  return kinds.has('Thresholding') && !kinds.has('Requant') ? 'thresholds' : undefined;
}
