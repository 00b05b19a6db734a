import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Time of `finnc build` with all backends and the default check, in new processes without any cache, beside what FINN+ 1.4
 * took for its estimate-only flow on a machine of the same kind. Ends with 1 if a build takes longer than its limit.
 *
 * node --import tsx --conditions=@finnc/source tools/bench/build-time.ts [runs]
 */
const runs = Number(process.argv[2] ?? 5);
const repository = path.resolve(import.meta.dirname, '../..');
const cases = [
  { model: 'tfc-w1a1', limit: 1.5, peer: 4.1 },
  { model: 'lfc-w1a1', limit: undefined, peer: 22.1 },
  { model: 'cnv-w1a1', limit: 3, peer: 16 },
] as const;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, node ${process.version}, median of ${runs}`);
for (const { model, limit, peer } of cases) {
  const seconds: number[] = [];
  let steps: Record<string, number> = {};
  for (let run = 0; run < runs; run++) {
    const folder = mkdtempSync(path.join(tmpdir(), 'finnc-bench-'));
    try {
      const out = path.join(folder, 'build');
      const file = path.join(repository, 'examples/models', `${model}.onnx.gz`);
      const command = path.join(repository, 'node_modules/.bin/finnc');
      const start = performance.now();
      const { status, stderr } = spawnSync(
        command,
        ['build', file, '--board', 'ZC706', '--fps', '9000', '--out', out],
        { encoding: 'utf8' },
      );
      seconds.push((performance.now() - start) / 1000);
      if (status !== 0) throw new Error(stderr);
      steps = JSON.parse(readFileSync(path.join(out, 'time_per_step.json'), 'utf8')) as Record<string, number>;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const whole = median(seconds);
  const spread = `${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}`;
  if (limit !== undefined && whole > limit) process.exitCode = 1;
  const verdict = limit === undefined ? '' : `, limit ${limit} s: ${(whole / limit).toFixed(2)} of it`;
  console.log(
    `\n${model}: ${whole.toFixed(2)} s (${spread})${verdict}; finn-plus, estimates only: ${peer} s, ${(peer / whole).toFixed(1)} times as long`,
  );
  const inside = Object.values(steps).reduce((sum, time) => sum + time, 0);
  for (const [step, time] of Object.entries(steps))
    console.log(`  ${step.padEnd(16)} ${time.toFixed(2).padStart(6)} s`);
  console.log(`  ${'start and write'.padEnd(16)} ${(whole - inside).toFixed(2).padStart(6)} s`);
}
