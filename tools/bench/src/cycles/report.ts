import { arch, cpus } from 'node:os';
import { markdownTable } from '../markdown.ts';
import type { Race } from './race.ts';

const rate = (cycles: number, seconds: number): string => `${(cycles / seconds / 1e6).toFixed(2)} M`;

/** Cycles a second of each, and how many times faster than Verilator's program the model by events is. */
export function raceReport(races: readonly Race[]): string {
  const rows = races.map(({ name, frames, cycles, byEvent, byCycle, verilator, agrees }) => [
    name,
    `${frames} / ${cycles.toLocaleString('en-US')}`,
    rate(cycles, byEvent),
    rate(cycles, byCycle),
    verilator ? rate(cycles, verilator.run) : '–',
    verilator ? `${(verilator.run / byEvent).toFixed(1)} ×` : '–',
    verilator ? `${verilator.build.toFixed(0)} s` : '–',
    agrees ? 'yes' : 'no',
  ]);
  return `# Cycle models against Verilator

Written by \`npm run bench -- cycles --write\`; not edited by hand. The same design and frames, one after the other on one machine
(${cpus()[0]?.model ?? 'unknown'}, ${arch()}, node ${process.version}): clock cycles simulated in a second. Verilator's program is compiled with
-O1 and reads and checks every word; its build is not in the rate. The models compute no data.

${markdownTable(
  [
    'design',
    'frames / cycles',
    'by events',
    'by cycles',
    'Verilator',
    'events against Verilator',
    'build',
    'same times',
  ],
  rows,
)}
`;
}
