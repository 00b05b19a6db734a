import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { measure } from './measure.ts';
import type { Row } from './row.ts';

const example = path.resolve(import.meta.dirname, '../../../../examples/models/tfc-w1a1.onnx.gz');

it('takes a model without known outputs to its layers, and says so', async () => {
  const told: Row[] = [];
  const row = await measure({ name: 'tfc', file: example }, { csim: true, onRow: (state) => told.push(state) });
  expect(row).toMatchObject({
    model: 'tfc',
    golden: false,
    stages: { import: 'ok', streamline: 'ok', lower: 'ok', simulate: 'left out', 'c++': 'left out' },
    floatOps: 0,
  });
  expect(row.problem).toBeUndefined();
  expect(told.at(-1)).toEqual(row);
});

it('gives the diagnosis of a file that is no model', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-score-'));
  try {
    const file = path.join(folder, 'none.onnx');
    writeFileSync(file, 'not a model');
    expect(await measure({ name: 'none', file }, { csim: false })).toMatchObject({
      stages: { import: 'failed' },
      problem: { code: 'FINNC2001' },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
