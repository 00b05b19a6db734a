import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { corpusModels, type CorpusModel } from 'finnc/corpus';
import { rowFromChild } from './src/scoreboard/child.ts';
import { measure } from './src/scoreboard/measure.ts';
import { withReference } from './src/scoreboard/references.ts';
import { isGreen, type Row } from './src/scoreboard/row.ts';
import { markdown, page, summaryLine } from './src/scoreboard/table.ts';

/**
 * How far every model of a folder with `models/` and `golden/` comes, and whether it is right.
 *
 * npm run scoreboard -- [--data DIR] [--only PATTERN] [--no-csim] [--json] [--write] [--limit SECONDS]
 */
const repository = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env['FINNC_DATA'] ?? path.join(repository, '../shared/data') },
    only: { type: 'string', default: '' },
    'no-csim': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    limit: { type: 'string', default: '600' },
    /** Measure this one model in this process: what the children are started with. */
    model: { type: 'string' },
  },
});
const { data, json, model: only } = values;
const csim = !values['no-csim'];

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

if (!existsSync(path.join(data, 'models'))) {
  console.error(`no models in ${path.resolve(data)}: give --data, or set FINNC_DATA`);
  process.exit(2);
}
const models = corpusModels(data).map(withReference);

async function all(): Promise<void> {
  const pattern = new RegExp(values.only, 'i');
  const wanted = models.filter(({ name }) => pattern.test(name));
  const rows: Row[] = [];
  for (const model of wanted) {
    const row = await rowFromChild(childCommand(model), emptyRow(model), Number(values.limit));
    rows.push(row);
    console.error(
      `${isGreen(row) ? 'green' : (row.problem?.code ?? '-')}\t${row.model}\t${(row.seconds ?? 0).toFixed(1)} s`,
    );
  }
  if (json) print({ summary: summaryLine(rows), rows });
  else console.log(`${markdown(rows)}\n\n${summaryLine(rows)}`);
  if (values.write) writeFileSync(path.join(import.meta.dirname, 'scoreboard.md'), page(rows));
}

const emptyRow = (model: CorpusModel): Row => ({ model: model.name, golden: model.golden !== undefined, stages: {} });

const childCommand = (model: CorpusModel): string[] => [
  ...process.execArgv,
  import.meta.filename,
  '--data',
  data,
  ...(csim ? [] : ['--no-csim']),
  '--model',
  model.name,
];

if (only === undefined) await all();
else
  await measure(
    models.find(({ name }) => name === only)!,
    { csim, onRow: print },
  );
