import { expect, it } from 'vitest';
import type { Diagnostic, Severity } from '@finnc/ir';
import { exitCodeOf, type ExitCode } from './exit-code.ts';

const problem = (code: string, severity: Severity = 'error'): Diagnostic => ({ code, severity, message: 'm' });

it.each([
  ['FINNC1012', 2],
  ['FINNC2001', 2],
  ['FINNC2101', 3],
  ['FINNC2201', 3],
  ['FINNC3103', 3],
  ['FINNC3303', 2],
  ['FINNC3401', 5],
  ['FINNC3501', 2],
  ['FINNC4001', 4],
  ['FINNC4101', 4],
  ['FINNC5001', 2],
  ['FINNC5020', 1],
  ['FINNC5502', 5],
  ['FINNC5701', 2],
  ['FINNC5901', 3],
  ['FINNC5902', 2],
  ['FINNC5903', 5],
  ['ACME17', 3],
] as const satisfies readonly (readonly [string, ExitCode])[])('%s ends with %i', (code, expected) => {
  expect(exitCodeOf([problem(code)])).toBe(expected);
});

it('looks at the first error, past warnings and notes', () => {
  expect(exitCodeOf([problem('FINNC5502', 'warning'), problem('FINNC3401', 'note')])).toBe(0);
  expect(exitCodeOf([problem('FINNC5502', 'warning'), problem('FINNC2101'), problem('FINNC4001')])).toBe(3);
});
