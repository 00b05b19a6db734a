import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { emitRtl, hasIcarus, hasVerilator, type BenchResult } from '@finnc/backend-rtl/testing';
import { execute, sampler, type Graph } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { modelTimings, timingOf } from '../src/testing/rtl-timing.ts';
import { registry } from './corpus.ts';
import { rtlCases } from './rtl-cases.ts';

const frames = 6;
/** Small designs that together have most modules, one of them a fork, a window, a matrix-vector unit and a join. */
const names = [
  'residual block with a bypass of 18 words',
  'depth to space crd',
  'vvau by position',
  'requant',
  'max pool of windows that overlap',
  'label select of three',
];
const designs = names.map((name) => {
  const graph = graphOf(rtlCases.find((given) => given.name === name)!.graph, registry.ops.values());
  return { name, graph };
});

/** Runs a target of the project's own Makefile, in a folder that is gone afterwards. */
function make(graph: Graph, ...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-rtl-'));
  try {
    const sample = sampler(graph, registry);
    const inputs = [1, 2, 3].map(sample);
    const vectors = inputs.map((feeds) => ({ inputs: feeds, outputs: execute(graph, feeds) }));
    for (const [name, content] of emitRtl(graph, registry, vectors)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    const { status, stdout, stderr } = spawnSync('make', ['-s', ...args], {
      cwd: path.join(folder, 'rtl'),
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.each(designs)('$name', ({ graph }) => {
  it.skipIf(!hasVerilator())('has no warning of Verilator but of signals that are not used', () => {
    expect(make(graph, 'lint')).toEqual({ status: 0, output: '' });
  });

  it.skipIf(!hasIcarus()).each([false, true])(
    'gives the same values in the same cycles in Icarus; with pauses: %s',
    (stalls) => {
      const { status, output } = make(graph, 'icarus', `FRAMES=${frames}`, `STALLS=${Number(stalls)}`);
      expect(status, output).toBe(0);
      const result = JSON.parse(output) as BenchResult;
      expect(result).toMatchObject({ frames, mismatches: 0, stuck: 0 });
      for (const timing of modelTimings(graph, registry, frames, stalls)) expect(timing).toEqual(timingOf(result));
    },
    120_000,
  );
});
