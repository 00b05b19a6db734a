import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Graph, Registry } from '@finnc/ir';
import { actorNetwork, timingOf, type Timing } from 'finnc/corpus';
import type { RtlVerdict } from './check-designs.ts';
import { randomDesign } from './random-design.ts';

/** What Verilator measured of the design of a seed. */
export interface RecordedRun {
  readonly seed: number;
  /** Of the actors and queues: another design has another one, and says nothing about these times. */
  readonly fingerprint: string;
  readonly frames: number;
  readonly steady: Timing;
  readonly paused: Timing;
}

const file = path.resolve(import.meta.dirname, 'recorded.json');

export const recordedRuns = (): RecordedRun[] => JSON.parse(readFileSync(file, 'utf8')) as RecordedRun[];

export const fingerprintOf = (graph: Graph, registry: Registry): string =>
  createHash('sha256')
    .update(JSON.stringify(actorNetwork(graph, registry)))
    .digest('hex')
    .slice(0, 12);

/** Keeps measurements for tests on machines without Verilator, a run a line. */
export async function recordVerdicts(verdicts: readonly RtlVerdict[], registry: Registry): Promise<void> {
  const lines: string[] = [];
  for (const { name, steady, paused } of verdicts) {
    const seed = Number(name.split(' ').at(-1));
    const design = await randomDesign(seed, registry);
    if (!design) throw new Error(`seed ${seed} has no design`);
    const fingerprint = fingerprintOf(design.graph, registry);
    const run: RecordedRun = {
      seed,
      fingerprint,
      frames: steady.frames,
      steady: timingOf(steady),
      paused: timingOf(paused),
    };
    lines.push(JSON.stringify(run));
  }
  writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`);
}
