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

/** The names in a folder, or undefined if it is none, or one that may not be looked at: reading it tells why. */
export function folderNames(path: string): readonly string[] | undefined {
  try {
    return statOf(path)?.isDirectory() ? readdirSync(path) : undefined;
  } catch {
    return undefined;
  }
}

export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;

/** Why the operating system refused, in its words where there are none of ours. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message;
}

function fileProblem(cwd: string, file: string, what: string, error: unknown) {
  const { code } = error as NodeJS.ErrnoException;
  const path = resolve(cwd, file);
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    const locked = code === 'EISDIR' && !folderNames(path);
    return driverDiagnostics.unreadableFile({ what, file, reason: locked ? reasons.EACCES : systemReason(error) });
  }
  const beside = suggest(basename(path), folderNames(dirname(path)) ?? []);
  const suggestion = beside === undefined ? undefined : file.slice(0, file.length - basename(file).length) + beside;
  return driverDiagnostics.missingFile({ what, file, suggestion });
}

const reasons: Readonly<Record<string, string>> & { readonly EACCES: string } = {
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'the folder is not there',
  ENOTDIR: 'a part of the path is a file',
  EBUSY: 'it is in use, or a file system is mounted there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};
