import type { Diagnostic } from './diagnostic.ts';

/** Text of a diagnostic: what, where, what to do. The caller adds colour. */
export function renderDiagnostic({ code, severity, message, help, at }: Diagnostic): string {
  const lines = [`${severity} ${code}: ${message}`];
  if (at?.layer !== undefined) lines.push(`  layer ${at.layer}`);
  if (at?.nodes !== undefined && at.nodes.length > 0) lines.push(`  from  ${at.nodes.join(', ')}`);
  if (at?.file !== undefined) lines.push(`  in    ${at.file}`);
  if (help !== undefined) lines.push(...help.split('\n').map((line, i) => `  ${i === 0 ? 'help' : '    '}  ${line}`));
  return lines.join('\n');
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');
