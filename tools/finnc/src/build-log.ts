import { reportTable } from '@finnc/backend-report';
import { renderDiagnostic } from '@finnc/ir';
import type { CompileResult } from './compile-options.ts';

/** Everything a build said, as `build.log`: configuration, steps, messages, the report's table. */
export function buildLog(result: CompileResult, about: Readonly<Record<string, unknown>>): string {
  const { steps, diagnostics, report } = result;
  return [
    ...Object.entries(about).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
    '',
    ...steps.map(
      ({ step, index, total, summary, seconds }) =>
        `Running step: ${step} [${index}/${total}] … ${summary} (${seconds.toFixed(3)} s)`,
    ),
    '',
    ...diagnostics.map(renderDiagnostic),
    '',
    ...(report ? [reportTable(report)] : []),
    `exit code ${result.exitCode}`,
    '',
  ].join('\n');
}
