import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../../..');

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly workspaces?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export interface Workspace {
  /** Relative to the root, with `/`. */
  readonly dir: string;
  readonly manifest: Manifest;
}

export const manifestOf = (dir: string): Manifest =>
  JSON.parse(readFileSync(path.join(root, dir, 'package.json'), 'utf8')) as Manifest;

/** The workspaces of the root's package.json; a pattern may end in `/*`. */
export const workspaces: readonly Workspace[] = (manifestOf('.').workspaces ?? [])
  .flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const group = pattern.slice(0, -2);
    if (!existsSync(path.join(root, group))) return [];
    return readdirSync(path.join(root, group)).map((name) => `${group}/${name}`);
  })
  .filter((dir) => existsSync(path.join(root, dir, 'package.json')))
  .map((dir) => ({ dir, manifest: manifestOf(dir) }));

/** What goes to the registry. */
export const published: readonly Workspace[] = workspaces.filter(({ manifest }) => manifest.private !== true);

const skipped = new Set(['node_modules', 'dist', 'build', '.git', '.nx', 'finnc-build', 'coverage', '__pycache__']);

/** Files under a folder of the repository with one of the endings, relative to the root, in a stable order. */
export function filesUnder(dir: string, endings: readonly string[]): string[] {
  return readdirSync(path.join(root, dir), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.posix.join(dir, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesUnder(file, endings);
      return endings.some((ending) => entry.name.endsWith(ending)) ? [file] : [];
    });
}

export const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
