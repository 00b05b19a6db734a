import { expect, it } from 'vitest';
import { rowFromChild } from './child.ts';
import type { Row } from './row.ts';

const begin: Row = { model: 'm', golden: true, stages: {} };
const imported: Row = { ...begin, stages: { import: 'ok' } };
const printing = `console.log('noise'); console.log(${JSON.stringify(JSON.stringify(imported))});`;
const run = (program: string, limit = 30): Promise<Row> => rowFromChild(['-e', program], begin, limit);

it('is the last row that the process prints', async () => {
  expect(await run(printing)).toEqual(imported);
});

it('tells of a crash, after what was known', async () => {
  expect(await run(`${printing} throw new Error('boom');`)).toMatchObject({
    stages: { import: 'ok', streamline: 'failed' },
    problem: { code: 'crash', text: expect.stringMatching(/^the process ended with 1/) as string },
  });
});

it('ends a process that takes too long', async () => {
  expect(await run('setInterval(() => undefined, 1000);', 0.5)).toMatchObject({
    stages: { import: 'failed' },
    problem: { code: 'time', text: 'not done after 0.5 s' },
  });
});
