import { textTable } from '../text-table.ts';

/** How often frames of a label were taken for a class: `counts[label][class]`. */
export interface Confusion {
  readonly counts: readonly (readonly number[])[];
}

/** Counts frames by label and class; both may be any index from 0. */
export class ConfusionCounter {
  readonly #rows: number[][] = [];

  add(label: number, chosen: number): void {
    const row = (this.#rows[label] ??= []);
    row[chosen] = (row[chosen] ?? 0) + 1;
  }

  /** A square, as large as the greatest index asks for, or `classes`. */
  matrix(classes = 0): Confusion {
    const size = Math.max(classes, this.#rows.length, ...Array.from(this.#rows, (row) => row?.length ?? 0));
    const at = (label: number, chosen: number): number => this.#rows[label]?.[chosen] ?? 0;
    const indices = Array.from({ length: size }, (_, i) => i);
    return { counts: indices.map((label) => indices.map((chosen) => at(label, chosen))) };
  }
}

/** A table wider than this is not read by anybody: the most frequent mistakes are listed instead. */
const widest = 20;
const listedMistakes = 20;

/**
 * Lines for people: a row a label, a column a class, with the share of each label that was right; of many classes the
 * most frequent mistakes.
 */
export function confusionText({ counts }: Confusion, names: readonly string[]): readonly string[] {
  const nameOf = (index: number): string => names[index] ?? String(index);
  if (counts.length > widest) return mistakes(counts, nameOf);
  const heading = (index: number): string => nameOf(index).slice(0, 10);
  const columns = [
    { heading: 'label' },
    ...counts.map((_, i) => ({ heading: heading(i), align: 'right' as const })),
    { heading: 'right', align: 'right' as const },
  ];
  const rows = counts.map((row, label) => {
    const frames = row.reduce((sum, count) => sum + count, 0);
    const share = frames === 0 ? '' : `${((100 * row[label]!) / frames).toFixed(1)} %`;
    return [nameOf(label), ...row.map((count) => (count === 0 ? '·' : String(count))), share];
  });
  return textTable(columns, rows);
}

function mistakes(counts: Confusion['counts'], nameOf: (index: number) => string): readonly string[] {
  const found = counts.flatMap((row, label) =>
    row.flatMap((count, chosen) => (count > 0 && chosen !== label ? [{ label, chosen, count }] : [])),
  );
  const most = found.toSorted((a, b) => b.count - a.count).slice(0, listedMistakes);
  const columns = [{ heading: 'label' }, { heading: 'taken for' }, { heading: 'frames', align: 'right' as const }];
  return textTable(
    columns,
    most.map(({ label, chosen, count }) => [nameOf(label), nameOf(chosen), String(count)]),
  );
}
