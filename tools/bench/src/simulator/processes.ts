import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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

/** What the stopwatch prints. */
type Watched =
  | { readonly status: number | null; readonly stderr: string; readonly seconds?: undefined }
  | { readonly stdout: string; readonly seconds: readonly number[]; readonly usage: NodeJS.ResourceUsage };

/** Runs a command some times for its time, and once more for its memory. */
export function measureProcess({ name, args, needs }: Command, runs: number): ProcessRow {
  const missing = needs.find((file) => !existsSync(file));
  if (missing !== undefined) return { name, note: `${missing} is not there` };
  const stopwatch = path.join(import.meta.dirname, 'stopwatch.mjs');
  const printed = spawnSync(process.execPath, [stopwatch, String(runs), ...args], { encoding: 'utf8' }).stdout;
  const watched = JSON.parse(printed) as Watched;
  if (!watched.seconds) {
    return { name, note: `it ended with ${watched.status ?? 'a signal'}: ${lastLine(watched.stderr)}` };
  }
  const { stdout, seconds, usage } = watched;
  return {
    name,
    seconds,
    megabytes: usage.maxRSS / 1024,
    processorSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    said: /accuracy.*/i.exec(stdout)?.[0] ?? lastLine(stdout),
  };
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
