import { recordingSink } from '../src/console.test.support.ts';
import type { Console } from '../src/console.ts';
import { main } from '../src/main.ts';

/** Runs the command in this process; what it prints and its exit code. */
export async function finnc(
  ...args: string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const console: Console = { cwd: process.cwd(), env: {}, out: recordingSink(stdout), err: recordingSink(stderr) };
  const code = await main(args, console);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
