import type { Pass } from '@finnc/ir';
import { signPadding, unchosenSignPadding } from '@finnc/passes';
import { configDefaults } from '../config/defaults.ts';
import type { BuildState } from './state.ts';

/** The choice that the configuration says, by the costs on what is built for. */
export const configuredSignPadding = ({ options, plan }: BuildState): Pass =>
  signPadding({ choice: options.config?.signPadding ?? configDefaults.signPadding, target: plan.target });

/** Zeros around signs are never built without a word: builds of own steps or passes may have none that chooses. */
export function tellUnchosenSignPadding({ graph, registry, diagnostics, report }: BuildState): void {
  if (graph) unchosenSignPadding(graph, registry, diagnostics).forEach(report);
}
