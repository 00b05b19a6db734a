import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { rememberedVersion } from './compiler-version.ts';

const run = promisify(execFile);

/** A compiler that waits for something, such as a licence server, is given up. Both are long for a machine that is busy. */
export interface Patience {
  readonly versionMs: number;
  readonly compileMs: number;
}
const patience: Patience = { versionMs: 20_000, compileMs: 300_000 };

/** A C compiler of this machine. */
export interface Compiler {
  readonly command: string;
  /** First line of what it says of itself: `gcc (Debian 12.2.0-14) 12.2.0`. */
  readonly version: string;
}

/**
 * The compiler that is used: `FINNC_CC` alone if it is set, or the first of the usual names that answers.
 *
 * @returns why there is none
 */
export async function findCompiler(
  environment: NodeJS.ProcessEnv,
  { versionMs } = patience,
): Promise<Compiler | { readonly reason: string }> {
  const asked = environment['FINNC_CC'];
  const candidates = asked === undefined || asked === '' ? ['clang', 'cc', 'gcc'] : [asked];
  for (const command of candidates) {
    try {
      const version = await rememberedVersion(command, environment, async () => {
        const options = { env: environment, timeout: versionMs, killSignal: 'SIGKILL' } as const;
        const { stdout } = await run(command, ['--version'], options);
        return stdout.split('\n', 1)[0]!.trim();
      });
      return { command, version };
    } catch {
      // The next one.
    }
  }
  const reason =
    candidates.length === 1 ? `FINNC_CC is '${candidates[0]!}', which does not run` : 'there is no C compiler here';
  return { reason };
}

/** The C sources of the engine, by file name; they are in the package. At once: to wait for many small files takes longer. */
export function readSources(folder: URL): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => /\.[ch]$/.test(name));
  return new Map(names.sort().map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
}

/**
 * Compiles all sources of a folder to one shared library: each on its own, at the same time, then linked.
 *
 * @param to  the library; objects lie beside it
 * @throws Error with what the compiler said
 */
export async function compile(
  { command }: Compiler,
  files: readonly string[],
  flags: readonly string[],
  to: string,
  { compileMs } = patience,
): Promise<void> {
  const call = (args: readonly string[]): Promise<void> => callFor(compileMs, command, args);
  const objects = files.map((_, i) => `${to}.${i}.o`);
  await Promise.all(files.map((file, i) => call([...flags, '-c', file, '-o', objects[i]!])));
  await call(['-shared', ...objects, '-o', to]);
}

async function callFor(timeout: number, command: string, args: readonly string[]): Promise<void> {
  const start = performance.now();
  try {
    await run(command, [...args], { maxBuffer: 2 ** 24, timeout, killSignal: 'SIGKILL' });
  } catch (error) {
    if (performance.now() - start >= timeout)
      throw new Error(`it was not done after ${timeout / 1000} s`, { cause: error });
    const { stderr, message } = error as Error & { stderr?: string };
    const lines = (stderr ?? '').split('\n').filter((line) => /error/i.test(line));
    throw new Error(lines[0]?.trim() ?? message, { cause: error });
  }
}
