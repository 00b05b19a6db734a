import { cell, markdownTable } from '../markdown.ts';
import { isEqual, type CaseResult } from './campaign.ts';
import type { Outcome } from './compare.ts';

/** A row a case: which family ran it on each engine, how many values differ, and why nothing faster was taken. */
export function resultsTable(results: readonly CaseResult[]): string {
  const engines = [...new Set(results.flatMap(({ outcomes }) => outcomes.map(({ engine }) => engine)))];
  const head = ['case', 'frames (reference)', ...engines, 'differing', 'why not faster'];
  const rows = results.map((result) => [
    cell(result.name),
    result.left === undefined ? `${result.frames} (${result.referenced})` : '',
    ...engines.map((engine) => familiesOf(result.outcomes.filter((outcome) => outcome.engine === engine))),
    result.left === undefined ? String(differingOf(result)) : '–',
    cell(result.left ?? result.thrown ?? reasonsOf(result).join('; ')),
  ]);
  return markdownTable(head, rows);
}

/** How much was compared, and each difference. */
export function summary(results: readonly CaseResult[]): string {
  const compared = results.filter(({ outcomes }) => outcomes.some(({ batches }) => batches.length > 0));
  const outcomes = results.flatMap((result) => result.outcomes);
  const batches = outcomes.reduce((sum, outcome) => sum + outcome.batches.length, 0);
  const frames = outcomes.reduce((sum, outcome) => sum + outcome.batches.reduce((all, size) => all + size, 0), 0);
  const wrong = results.filter((result) => !isEqual(result));
  return [
    `${compared.length} of ${results.length} cases compared, ${batches} batches, ${frames.toLocaleString('en-US')} frames: ${wrong.length} differ`,
    ...wrong.map(({ name, differing, outcomes, thrown }) =>
      [
        `${name}:`,
        ...(thrown === undefined ? [] : [`  thrown: ${thrown}`]),
        ...(differing === 0 ? [] : [`  ${differing} values of the plain simulator are not the reference's`]),
        ...outcomes.filter((outcome) => outcome.differing > 0).map((outcome) => `  ${differenceOf(outcome)}`),
      ].join('\n'),
    ),
  ].join('\n');
}

const differenceOf = ({ engine, threads, mode, differing, first = '' }: Outcome): string =>
  `${engine}, ${threads} threads, ${mode}: ${differing} values differ; ${first}`;

const differingOf = ({ differing, outcomes }: CaseResult): number =>
  outcomes.reduce((sum, outcome) => sum + outcome.differing, differing);

/** `sliced, frames`, or `–` where the engine did not run the graph. */
function familiesOf(outcomes: readonly Outcome[]): string {
  const families = new Set(outcomes.flatMap((outcome) => outcome.families));
  return families.size === 0 ? '–' : [...families].join(', ');
}

/** Each reason once, with the engines that give it. */
function reasonsOf({ outcomes }: CaseResult): string[] {
  const engines = new Map<string, Set<string>>();
  for (const { engine, notes } of outcomes)
    for (const note of notes) engines.set(note, (engines.get(note) ?? new Set()).add(engine));
  return [...engines].map(([note, names]) => `${[...names].join(', ')}: ${note}`);
}
