import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { hasVerilator } from '@finnc/backend-rtl/testing';
import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { posterDesigns } from './src/poster/designs.ts';
import { keepMeasured, modelDesign, simulateDesign } from './src/poster/measure.ts';
import { posterTable } from './src/poster/table.ts';

/**
 * Rates and latencies of the poster's designs; ends with 1 if Verilator measures other times than the model.
 *
 * npm run bench -- poster [--verilator NAME|all] [--write]
 */
const { values } = parseArgs({
  options: { verilator: { type: 'string' }, write: { type: 'boolean', default: false } },
});
const registry = new Registry(standardPlugins);
const board = registry.boards.find(({ name }) => name === 'ZC706');
if (!board) throw new Error('no plugin brings the ZC706');
const target = { board, clockMhz: 200, cost: 'finnc' } as const;
const models = [];
for (const design of posterDesigns) models.push(await modelDesign(design, registry, target));
for (const design of posterDesigns) {
  if (values.verilator !== design.name && values.verilator !== 'all') continue;
  if (!hasVerilator()) throw new Error('verilator was not found (apt-get install verilator)');
  const start = performance.now();
  const measured = await simulateDesign(design, registry);
  const modelled = models.find(({ name }) => name === design.name)!;
  const agrees = (['interval', 'firstOutput', 'latency'] as const).every((key) => measured[key] === modelled[key]);
  if (!agrees) process.exitCode = 1;
  keepMeasured(design.name, measured);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.error(
    `${design.name}: ${JSON.stringify(measured)} in Verilator, ${agrees ? 'as' : 'not as'} modelled; ${seconds} s`,
  );
}
const table = posterTable(models);
if (values.write) writeFileSync(path.join(import.meta.dirname, 'poster.md'), table);
else console.log(table);
