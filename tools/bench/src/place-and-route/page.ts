import { cell, markdownTable } from '../markdown.ts';
import type { Routed } from './ecp5.ts';

export type Figures = Omit<Routed, 'criticalPath'>;

const head = ['design', 'Fmax, MHz', 'LUT4', 'FF', 'block RAM, 18 kb', 'multipliers'];

/** The page of results. */
export const page = (
  rows: readonly (readonly [name: string, figures: Figures])[],
  versions: readonly string[],
  seed: string,
): string => `# Layers on an ECP5

RTL as \`finnc build --backend rtl\` writes it, synthesised by ${versions[0] ?? ''} and placed and routed by ${versions[1] ?? ''} for an
LFE5U-85F of speed grade 6, the slowest, with seed ${seed}. The clock is that between registers. Another seed moves it by some per
cent. It tells about the shape of the RTL: Xilinx parts are faster, and no figure here is of the vendor's tools.

Written by \`npm run bench -- ecp5 --write\`.

${markdownTable(
  head,
  rows.map(([name, { fmax, lut4, ff, blockRam, multipliers }]) => [
    cell(name),
    fmax.toFixed(1),
    ...[lut4, ff, blockRam, multipliers].map(String),
  ]),
)}
`;

/** Figures of a page, by the name of the design. */
export function rowsOf(text: string): Map<string, Figures> {
  const rows = text.split('\n').flatMap((line) => {
    const [, name, ...cells] = line.split(' | ').length === head.length ? ['', ...line.slice(2, -2).split(' | ')] : [];
    const [fmax = NaN, lut4 = 0, ff = 0, blockRam = 0, multipliers = 0] = cells.map(Number);
    return name !== undefined && fmax > 0 ? [[name, { fmax, lut4, ff, blockRam, multipliers }] as const] : [];
  });
  return new Map(rows);
}
