/** A column of a table: its heading and how its cells are set. */
export interface Column {
  readonly heading: string;
  readonly align?: 'left' | 'right';
}

/** Lines of a table, as wide as its cells ask for; empty cells stay empty, trailing blanks are cut. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const cells = [columns.map(({ heading }) => heading), ...rows];
  const widths = columns.map((_, c) => Math.max(...cells.map((row) => row[c]?.length ?? 0)));
  return cells.map((row) =>
    columns
      .map(({ align = 'left' }, c) => {
        const [text, width] = [row[c] ?? '', widths[c] ?? 0];
        return align === 'right' ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** `first, second and 7 more`. */
export function listed(items: readonly string[], shown = 3): string {
  const rest = items.length - shown;
  if (rest > 1) return `${items.slice(0, shown).join(', ')} and ${rest} more`;
  return items.join(', ');
}
