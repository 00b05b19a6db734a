import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasVerilator, hasYosys, simulate, type Simulation } from '@finnc/backend-rtl/testing';
import { execute, sampler, type Graph } from '@finnc/ir';
import { folding } from '@finnc/ir/hw';
import { graphOf } from '@finnc/ir/testing';
import { foldingsOf, onlyNode, refolded, type Fold } from '@finnc/layers/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registry } from './corpus.ts';
import { rtlCases } from './rtl-cases.ts';
import { modelTimings, timingOf } from '../src/testing/rtl-timing.ts';
import { record, recorded } from './rtl-recorded.ts';

const vectors = 4;
const frames = 10;

/** A graph of one layer at a folding, under a name of its own. */
interface Design {
  readonly name: string;
  readonly graph: Graph;
}

/** The narrowest folding, the widest, and one between. */
function designsOf(name: string, text: string): Design[] {
  const unfolded = graphOf(text, registry.ops.values());
  if (unfolded.size > 1) return [{ name, graph: unfolded }];
  const all = foldingsOf(registry.ask(folding, onlyNode(unfolded), undefined)!);
  const chosen = [0, 0.6, 1].map((part) => all[Math.round(part * (all.length - 1))]!);
  return [...new Set(chosen)].map((fold: Fold) => {
    const values = Object.entries(fold).map(([key, value]) => `${key} ${value}`);
    return { name: [name, ...values].join(', '), graph: refolded(unfolded, fold) };
  });
}

const designs = rtlCases.flatMap(({ name, graph }) => designsOf(name, graph));
// One program holds them all, so that each needs a name.
designs.forEach(({ graph }, i) => Object.defineProperty(graph, 'name', { value: `layer ${i}` }));

it.each(designs)('$name: the models run in the cycles that Verilator measured', ({ name, graph }) => {
  const { frames: run, ...measured } = recorded[name]!;
  for (const model of modelTimings(graph, registry, run)) expect(model).toEqual(measured);
});

describe.skipIf(!hasVerilator())('RTL of single layers in Verilator', () => {
  let simulation: Simulation | undefined;
  beforeAll(async () => {
    const given = designs.map(({ graph }) => {
      const sample = sampler(graph, registry);
      const inputs = Array.from({ length: vectors }, (_, i) => sample(i + 1));
      return { graph, vectors: inputs.map((feeds) => ({ inputs: feeds, outputs: execute(graph, feeds) })) };
    });
    simulation = await simulate(given, registry);
  }, 900_000);
  afterAll(() => {
    simulation?.dispose();
  }, 60_000);

  it.each([false, true])('gives the values of evaluate; with random pauses at both ends: %s', async (stalls) => {
    const results = await simulation!.run(frames, stalls);
    const wrong = designs.filter((_, i) => results[i]!.mismatches + results[i]!.stuck > 0).map(({ name }) => name);
    expect(wrong).toEqual([]);
    expect(results.map((result) => result.frames)).toEqual(designs.map(() => frames));
  });

  it.each([false, true])('runs in the cycles of both models, with their queues; with pauses: %s', async (stalls) => {
    const results = await simulation!.run(frames, stalls);
    if (!stalls) record(new Map(designs.map(({ name }, i) => [name, results[i]!])));
    designs.forEach(({ name, graph }, i) => {
      const measured = { name, ...timingOf(results[i]!) };
      for (const model of modelTimings(graph, registry, frames, stalls)) expect({ name, ...model }).toEqual(measured);
    });
  });

  it.skipIf(!hasYosys())(
    'is read by Yosys, its memories and all, without a complaint',
    () => {
      const { folder } = simulation!;
      const lines = designs.flatMap((_, i) => [
        `read_verilog -sv -defer lib/*.sv ${i}/src/*.sv`,
        `hierarchy -check -top layer_${i}_top`,
        'proc',
        'check -assert',
        'design -reset',
      ]);
      writeFileSync(path.join(folder, 'read.ys'), lines.join('\n'));
      const { status, stderr } = spawnSync('nice', ['-n', '19', 'yosys', '-q', 'read.ys'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect({ status, stderr: stderr.replaceAll(/^Warning: Replacing memory .*\n/gm, '') }).toEqual({
        status: 0,
        stderr: '',
      });
    },
    900_000,
  );
});
