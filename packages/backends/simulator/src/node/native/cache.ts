import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/** Where libraries of this user are kept, as each system has it. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = environment;
  if (xdg !== undefined && path.isAbsolute(xdg)) return path.join(xdg, 'finnc');
  if (process.platform === 'win32' && local !== undefined) return path.join(local, 'finnc');
  return process.platform === 'darwin'
    ? path.join(homedir(), 'Library', 'Caches', 'finnc')
    : path.join(homedir(), '.cache', 'finnc');
}

/** A short name for all that a library depends on. */
export function contentKey(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 24);
}

/** A library of the cache, and whether it is older than this call. */
export interface Cached {
  readonly file: string;
  readonly isOld: boolean;
}

/**
 * The file of this name in the cache, made if it is not there.
 *
 * It is made in a folder of its own and renamed, so that nobody sees half of it, and of two that make it at once either
 * wins. Where the cache cannot be written, it is made for this process alone.
 */
export async function cached(folder: string, name: string, make: (file: string) => Promise<void>): Promise<Cached> {
  const file = path.join(folder, name);
  if (existsSync(file)) return { file, isOld: true };
  const room = await makeRoom(folder);
  try {
    const made = path.join(room.folder, name);
    await make(made);
    if (!room.isKept) return { file: made, isOld: false };
    await rename(made, file);
    return { file, isOld: false };
  } finally {
    if (room.isKept) await rm(room.folder, { recursive: true, force: true });
  }
}

async function makeRoom(folder: string): Promise<{ readonly folder: string; readonly isKept: boolean }> {
  try {
    await mkdir(folder, { recursive: true });
    return { folder: await mkdtemp(path.join(folder, 'making-')), isKept: true };
  } catch {
    const own = await mkdtemp(path.join(tmpdir(), 'finnc-'));
    process.once('exit', () => {
      void rm(own, { recursive: true, force: true });
    });
    return { folder: own, isKept: false };
  }
}
