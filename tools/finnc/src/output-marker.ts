import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The file that marks a folder as the output of a build, and lists what the build wrote. */
export const marker = 'finnc.json';

/** What the generated `Makefile` and Vitis script leave in a build; all of it can be made again. */
const byProducts: readonly RegExp[] = [
  /^hls\/tb\/csim(\.exe)?$/,
  /^hls\/(vitis|ip)\//,
  /^hls\/(vitis|vivado)[\w-]*\.(log|jou)$/,
  /^rtl\/build\//,
  /^rtl\/utilization\.(txt|rpt)$/,
  /^rtl\/(timing\.rpt|\w+\.dcp|vivado[\w-]*\.(log|jou)|clockInfo\.txt)$/,
];

/** The marker's content: what a build was made from, and the paths of all its files. */
export function markerText(about: Readonly<Record<string, unknown>>, files: Iterable<string>): string {
  const content = { format: 1, ...about, files: [...new Set([...files, marker])].toSorted() };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/**
 * The files in a folder that no build of finnc wrote, as paths below it with `/`; empty only if it may be replaced.
 *
 * A folder without a marker of ours holds nothing else: its names are given as they are. A configuration of a user may
 * be called `finnc.json` too, so its name alone says nothing.
 *
 * @throws SystemError  where the folder, or one in it, cannot be read
 */
export function foreignFiles(folder: string): readonly string[] {
  const listed = listedFiles(folder);
  if (!listed) return readdirSync(folder).toSorted();
  return filesBelow(folder)
    .filter((file) => !listed.has(file) && !byProducts.some((known) => known.test(file)))
    .toSorted();
}

/** The files that a folder's marker lists; undefined if there is no marker, or none that a build wrote. */
export function listedFiles(folder: string): ReadonlySet<string> | undefined {
  const path = join(folder, marker);
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const content = parsed(readFileSync(path, 'utf8'));
  if (typeof content !== 'object' || content === null || !('files' in content) || !('format' in content))
    return undefined;
  const { format, files } = content;
  if (format !== 1 || !Array.isArray(files)) return undefined;
  const names = new Set(files.filter((name) => typeof name === 'string'));
  return names.has(marker) ? names : undefined;
}

/** The board and the clock that a build was made for, as far as its marker says; of what is no build, nothing. */
export function builtFor(folder: string): { readonly board?: string; readonly clockMhz?: number } {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory() || !listedFiles(folder)) return {};
  const { board, clockMhz } = parsed(readFileSync(join(folder, marker), 'utf8')) as Readonly<Record<string, unknown>>;
  return {
    ...(typeof board === 'string' ? { board } : {}),
    ...(typeof clockMhz === 'number' ? { clockMhz } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All that is not a folder; links are not followed. */
function filesBelow(folder: string, prefix = ''): readonly string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, `${path}/`) : [path];
  });
}
