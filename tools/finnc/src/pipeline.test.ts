import { definePass, definePlugin, option, Registry } from '@finnc/ir';
import { expect, it } from 'vitest';
import { planPipeline } from './pipeline.ts';
import { standardPlugins } from './standard.ts';
import { stepOf } from './steps/index.ts';

const acme = definePlugin({
  name: 'acme',
  passes: [
    definePass({
      name: 'acme-fold',
      summary: 'Has a name that ends like that of a step.',
      needs: 'hardware',
      options: { x: option.numberOr(1, { describe: 'a number' }) },
      run: () => undefined,
    }),
  ],
});
const registry = new Registry([...standardPlugins, acme]);

/** For each pass, whether it is the step of that name, with all that the configuration says. */
const areSteps = (text: string): readonly boolean[] =>
  planPipeline(text, registry).steps.map(({ run, name }) => run === stepOf(name as 'fold').run);

it.each([
  ['tidy-up, fold', [true, true]],
  ['fold{target-cycles=100}', [false]],
  ['fold {target-cycles=100}', [false]],
  ['acme-fold{x=1},fold', [false, true]],
  ['fold,acme-fold{x=1},fold{single}', [true, false, false]],
])('%s', (text, steps) => {
  expect(planPipeline(text, registry).diagnostics).toEqual([]);
  expect(areSteps(text)).toEqual(steps);
});

it('reports mistakes', () => {
  expect(planPipeline('tidyup', registry)).toMatchObject({ steps: [], diagnostics: [{ severity: 'error' }] });
});
