import { expect, it } from 'vitest';
import { isGreen, type Row } from './row.ts';
import { markdown, summaryLine } from './table.ts';

const all = { import: 'ok', streamline: 'ok', lower: 'ok', simulate: 'ok', 'c++': 'ok' } as const;
const right: Row = {
  model: 'right',
  golden: true,
  stages: all,
  floatOps: 0,
  codes: { tensors: 4, unseen: 0, codes: 1500, mismatches: 0 },
  difference: { absolute: 0, relative: 0 },
  seconds: 1.23,
};
const near: Row = { ...right, model: 'near', difference: { absolute: 2.51e-7, relative: 1.04e-6 }, seconds: 7 };
const wrong: Row = { ...right, model: 'wrong', stages: { ...all, simulate: 'wrong' } };
const refused: Row = {
  model: 'refused',
  golden: true,
  stages: { import: 'failed' },
  problem: { code: 'FINNC2101', text: "operator 'A|B' is\nnot supported" },
};
const unknown: Row = { model: 'unknown', golden: false, stages: { ...all, simulate: 'left out', 'c++': 'left out' } };

it('is green where outputs are known and everything is right', () => {
  expect([right, near, wrong, refused, unknown].map(isGreen)).toEqual([true, true, false, false, false]);
  expect(isGreen({ ...right, stages: { ...all, 'c++': 'left out' } })).toBe(true);
  expect(isGreen({ ...right, codes: { tensors: 4, unseen: 0, codes: 1500, mismatches: 1 } })).toBe(false);
  expect(isGreen({ ...right, codes: { tensors: 4, unseen: 1, codes: 1400, mismatches: 0 } })).toBe(false);
});

it('prints a line a model, without times, and never breaks a cell', () => {
  expect(markdown([right, near, refused, unknown]).split('\n').slice(2)).toEqual([
    '| right | ✓ | ✓ | ✓ | ✓ | ✓ | 0 |  | 0 of 1500 | 0 |  |',
    '| near | ✓ | ✓ | ✓ | ✓ | ✓ | 0 |  | 0 of 1500 | 2.5e-7 (1.0e-6) |  |',
    "| refused | ✗ |  |  |  |  |  |  |  |  | FINNC2101: operator 'A\\|B' is not supported |",
    '| unknown | ✓ | ✓ | ✓ | – | – |  |  |  | none known |  |',
  ]);
});

it('tells what rounding decides apart from what is wrong', () => {
  const rounded: Row = { ...right, model: 'rounded', stages: { ...all, simulate: 'rounding' } };
  expect(isGreen(rounded)).toBe(false);
  expect(summaryLine([right, rounded])).toContain('green 1 of 2 with known outputs, 1 apart by rounding;');
  expect(markdown([rounded])).toContain('| rounded | ✓ | ✓ | ✓ | ≈ | ✓ |');
});

it('sums up', () => {
  expect(summaryLine([right, wrong, refused, unknown])).toBe(
    '4 models: import 3, streamline 3, lower 3, simulate 1, c++ 2; green 1 of 3 with known outputs; 0 of 3,000 codes differ in 2 traces',
  );
});
