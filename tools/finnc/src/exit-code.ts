import type { Diagnostic } from '@finnc/ir';

/** What a process of finnc ends with. */
export const exitCodes = Object.freeze({
  ok: 0,
  bug: 1,
  usage: 2,
  unsupported: 3,
  notEquivalent: 4,
  doesNotFit: 5,
} as const);
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The longest prefix of a code decides; a plugin's own codes speak about the model. */
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
  ['FINNC5502', exitCodes.doesNotFit],
  ['FINNC5', exitCodes.usage],
];

/** The exit code that diagnostics ask for: that of the first error, 0 without errors. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): ExitCode {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (!first) return exitCodes.ok;
  return byPrefix.find(([prefix]) => first.code.startsWith(prefix))?.[1] ?? exitCodes.unsupported;
}
