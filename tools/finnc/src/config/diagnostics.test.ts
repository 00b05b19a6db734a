import { diagnosticEntries } from '@finnc/ir';
import { expect, it } from 'vitest';
import { dataProblems } from '../data/diagnostics.ts';
import { configProblems } from './diagnostics.ts';

it('codes are unique, in the range of their table, and each is explained', () => {
  const tables = [
    [configProblems, /^FINNC51\d\d$/],
    [dataProblems, /^FINNC52\d\d$/],
  ] as const;
  const all = tables.flatMap(([table, range]) => diagnosticEntries(table).map((entry) => ({ ...entry, range })));
  expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
  for (const { code, range, explain } of all) {
    expect(code).toMatch(range);
    expect(explain).toMatch(/\.$/);
  }
});
