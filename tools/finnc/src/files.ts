import { suggest } from '@finnc/ir';
import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Loaded } from './data/loaded.ts';
import { driverDiagnostics } from './diagnostics.ts';

/**
 * The bytes of a file that a user named.
 *
 * @param what  what it is for, in messages: 'model', 'folding file'
 * @param name  as the user wrote it
 */
export function readUserFile(cwd: string, name: string, what: string): Loaded<Uint8Array> {
  try {
    return { value: readFileSync(resolve(cwd, name)) };
  } catch (error) {
    return { problem: fileProblem(cwd, name, what, error) };
  }
}

export function readUserText(cwd: string, name: string, what: string): Loaded<string> {
  const bytes = readUserFile(cwd, name, what);
  return bytes.problem ? bytes : { value: new TextDecoder().decode(bytes.value) };
}

/** What is at a path; undefined for nothing, also where a part of the path is a file. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The names in a folder, or undefined if it is none. */
export const folderNames = (path: string): readonly string[] | undefined =>
  statOf(path)?.isDirectory() ? readdirSync(path) : undefined;

function fileProblem(cwd: string, file: string, what: string, error: unknown) {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    const reason = reasons[code ?? ''] ?? message;
    return driverDiagnostics.unreadableFile({ what, file, reason });
  }
  const path = resolve(cwd, file);
  const beside = suggest(basename(path), folderNames(dirname(path)) ?? []);
  const suggestion = beside === undefined ? undefined : file.slice(0, file.length - basename(file).length) + beside;
  return driverDiagnostics.missingFile({ what, file, suggestion });
}

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its links lead in a circle',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};
