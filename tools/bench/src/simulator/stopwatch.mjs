import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// Runs `node ARGS...` once to warm caches, RUNS times for its time and once for its memory, and prints JSON.
// It is a process of its own because the benchmark is a large one: such a process takes long to fork, and on Linux a child's
// `maxRSS` is at least that of its parent.
// Usage: node stopwatch.mjs RUNS ARGS...
const [runs, ...args] = process.argv.slice(2);

function watched() {
  const seconds = [];
  let printed = '';
  for (let run = 0; run <= Number(runs); run++) {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) return { status, stderr };
    // The first run warms caches of files, and makes the native engine.
    if (run > 0) seconds.push((performance.now() - start) / 1000);
    printed = stdout;
  }
  return { status: 0, stdout: printed, seconds, usage: usage() };
}

/** `process.resourceUsage` at its end. */
function usage() {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-resources-'));
  try {
    const [hook, result] = [path.join(folder, 'hook.mjs'), path.join(folder, 'usage.json')];
    const lines = [
      `import { writeFileSync } from 'node:fs';`,
      `process.on('exit', () => writeFileSync(${JSON.stringify(result)}, JSON.stringify(process.resourceUsage())));`,
    ];
    writeFileSync(hook, lines.join('\n'));
    spawnSync(process.execPath, ['--import', hook, ...args]);
    return JSON.parse(readFileSync(result, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.stdout.write(JSON.stringify(watched()));
