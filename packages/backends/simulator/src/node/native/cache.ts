import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/** Where libraries of this user are kept, as each system has it; nowhere for a user without a home. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string | undefined {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = environment;
  if (xdg !== undefined && path.isAbsolute(xdg)) return path.join(xdg, 'finnc');
  if (process.platform === 'win32' && local !== undefined) return path.join(local, 'finnc');
  const home = homeFolder();
  if (home === undefined) return undefined;
  return process.platform === 'darwin'
    ? path.join(home, 'Library', 'Caches', 'finnc')
    : path.join(home, '.cache', 'finnc');
}

function homeFolder(): string | undefined {
  try {
    const home = homedir();
    // An empty HOME would make folders wherever the program is called.
    return path.isAbsolute(home) ? home : undefined;
  } catch {
    // In a container, a user may have a number only.
    return undefined;
  }
}

/** A short name for all that a library depends on. */
export function contentKey(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 24);
}

/**
 * The library of this name in the cache, made if it is not there. Its digest is part of its file name: what a full disk or a
 * crash has left of a library is made again, since the system would load it and bring the process down.
 *
 * It is made in a folder of its own and renamed, so that nobody sees half of it, and of two that make it at once both find
 * one. Where the cache cannot be written, it is made for this process alone.
 */
export async function cached(
  folder: string | undefined,
  name: string,
  make: (file: string) => Promise<void>,
): Promise<string> {
  const known = folder === undefined ? undefined : await findWhole(folder, name);
  if (known !== undefined) return known;
  const room = await makeRoom(folder);
  try {
    const made = path.join(room.folder, `${name}.node`);
    await make(made);
    if (!room.isKept) return made;
    const file = path.join(path.dirname(room.folder), `${name}-${digestOf(await readFile(made))}.node`);
    await rename(made, file);
    return file;
  } finally {
    if (room.isKept) await rm(room.folder, { recursive: true, force: true });
  }
}

/** The file of this name with the digest that it is named for; others of the name are removed. */
async function findWhole(folder: string, name: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const found of names.filter((other) => other.startsWith(`${name}-`))) {
    const file = path.join(folder, found);
    const bytes = await readFile(file).catch(() => new Uint8Array());
    if (found === `${name}-${digestOf(bytes)}.node`) return file;
    await rm(file, { force: true }).catch(() => undefined);
  }
  return undefined;
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

async function makeRoom(folder: string | undefined): Promise<{ readonly folder: string; readonly isKept: boolean }> {
  if (folder !== undefined) {
    try {
      await mkdir(folder, { recursive: true });
      return { folder: await mkdtemp(path.join(folder, 'making-')), isKept: true };
    } catch {
      // Not to be written: for this process alone.
    }
  }
  const own = await mkdtemp(path.join(tmpdir(), 'finnc-'));
  process.once('exit', () => {
    rmSync(own, { recursive: true, force: true });
  });
  return { folder: own, isKept: false };
}
