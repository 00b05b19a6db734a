import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { stageNames, type Row } from './row.ts';

/**
 * Measures a model in a process of its own, which prints a row whenever it knows more: one that crashes, hangs or takes
 * all memory leaves the last of them, with the reason.
 *
 * @param command  arguments of node
 */
export async function rowFromChild(command: readonly string[], begin: Row, limitSeconds: number): Promise<Row> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  let row = begin;
  let errors = '';
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, limitSeconds * 1000);
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (line.startsWith('{')) row = JSON.parse(line) as Row;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const code = await ended;
  clearTimeout(timer);
  if (code === 0) return row;
  const text = late
    ? `not done after ${limitSeconds} s`
    : `the process ended with ${code ?? 'a signal'}: ${lastLine(errors)}`;
  return { ...row, stages: withFailure(row), problem: row.problem ?? { code: late ? 'time' : 'crash', text } };
}

/** The stage after the last one that is known failed, whatever it was about to say. */
function withFailure({ stages }: Row): Row['stages'] {
  const open = stageNames.find((stage) => stages[stage] === undefined);
  return open ? { ...stages, [open]: 'failed' } : stages;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
