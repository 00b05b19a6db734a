import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { foreignFiles, listedFiles, marker } from './output-marker.ts';

/** Name, within a folder that is made by `hiddenFolder`, of the earlier build that is moved aside. */
const aside = 'old';

/** A new folder beside another, with the permissions that the user's mask gives; its name tells whose it is. */
export function hiddenFolder(beside: string, what: 'new' | 'old'): string {
  const unique = Math.random().toString(36).slice(2, 8);
  const path = join(dirname(beside), `${prefixOf(beside, what)}${process.pid}-${unique}`);
  mkdirSync(path);
  return path;
}

const prefixOf = (beside: string, what: 'new' | 'old'): string => `.${basename(beside)}.finnc-${what}.`;

/** Moves an earlier build into a hidden folder; the place is its own until `removeBuild`. */
export function moveAside(path: string): { readonly putBack: () => void; readonly remove: () => void } {
  const old = hiddenFolder(path, 'old');
  const place = join(old, aside);
  const removeEmpty = (): void => {
    rmSync(old, { recursive: true, force: true });
  };
  try {
    renameSync(path, place);
  } catch (error) {
    removeEmpty();
    throw error;
  }
  return {
    putBack() {
      // If this fails, the earlier build stays in the hidden folder, and the next build puts it back.
      renameSync(place, path);
      removeEmpty();
    },
    remove() {
      removeBuild(place);
      removeEmpty();
    },
  };
}

/** Deletes a build, its marker last: what an interrupt leaves can still be told to be ours. */
export function removeBuild(folder: string): void {
  for (const name of readdirSync(folder))
    if (name !== marker) rmSync(join(folder, name), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Clears what builds that were killed left beside an output folder, and puts an earlier build back that one of them had
 * moved aside. Only folders of processes that are gone are touched, and only if they hold nothing but files of a build.
 *
 * @param path  of the output folder, absolute, with links resolved
 * @throws SystemError  where a folder cannot be read, moved or deleted
 */
export function clearLeftovers(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) return;
  const names = readdirSync(folder);
  const stale = (what: 'new' | 'old'): readonly string[] =>
    names.filter((name) => isStale(name, prefixOf(path, what))).map((name) => join(folder, name));
  for (const hidden of stale('old')) {
    const place = join(hidden, aside);
    if (readdirSync(hidden).some((name) => name !== aside)) continue;
    if (isFolder(place) && isOurs(place)) {
      if (existsSync(path)) removeBuild(place);
      else renameSync(place, path);
    }
    if (readdirSync(hidden).length === 0) rmSync(hidden, { recursive: true });
  }
  for (const hidden of stale('new')) if (isFolder(hidden) && isOurs(hidden)) removeBuild(hidden);
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const isOurs = (folder: string): boolean => {
  const empty = readdirSync(folder).length === 0;
  return empty || (listedFiles(folder) !== undefined && foreignFiles(folder).length === 0);
};

function isStale(name: string, prefix: string): boolean {
  if (!name.startsWith(prefix)) return false;
  const [, pid] = /^(\d{1,10})-[a-z0-9]+$/.exec(name.slice(prefix.length)) ?? [];
  return pid !== undefined && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
