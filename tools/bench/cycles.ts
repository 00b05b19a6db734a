import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { hasVerilator } from '@finnc/backend-rtl/testing';
import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { cycleDesigns, type Race, raceOf } from './src/cycles/race.ts';
import { raceReport } from './src/cycles/report.ts';

/**
 * Speed of the cycle models against Verilator on the same design, one after the other on the same machine; both must tell
 * the same times. Ends with 1 if they do not.
 *
 * npm run bench -- cycles [--only NAME] [--write]
 */
const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean', default: false } } });
const registry = new Registry(standardPlugins);
const races: Race[] = [];
for (const design of cycleDesigns) {
  if (values.only !== undefined && values.only !== design.name) continue;
  const race = await raceOf(design, registry, hasVerilator());
  races.push(race);
  console.error(JSON.stringify(race));
  if (race.verilator && !race.agrees) process.exitCode = 1;
}
const report = raceReport(races);
if (values.write) writeFileSync(path.join(import.meta.dirname, 'cycles.md'), report);
else console.log(report);
