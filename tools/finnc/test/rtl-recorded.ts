import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BenchResult } from '@finnc/backend-rtl/testing';
import { timingOf, type Timing } from '../src/testing/rtl-timing.ts';

const file = path.resolve(import.meta.dirname, 'rtl-recorded.json');

/** What Verilator measured, by the name of a case. FINNC_RECORD=1 writes it anew where Verilator is. */
type Recorded = Readonly<Record<string, Timing & { readonly frames: number }>>;
const read = (): Recorded => JSON.parse(readFileSync(file, 'utf8')) as Recorded;
export const recorded: Recorded = read();

/** Keeps measurements, if that is asked for. */
export function record(measured: ReadonlyMap<string, BenchResult>): void {
  if (process.env['FINNC_RECORD'] !== '1') return;
  const entries = [...measured].map(
    ([name, result]) => [name, { frames: result.frames, ...timingOf(result) }] as const,
  );
  const all = Object.entries({ ...read(), ...Object.fromEntries(entries) }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const lines = all.map(([name, timing]) => `  ${JSON.stringify(name)}: ${JSON.stringify(timing)}`);
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
}
