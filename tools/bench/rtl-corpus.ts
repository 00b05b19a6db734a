import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { corpusModels } from 'finnc/corpus';
import { corpusTable, emitModel, type EmittedModel } from './src/rtl/corpus.ts';

/**
 * Emits the RTL of every model of a corpus, has Verilator's lint and Yosys read it, and tells its cycles by the model.
 * Ends with 1 if a design has no RTL or one of them complains.
 *
 * npm run bench -- rtl-corpus --data DIR [--only TEXT] [--write]
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env['FINNC_DATA'] ?? '../shared/data' },
    only: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
  },
});
const registry = new Registry(standardPlugins);
const rows: EmittedModel[] = [];
for (const model of corpusModels(path.resolve(values.data))) {
  if (!model.name.includes(values.only)) continue;
  const row = await emitModel(model, registry);
  rows.push(row);
  console.error(JSON.stringify(row));
  if (row.layers !== undefined && [row.emitted, row.lint, row.yosys].includes(false)) process.exitCode = 1;
}
const table = corpusTable(rows);
if (values.write) writeFileSync(path.join(import.meta.dirname, 'rtl-corpus.md'), table);
else console.log(table);
