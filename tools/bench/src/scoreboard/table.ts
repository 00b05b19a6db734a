import { cell, markdownTable } from '../markdown.ts';
import { isGreen, stageNames, type CodeCount, type Difference, type Row } from './row.ts';

const signs = { ok: '✓', failed: '✗', wrong: '≠', rounding: '≈', 'left out': '–' } as const;

/** How many models came how far, in one line. */
export function summaryLine(rows: readonly Row[]): string {
  const known = rows.filter(({ golden }) => golden);
  const passed = stageNames.map((stage) => `${stage} ${rows.filter(({ stages }) => stages[stage] === 'ok').length}`);
  const codes = rows.flatMap((row) => row.codes ?? []);
  const total = (key: 'codes' | 'mismatches' | 'unseen'): number => codes.reduce((sum, count) => sum + count[key], 0);
  const traced = `${total('mismatches')} of ${total('codes').toLocaleString('en-US')} codes differ in ${codes.length} traces`;
  const unseen = total('unseen') === 0 ? '' : ` (${total('unseen')} tensors not found)`;
  const green = rows.filter(isGreen).length;
  const rounded = rows.filter(({ stages }) => stages.simulate === 'rounding').length;
  const apart = rounded === 0 ? '' : `, ${rounded} apart by rounding`;
  return `${rows.length} models: ${passed.join(', ')}; green ${green} of ${known.length} with known outputs${apart}; ${traced}${unseen}`;
}

/** The rows as a Markdown table, the same for the same results: times are left out. */
export function markdown(rows: readonly Row[]): string {
  const head = ['model', ...stageNames, 'float ops', 'host ops', 'codes', 'difference', 'first problem'];
  const lines = rows.map((row) => [
    row.model,
    ...stageNames.map((stage) => (row.stages[stage] ? signs[row.stages[stage]] : '')),
    String(row.floatOps ?? ''),
    String(row.hostOps ?? ''),
    row.codes ? codesText(row.codes) : '',
    row.difference ? differenceText(row.difference) : row.golden ? '' : 'none known',
    row.problem ? `${row.problem.code}: ${cell(row.problem.text)}` : '',
  ]);
  return markdownTable(head, lines);
}

/** The committed page. */
export const page = (rows: readonly Row[]): string => `# Scoreboard

Written by \`npm run scoreboard -- --data DIR --write\`; not edited by hand. ✓ is right, ≠ runs with other values, ≈ gives
exact values where the recorded ones were rounded on a quantiser's step, ✗ is refused or failed, – was not asked or has nothing to compare with. _Codes_: quantiser codes of one sample that differ from
the recorded ones. _Difference_: of the simulator's outputs from the recorded ones, absolute and relative to the largest.
_c++_: the emitted code, compiled by g++, gives the simulator's values.

${summaryLine(rows)}

${markdown(rows)}
`;

const codesText = ({ mismatches, codes, unseen, tensors }: CodeCount): string =>
  `${mismatches} of ${codes}${unseen === 0 ? '' : `, ${unseen} of ${tensors} tensors not found`}`;

const differenceText = ({ absolute, relative }: Difference): string =>
  absolute === 0 ? '0' : `${absolute.toExponential(1)} (${relative.toExponential(1)})`;
