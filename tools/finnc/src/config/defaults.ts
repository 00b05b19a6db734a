import type { BuildConfig } from './schema.ts';

/** What holds where a configuration is silent; the clock and the output folder depend on the board and the model. */
export const configDefaults = Object.freeze({
  backend: Object.freeze(['hls', 'simulator', 'report']),
  output: 'logits',
  objective: 'area',
  activations: 'auto',
  signPadding: 'auto',
  inputQuantiser: 'hardware',
  check: 2,
  cost: 'finnc',
} as const satisfies BuildConfig);
