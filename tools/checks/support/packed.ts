import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { published, root, type Workspace } from './workspace.ts';

export interface Packed extends Workspace {
  readonly tarball: string;
  readonly files: readonly string[];
}

/** A folder outside the workspace, with the tarballs that `npm publish` would send. */
export interface PackedWorkspace {
  readonly dir: string;
  readonly packages: readonly Packed[];
  remove(): void;
}

/** Packs packages (every published one) without running their scripts; `npm run build` must have run before. */
export function packAll(wanted: readonly Workspace[] = published): PackedWorkspace {
  const dir = mkdtempSync(path.join(tmpdir(), 'finnc-packed-'));
  const tarballs = path.join(dir, 'tarballs');
  mkdirSync(tarballs);
  const flags = ['--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', tarballs];
  const which = wanted.flatMap((workspace) => ['--workspace', workspace.dir]);
  const printed = execFileSync('npm', ['pack', ...flags, ...which], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const reports = JSON.parse(printed) as { name: string; filename: string; files: { path: string }[] }[];
  return {
    dir,
    packages: wanted.map((workspace) => {
      const report = reports.find(({ name }) => name === workspace.manifest.name);
      if (!report) throw new Error(`npm pack gave no tarball for ${workspace.manifest.name}`);
      const files = report.files.map((file) => file.path);
      return { ...workspace, tarball: path.join(tarballs, path.basename(report.filename)), files };
    }),
    remove: () => {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The bytes of a file as an ArrayBuffer of their own. */
export const bytesOf = (file: string): ArrayBuffer => Uint8Array.from(readFileSync(file)).buffer;

/**
 * A project that has the package unpacked, our packages it needs unpacked too, and of other packages exactly those
 * that some of them declares.
 */
export function installed(all: PackedWorkspace, wanted: Packed): string {
  const project = path.join(all.dir, `project-${path.basename(wanted.tarball, '.tgz')}`);
  if (existsSync(project)) return project;
  mkdirSync(project);
  writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }\n');
  const waiting = [wanted];
  const seen = new Set<string>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next.manifest.name)) continue;
    seen.add(next.manifest.name);
    const home = path.join(project, 'node_modules', next.manifest.name);
    mkdirSync(home, { recursive: true });
    execFileSync('tar', ['-xzf', next.tarball, '--strip-components=1', '-C', home]);
    const { dependencies, peerDependencies, peerDependenciesMeta } = next.manifest;
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      const sibling = all.packages.find(({ manifest }) => manifest.name === name);
      if (sibling) waiting.push(sibling);
      else if (name === 'vitest' || peerDependenciesMeta?.[name]?.optional !== true) {
        // Each package keeps its own, so that one cannot lean on what another declares.
        link(name, path.join(home, 'node_modules', name), path.join(root, next.dir));
      }
    }
  }
  return project;
}

function link(name: string, at: string, from: string): void {
  const places = createRequire(path.join(from, 'package.json')).resolve.paths(name) ?? [];
  const found = places.map((place) => path.join(place, name)).find((place) => existsSync(place));
  if (found === undefined) throw new Error(`${name} is not installed`);
  mkdirSync(path.dirname(at), { recursive: true });
  symlinkSync(found, at, 'dir');
}
