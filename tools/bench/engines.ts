import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { corpusModels } from 'finnc/corpus';
import { fullEffort, isEqual, runCase, type Case, type CaseResult } from './src/engines/campaign.ts';
import { corpusCase, extremeCases, randomCase } from './src/engines/cases.ts';
import { resultsTable, summary } from './src/engines/table.ts';

/**
 * Runs the models of a corpus, random networks and layers at the limits of kernels on every engine, with each number of
 * threads and many sizes of batches, and compares all outputs with the reference executor and the plain simulator. Ends
 * with 1 if a value differs.
 *
 * npm run engines -- [--data DIR] [--seed S] [--count N] [--threads N] [--seconds T] [--only PATTERN] [--json]
 */
const repository = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env['FINNC_DATA'] ?? path.join(repository, '../shared/data') },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '300' },
    threads: { type: 'string', default: String(fullEffort.threads) },
    seconds: { type: 'string', default: String(fullEffort.seconds) },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});

if (!existsSync(path.join(values.data, 'models')))
  console.error(`no models in ${path.resolve(values.data)}, so none are compared: give --data, or set FINNC_DATA`);
const pattern = new RegExp(values.only, 'i');
const cases: readonly Case[] = [
  ...extremeCases(),
  ...corpusModels(values.data).map(corpusCase),
  ...Array.from({ length: Number(values.count) }, (_, i) => randomCase(Number(values.seed) + i)),
].filter(({ name }) => pattern.test(name));

const registry = new Registry(standardPlugins);
const effort = { ...fullEffort, threads: Number(values.threads), seconds: Number(values.seconds) };
const results: CaseResult[] = [];
for (const one of cases) {
  // Said before it runs: a kernel that brings the process down has said nothing afterwards.
  process.stderr.write(`${one.name} …`);
  const start = performance.now();
  const result = await runCase(one, registry, effort);
  results.push(result);
  const verdict = result.left === undefined ? (isEqual(result) ? 'equal' : 'DIFFERS') : 'left out';
  process.stderr.write(` ${verdict}, ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}
if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
else console.log(`${resultsTable(results)}\n\n${summary(results)}`);
if (!results.every(isEqual)) process.exitCode = 1;
