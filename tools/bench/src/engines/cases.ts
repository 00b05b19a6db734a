import { randomNetwork, seededChoices } from '@finnc/ir/testing';
import { compile } from 'finnc';
import type { CorpusModel } from 'finnc/corpus';
import { compileModel } from '../scoreboard/compile-model.ts';
import type { Case } from './campaign.ts';
import { extremeLayers } from './extreme-layers.ts';

/** The hardware part of a model of the corpus. */
export const corpusCase = (model: CorpusModel): Case => ({
  name: model.name,
  make: async () => hardwareOf(await compileModel(model)),
});

/** The hardware part of the random network of a seed. */
export const randomCase = (seed: number): Case => ({
  name: `random network ${seed}`,
  make: async () =>
    hardwareOf(
      await compile({
        model: randomNetwork(seededChoices(seed)),
        config: { stopStep: 'insert-streams', backend: [], check: 0 },
        intermediateModels: false,
      }),
    ),
});

export const extremeCases = (): Case[] => extremeLayers().map(({ name, make }) => ({ name, make }));

function hardwareOf({ graph, diagnostics }: Awaited<ReturnType<typeof compile>>): NonNullable<typeof graph> | string {
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) return `${error.code}: ${error.message}`;
  return graph ?? 'all of it runs on the host';
}
