import { arch, cpus } from 'node:os';
import { markdownTable } from '../markdown.ts';
import type { Race } from './race.ts';

const rate = (cycles: number, seconds: number): string => `${(cycles / seconds / 1e6).toFixed(2)} M`;

/** Frames of a test of a network, such as a thousand images. */
const manyFrames = 1000;

/** Cycles a second of each, and how many times faster than Verilator's program the model by events is. */
export function raceReport(races: readonly Race[]): string {
  const rows = races.map(({ name, frames, cycles, byEvent, byCycle, repeats, verilator, agrees }) => [
    name,
    `${frames} / ${cycles.toLocaleString('en-US')}`,
    rate(cycles, byEvent),
    rate(cycles, byCycle),
    verilator ? rate(cycles, verilator.run) : '–',
    verilator ? `${(verilator.run / byEvent).toFixed(1)} ×` : '–',
    repeats ? `${repeats.seconds.toFixed(2)} s, ${repeats.frames} frames` : '–',
    repeats && verilator ? `${((verilator.run / frames / repeats.seconds) * manyFrames).toFixed(0)} ×` : '–',
    verilator ? `${verilator.build.toFixed(0)} s` : '–',
    agrees ? 'yes' : 'no',
  ]);
  return `# Cycle models against Verilator

Written by \`npm run bench -- cycles --write\`; not edited by hand. The same design and frames, one after the other on one machine
(${cpus()[0]?.model ?? 'unknown'}, ${arch()}, node ${process.version}): clock cycles simulated in a second. Verilator's program is compiled with
-O1 and reads and checks every word; its build is not in the rate. The models compute no data. Once a state of the model comes again,
the times of any number of frames are known; Verilator has to run them, here for ${manyFrames} frames at its rate.

${markdownTable(
  [
    'design',
    'frames / cycles',
    'by events',
    'by cycles',
    'Verilator',
    'events against Verilator',
    'a state repeats after',
    `Verilator's ${manyFrames} frames against that`,
    'build',
    'same times',
  ],
  rows,
)}
`;
}
