import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic, Files } from '@finnc/ir';
import { outputDiagnostics } from './diagnostics.ts';
import { statOf } from './files.ts';

/** The file that marks a folder as the output of a build; only such folders are replaced. */
export const marker = 'finnc.json';

/** What stops a folder from becoming the output, looked at before any work is done. */
export function outputProblem(cwd: string, folder: string): Diagnostic | undefined {
  const path = resolve(cwd, folder);
  const found = statOf(path);
  if (found && !found.isDirectory()) return outputDiagnostics.isFile({ folder });
  try {
    if (found) {
      const names = readdirSync(path);
      if (names.length > 0 && !names.includes(marker)) {
        const shown = names.toSorted().slice(0, 5);
        return outputDiagnostics.foreign({ folder, found: names.length > 5 ? [...shown, '…'] : shown });
      }
    }
    const ancestor = existingAncestor(dirname(path));
    if (!statOf(ancestor)?.isDirectory())
      return outputDiagnostics.unwritable({ folder, reason: `'${basename(ancestor)}' is a file` });
    accessSync(ancestor, constants.W_OK);
    return undefined;
  } catch (error) {
    return outputDiagnostics.unwritable({ folder, reason: (error as Error).message });
  }
}

/**
 * Writes a build's files so that the folder appears whole or not at all.
 *
 * Everything goes to a folder beside the final one, which is then renamed; an earlier build is moved aside in between
 * and deleted afterwards, or moved back if the second rename fails. An interrupt removes what is half done, for which
 * the files are written asynchronously: signals are heard in between.
 */
export async function writeOutput(cwd: string, folder: string, files: Files): Promise<Diagnostic | undefined> {
  const problem = outputProblem(cwd, folder);
  if (problem) return problem;
  const path = resolve(cwd, folder);
  let made: string | undefined;
  let stopCleaning = (): void => undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const fresh = hiddenFolder(path, 'new');
    made = fresh;
    stopCleaning = onInterrupt(() => {
      rmSync(fresh, { recursive: true, force: true });
    });
    for (const [name, content] of files) await writeInto(fresh, name, content);
    exchange(fresh, path);
    return undefined;
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    if (!isSystemError(error)) throw error;
    return outputDiagnostics.unwritable({ folder, reason: error.message });
  } finally {
    stopCleaning();
  }
}

/** A new folder beside another, with the permissions that the user's mask gives. */
function hiddenFolder(beside: string, what: string): string {
  const unique = `${process.pid}${Math.random().toString(36).slice(2, 8)}`;
  const path = join(dirname(beside), `.${basename(beside)}.${what}.${unique}`);
  mkdirSync(path);
  return path;
}

async function writeInto(root: string, name: string, content: string | Uint8Array): Promise<void> {
  const path = resolve(root, name);
  // A backend of a plugin could name a path outside.
  if (!path.startsWith(`${root}/`) && !path.startsWith(`${root}\\`))
    throw new RangeError(`a backend wrote to '${name}'`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

function exchange(fresh: string, path: string): void {
  if (!statOf(path)) {
    renameSync(fresh, path);
    return;
  }
  const old = hiddenFolder(path, 'old');
  const aside = join(old, 'old');
  try {
    renameSync(path, aside);
    try {
      renameSync(fresh, path);
    } catch (error) {
      renameSync(aside, path);
      throw error;
    }
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

function existingAncestor(path: string): string {
  let current = path;
  while (!statOf(current) && dirname(current) !== current) current = dirname(current);
  return current;
}

/** Runs `clean` if the process is interrupted; the result stops listening. */
function onInterrupt(clean: () => void): () => void {
  const signals = { SIGINT: 130, SIGTERM: 143 } as const;
  const listeners = Object.entries(signals).map(([signal, code]) => {
    const listener = (): void => {
      clean();
      process.exit(code);
    };
    process.once(signal, listener);
    return () => process.removeListener(signal, listener);
  });
  return () => {
    for (const stop of listeners) stop();
  };
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;
