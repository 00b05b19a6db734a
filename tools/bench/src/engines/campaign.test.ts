import { Registry, uint } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { expect, it } from 'vitest';
import { graphOf, product } from '../networks/layers.ts';
import { isEqual, runCase, type CaseResult } from './campaign.ts';
import { extremeCases, randomCase } from './cases.ts';
import { compareEngine } from './compare.ts';
import { samplesOf } from './samples.ts';
import { resultsTable, summary } from './table.ts';
import { engineOf, engineVariants, type Variant, type Way } from '../variants.ts';

const js = engineVariants.find(({ engine }) => engine === 'js')!;
const registry = new Registry(standardPlugins);
const way: Way = { threads: 1, mode: 'auto' };
const effort = { seconds: 0.3, mostFrames: 21, batches: [1, 3, 129, 513] };

/** Wide layers take the oracles seconds. */
const extreme = extremeCases().filter(({ name }) => !/lists|20,000|70,000|2\^/.test(name));
const random = Array.from({ length: 24 }, (_, i) => randomCase(1 + i));

it.each([
  { what: 'layers at their limits', cases: extreme.filter((_, i) => i % 3 === 0), threads: 1 },
  { what: 'random networks', cases: random, threads: 1 },
  { what: 'some of both in threads', cases: [...extreme.slice(-3), ...random.slice(1, 4)], threads: 2 },
])('all engines agree with the oracles on $what', async ({ cases, threads }) => {
  const results: CaseResult[] = [];
  for (const one of cases) results.push(await runCase(one, registry, { ...effort, threads }));
  expect(results.filter((result) => !isEqual(result))).toEqual([]);
  const compared = results.filter(({ outcomes }) => outcomes.length > 0);
  expect(compared.length).toBeGreaterThan(cases.length / 2);
  console.log(summary(results));
});

it('each native variant runs its own instruction set', async () => {
  const details = await Promise.all(engineVariants.filter(({ engine }) => engine === 'native').map(engineOf));
  const made = details.flatMap((engine) => (typeof engine === 'string' ? [] : [engine.detail]));
  expect(new Set(made).size).toBe(made.length);
});

it('a value that differs is found and told', async () => {
  const graph = graphOf(uint(2), [1, 4], (on, x) =>
    product(on, x, { type: uint(1), weights: Int32Array.of(1, 1, 1, 1, 0, 1, 0, 1), rows: 2 }),
  );
  const samples = samplesOf(graph, registry, effort);
  const wrong = { ...samples, expected: samples.expected.map((array) => array.slice().fill(-1)) };
  const outcome = await compareEngine(graph, registry, wrong, js, way, effort);
  expect(outcome.differing).toBe(2 * (1 + 3 + 129 + 513));
  expect(outcome.first).toMatch(/^batch of 1, output 0, value 0 is \d+, not -1$/);
  const result = { name: 'sums', frames: samples.frames, referenced: 1, differing: 0, outcomes: [outcome] };
  expect(summary([result])).toContain('1 of 1 cases compared, 4 batches, 646 frames: 1 differ');
  expect(resultsTable([result])).toContain('| sums | 21 (1) | plain | 1292 |');
});

it('an engine that cannot run a graph is left out with its reason', async () => {
  const graph = graphOf(uint(2), [1, 4], (on, x) =>
    product(on, x, { type: uint(1), weights: Int32Array.of(1, 1, 1, 1), rows: 1 }),
  );
  const variant: Variant = {
    name: 'wasm',
    engine: 'wasm',
    slice: 128,
    ways: [way],
  };
  const outcome = await compareEngine(graph, registry, samplesOf(graph, registry, effort), variant, way, effort);
  expect(outcome).toMatchObject({ declined: true, differing: 0, batches: [] });
  expect(outcome.notes[0]).toMatch(/wasm/);
});
