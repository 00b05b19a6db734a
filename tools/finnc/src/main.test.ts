import { expect, it } from 'vitest';
import { recordingSink } from './console.test.support.ts';
import { dataProblems } from './data/diagnostics.ts';
import { ReportedError } from './data/loaded.ts';
import { main } from './main.ts';

it('what nobody expected is told as a bug of finnc, with exit code 1', async () => {
  const told: string[] = [];
  const out = {
    ...recordingSink([]),
    write(): never {
      throw new RangeError('no such register');
    },
  };
  const code = await main(['list', 'boards'], { cwd: import.meta.dirname, env: {}, out, err: recordingSink(told) });
  expect(told.join('')).toMatch(
    /^error FINNC5020: this is a bug of finnc: no such register\n {2}help {2}please report/,
  );
  expect(code).toBe(1);
});

it('what carries a diagnostic is told as that', async () => {
  const told: string[] = [];
  const problem = dataProblems.empty({ what: 'image' });
  const out = {
    ...recordingSink([]),
    write(): never {
      throw new ReportedError(problem);
    },
  };
  const code = await main(['list', 'boards'], { cwd: import.meta.dirname, env: {}, out, err: recordingSink(told) });
  expect(told.join('')).toMatch(/^error FINNC5201: the image is empty/);
  expect(code).toBe(2);
});
