import { accessSync, constants, lstatSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Diagnostic, Files } from '@finnc/ir';
import { outputDiagnostics } from './diagnostics.ts';
import { isSystemError, statOf, systemReason } from './files.ts';
import { clearLeftovers, hiddenFolder, moveAside } from './output-leftovers.ts';
import { foreignFiles, marker, markerText } from './output-marker.ts';

export { marker };

/** What an output is about. */
export interface Output {
  /** What the marker says beside the list of files. */
  readonly about?: Readonly<Record<string, unknown>>;
  /** Files that the build reads; a folder that holds one is not replaced. */
  readonly reads?: readonly string[];
}

/**
 * What stops a folder from becoming the output, looked at before any work is done.
 *
 * A folder is replaced only if it is empty or an earlier build, all of whose files finnc wrote: whatever else a user
 * keeps there would be lost.
 */
export function outputProblem(cwd: string, folder: string, { reads = [] }: Output = {}): Diagnostic | undefined {
  try {
    const place = placeOf(cwd, folder);
    if ('problem' in place) return place.problem;
    const { path } = place;
    const found = statOf(path);
    if (found && !found.isDirectory()) return outputDiagnostics.isFile({ folder });
    const held = found ? heldIn(cwd, folder, path, reads) : undefined;
    if (held) return held;
    const ancestor = existingAncestor(dirname(path));
    if (!statOf(ancestor)?.isDirectory())
      return outputDiagnostics.unwritable({ folder, reason: `'${basename(ancestor)}' is a file` });
    accessSync(ancestor, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return outputDiagnostics.unwritable({ folder, reason: systemReason(error) });
  }
}

/** What a folder holds that must not be lost. */
function heldIn(cwd: string, folder: string, path: string, reads: readonly string[]): Diagnostic | undefined {
  if (isWithin(path, realpathSync(cwd))) return outputDiagnostics.inUse({ folder, what: 'the current folder' });
  const foreign = foreignFiles(path);
  if (foreign.length > 0) {
    const shown = foreign.slice(0, 5);
    return outputDiagnostics.foreign({ folder, found: foreign.length > 5 ? [...shown, '…'] : shown });
  }
  const read = reads.find((file) => pathsOf(cwd, file).some((other) => isWithin(path, other)));
  return read === undefined
    ? undefined
    : outputDiagnostics.inUse({ folder, what: `'${read}', which this build reads` });
}

/**
 * Writes a build's files, and the marker that lists them, so that the folder appears whole or not at all.
 *
 * Everything goes to a folder beside the final one, which is then renamed; an earlier build is moved aside in between
 * and deleted afterwards, or moved back if the second rename fails. An interrupt removes what is half done, for which
 * the files are written asynchronously: signals are heard in between.
 */
export async function writeOutput(
  cwd: string,
  folder: string,
  files: Files,
  output: Output = {},
): Promise<Diagnostic | undefined> {
  const problem = outputProblem(cwd, folder, output);
  if (problem) return problem;
  const place = placeOf(cwd, folder);
  if ('problem' in place) return place.problem;
  const { path } = place;
  let made: string | undefined;
  let stopCleaning = (): void => undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const fresh = hiddenFolder(path, 'new');
    made = fresh;
    stopCleaning = onInterrupt(() => {
      rmSync(fresh, { recursive: true, force: true });
    });
    // The marker first: it tells the next build whose the folder is, if this one is killed.
    await writeInto(fresh, marker, markerText(output.about ?? {}, files.keys()));
    for (const [name, content] of files) await writeInto(fresh, name, content);
    exchange(fresh, path);
    return undefined;
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    if (!isSystemError(error)) throw error;
    return outputDiagnostics.unwritable({ folder, reason: systemReason(error) });
  } finally {
    stopCleaning();
  }
}

/** Repairs what builds that were killed left beside an output folder, as far as it can be. */
export function repairOutput(cwd: string, folder: string): void {
  try {
    const place = placeOf(cwd, folder);
    if ('path' in place) clearLeftovers(place.path);
  } catch (error) {
    // What stands in the way of this build is found by `outputProblem`.
    if (!isSystemError(error)) throw error;
  }
}

/** Where a folder lies or would lie, with links resolved: a link to a folder stays, its target is what is replaced. */
function placeOf(cwd: string, folder: string): { readonly path: string } | { readonly problem: Diagnostic } {
  const path = resolve(cwd, folder);
  const ancestor = existingAncestor(path);
  const [missing = ''] = relative(ancestor, path).split(sep);
  const isLink =
    statOf(ancestor)?.isDirectory() && lstatSync(join(ancestor, missing), { throwIfNoEntry: false })?.isSymbolicLink();
  // Only a link can be there and not be found: one that leads nowhere.
  if (missing !== '' && isLink)
    return { problem: outputDiagnostics.unwritable({ folder, reason: `'${missing}' is a link to nothing` }) };
  return { path: join(realpathSync(ancestor), relative(ancestor, path)) };
}

/** Where a file is that a user named: the name's place, and what it links to. */
function pathsOf(cwd: string, file: string): readonly string[] {
  const path = resolve(cwd, file);
  try {
    return [join(realpathSync(dirname(path)), basename(path)), realpathSync(path)];
  } catch (error) {
    // What cannot be found or looked at is reported where it is read.
    if (!isSystemError(error)) throw error;
    return [];
  }
}

/** Whether a path is a folder or lies in it; both with links resolved. */
function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
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
  const earlier = moveAside(path);
  try {
    renameSync(fresh, path);
  } catch (error) {
    earlier.putBack();
    throw error;
  }
  try {
    earlier.remove();
  } catch (error) {
    // The new build is there; the next one tries again.
    if (!isSystemError(error)) throw error;
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
