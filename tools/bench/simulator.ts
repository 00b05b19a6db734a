import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runBenchmark } from './src/simulator/benchmark.ts';
import { reportJson, reportPage, reportText } from './src/simulator/report.ts';

/**
 * Frames a second of every engine of the simulator, of its peers and of what the machine allows, in one run.
 *
 * npm run bench -- simulator [--only PATTERN] [--engines PATTERN] [--quick] [--json] [--write] [--data DIR]
 */
const repository = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    engines: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    data: { type: 'string', default: process.env['FINNC_DATA'] ?? path.join(repository, '../shared/data') },
  },
});

const report = await runBenchmark({
  networks: new RegExp(values.only, 'i'),
  engines: new RegExp(values.engines, 'i'),
  effort: values.quick ? { rounds: 3, seconds: 0.1 } : { rounds: 5, seconds: 0.25 },
  data: values.data,
  limits: true,
  command: ['npm run bench --', 'simulator', ...process.argv.slice(2)].join(' '),
  onProgress: (what) => {
    console.error(what);
  },
});
if (values.json) process.stdout.write(`${JSON.stringify(reportJson(report), undefined, 1)}\n`);
else console.log(reportText(report));
if (values.write) writeFileSync(path.join(import.meta.dirname, 'simulator.md'), reportPage(report));
