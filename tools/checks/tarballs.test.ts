import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, installed, packAll, type Packed, type PackedWorkspace } from './support/packed.ts';
import { manifestOf, published, root } from './support/workspace.ts';

// Users get tarballs, not the workspace: hoisting, `src` and the source condition hide mistakes that only these show.
describe.each(published)('the tarball of $manifest.name', ({ dir, manifest }) => {
  let all: PackedWorkspace;
  let packed: Packed;
  beforeAll(() => {
    all = shared();
    const found = all.packages.find((candidate) => candidate.dir === dir);
    if (!found) throw new Error(`${dir} was not packed`);
    packed = found;
  });

  it('has what its exports name, and neither tests nor sources', () => {
    expect(packed.files).toEqual(expect.arrayContaining(targetsOf(manifest.exports)));
    expect(packed.files.filter((file) => /\.test[.-]|tsbuildinfo|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  it('loads outside the workspace with its declared dependencies alone', () => {
    const project = installed(all, packed);
    const entries = Object.keys(manifest.exports ?? {}).filter((entry) => !entry.endsWith('.json'));
    const specifiers = entries.map((entry) => path.posix.join(manifest.name, entry));
    const script = specifiers
      .map((name) => `if (Object.keys(await import('${name}')).length === 0) console.log('${name} exports nothing');`)
      .join('\n');
    writeFileSync(path.join(project, 'load.mjs'), script);
    expect(execFileSync(process.execPath, ['load.mjs'], { cwd: project, encoding: 'utf8' })).toBe('');
  });

  for (const file of Object.values(manifest.bin ?? {})) {
    it(`runs ${file} there`, () => {
      const project = installed(all, packed);
      const command = path.join(project, 'node_modules', manifest.name, file);
      const printed = execFileSync(process.execPath, [command, '--version'], { cwd: project, encoding: 'utf8' });
      expect(printed).toContain(manifest.version);
    });
  }

  it('satisfies publint', async () => {
    const { messages } = await publint({ strict: true, pack: { tarball: bytesOf(packed.tarball) } });
    expect(messages.map((message) => formatMessage(message, manifest as never, { color: false }))).toEqual([]);
  });

  it('has types that resolve as its code does (attw)', () => {
    const attw = path.join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const json = Object.keys(manifest.exports ?? {}).filter((entry) => entry.endsWith('.json'));
    const flags = ['--profile', 'esm-only', '--no-emoji', '--no-color', '--format', 'ascii'];
    const excluded = json.length === 0 ? [] : ['--exclude-entrypoints', ...json];
    const { status, stdout } = spawnSync(process.execPath, [attw, packed.tarball, ...flags, ...excluded], {
      encoding: 'utf8',
    });
    expect(status, stdout).toBe(0);
  });
});

let packedOnce: PackedWorkspace | undefined;
const shared = (): PackedWorkspace => (packedOnce ??= packAll());
afterAll(() => packedOnce?.remove());

/** Files that the values of an exports map name, apart from the source condition, which stays at home. */
function targetsOf(exports: unknown): string[] {
  if (typeof exports === 'string') return [path.posix.normalize(exports)];
  return Object.entries((exports ?? {}) as Record<string, unknown>).flatMap(([condition, value]) =>
    condition === '@finnc/source' ? [] : targetsOf(value),
  );
}

it('publishes every package at one version, with one license', () => {
  expect(new Set(published.map(({ manifest }) => manifest.version)).size).toBe(1);
  expect(published.every(({ dir }) => 'license' in manifestOf(dir))).toBe(true);
});
