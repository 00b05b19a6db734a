import { expect, it } from 'vitest';
import { shrunk } from './shrink.ts';

const failsIf = (test: (choices: readonly number[]) => boolean) => (choices: readonly number[]) =>
  Promise.resolve(test(choices) ? choices : undefined);

it('leaves out what does not matter and lowers the rest', async () => {
  const choices = Array.from({ length: 60 }, (_, i) => (i * 37) % 101);
  const small = await shrunk(
    choices,
    failsIf((list) => list.some((value) => value >= 50) && list.filter((value) => value >= 7).length >= 3),
    5000,
  );
  expect([...small].sort((a, b) => a - b)).toEqual([7, 7, 50]);
});

it('counts only choices that were really read', async () => {
  // Reads two numbers whatever it is given, so that nothing shorter can be had.
  const small = await shrunk([5, 9, 9, 9], (list) => Promise.resolve([list[0] ?? 0, list[1] ?? 0]));
  expect(small).toEqual([0, 0]);
});

it('ends when its budget is used up', async () => {
  let trials = 0;
  await shrunk(
    Array.from({ length: 100 }, () => 1000),
    (list) => {
      trials++;
      return Promise.resolve(list);
    },
    25,
  );
  expect(trials).toBeLessThanOrEqual(25);
});
