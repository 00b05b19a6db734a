import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a command takes as a process: from its start to its end, and most of memory at once. */
export interface ProcessRow {
  readonly name: string;
  readonly seconds?: readonly number[];
  readonly megabytes?: number;
  /** Of the processor, all threads together. */
  readonly processorSeconds?: number;
  /** The last line it printed. */
  readonly said?: string;
  readonly note?: string;
}

export interface Command {
  readonly name: string;
  /** Arguments of node. */
  readonly args: readonly string[];
  /** What must be there; without it the row says so. */
  readonly needs: readonly string[];
}

/** Runs a command some times for its time, and once more for its memory, which a hook tells. */
export function measureProcess({ name, args, needs }: Command, runs: number): ProcessRow {
  const missing = needs.find((file) => !existsSync(file));
  if (missing !== undefined) return { name, note: `${missing} is not there` };
  const seconds: number[] = [];
  let said = '';
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) return { name, note: `it ended with ${status ?? 'a signal'}: ${lastLine(stderr)}` };
    // The first run warms caches of files, and makes the native engine.
    if (run > 0) seconds.push((performance.now() - start) / 1000);
    said = /accuracy.*/i.exec(stdout)?.[0] ?? lastLine(stdout);
  }
  return { name, seconds, ...resourcesOf(args), said };
}

function resourcesOf(args: readonly string[]): Pick<ProcessRow, 'megabytes' | 'processorSeconds'> {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-resources-'));
  try {
    const [hook, result] = [path.join(folder, 'hook.mjs'), path.join(folder, 'usage.json')];
    const lines = [
      `import { writeFileSync } from 'node:fs';`,
      `process.on('exit', () => writeFileSync(${JSON.stringify(result)}, JSON.stringify(process.resourceUsage())));`,
    ];
    writeFileSync(hook, lines.join('\n'));
    spawnSync(process.execPath, ['--import', hook, ...args]);
    const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(result, 'utf8')) as NodeJS.ResourceUsage;
    return { megabytes: maxRSS / 1024, processorSeconds: (userCPUTime + systemCPUTime) / 1e6 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
