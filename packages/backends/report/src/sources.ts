import type { ReportModel } from './model.ts';

/** Where the figures come from: each law once, with its known error and the layer kinds that use it. */
export function sourcesText({ layers, cost, shell }: ReportModel): string {
  const kindsOf = new Map<string, Set<string>>();
  const note = (text: string, kind: string): void => {
    kindsOf.set(text, (kindsOf.get(text) ?? new Set()).add(kind));
  };
  for (const { kind, cyclesSource, estimate } of layers) {
    if (cyclesSource !== undefined) note(`cycles: ${cyclesSource}`, kind);
    if (estimate) note(`resources: ${estimate.source}; error: ${estimate.error}`, kind);
  }
  if (shell.counted === 'no' && shell.estimate) {
    const { source, error } = shell.estimate;
    note(`resources: ${source}; error: ${error}`, 'shell, not counted');
  }
  return [
    `Laws (--cost ${cost})`,
    ...[...kindsOf].map(([text, kinds]) => `  ${[...kinds].join(', ')}\n    ${text}`),
    '',
  ].join('\n');
}
