import type { Diagnostic } from '@finnc/ir';

/** What a process of finnc ends with. */
export const exitCodes = Object.freeze({
  ok: 0,
  bug: 1,
  usage: 2,
  unsupported: 3,
  notEquivalent: 4,
  doesNotFit: 5,
  /** 128 and the number of the signal, as shells have it. */
  interrupted: 130,
} as const);
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** By the beginning of a code, the longest that fits; a plugin's own codes speak about the model. */
const byPrefix: readonly (readonly [string, ExitCode])[] = [
  ['FINNC1', exitCodes.usage],
  ['FINNC2001', exitCodes.usage],
  ['FINNC2', exitCodes.unsupported],
  ['FINNC32', exitCodes.usage],
  ['FINNC33', exitCodes.usage],
  ['FINNC34', exitCodes.doesNotFit],
  ['FINNC35', exitCodes.usage],
  ['FINNC3', exitCodes.unsupported],
  ['FINNC4', exitCodes.notEquivalent],
  ['FINNC5020', exitCodes.bug],
  ['FINNC5027', exitCodes.interrupted],
  ['FINNC5502', exitCodes.doesNotFit],
  ['FINNC5901', exitCodes.unsupported],
  ['FINNC5903', exitCodes.doesNotFit],
  ['FINNC5', exitCodes.usage],
];

/** The exit code that diagnostics ask for: that of the first error, 0 without errors. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): ExitCode {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (!first) return exitCodes.ok;
  const fitting = byPrefix.filter(([prefix]) => first.code.startsWith(prefix));
  const [longest] = fitting.toSorted(([a], [b]) => b.length - a.length);
  return longest?.[1] ?? exitCodes.unsupported;
}
