import { randomUUID } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, contentKey } from './cache.ts';

/**
 * What a command says of itself, asked once and kept in the cache under what its file is: to start a compiler takes longer
 * than to run a small network. Another file in its place, or another PATH, is asked again.
 *
 * @throws Error of `ask`; nothing is kept then
 */
export async function rememberedVersion(
  command: string,
  environment: NodeJS.ProcessEnv,
  ask: () => Promise<string>,
): Promise<string> {
  const folder = cacheFolder(environment);
  const identity = folder === undefined ? undefined : identityOf(command, environment['PATH'] ?? '');
  if (folder === undefined || identity === undefined) return ask();
  const file = path.join(folder, `compiler-${identity}.txt`);
  const known = textOf(file);
  if (known !== undefined) return known;
  const version = await ask();
  await keep(folder, file, version);
  return version;
}

/** Of the file that the system would run: where it is, its size and its age. PATH decides what a wrapper runs, too. */
function identityOf(command: string, search: string): string | undefined {
  const places = /[\\/]/.test(command) ? [''] : search.split(path.delimiter).filter((place) => path.isAbsolute(place));
  for (const place of places) {
    try {
      const file = realpathSync(path.join(place, command));
      const about = statSync(file);
      if (about.isFile()) return contentKey([command, search, file, String(about.size), String(about.mtimeMs)]);
    } catch {
      // Not here.
    }
  }
  return undefined;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8') || undefined;
  } catch {
    return undefined;
  }
}

/** Under another name first, so that nobody reads half of it; where it cannot be kept, it is asked for every time. */
async function keep(folder: string, file: string, text: string): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(fresh, text);
    await rename(fresh, file);
  } catch {
    await rm(fresh, { force: true }).catch(() => undefined);
  }
}
