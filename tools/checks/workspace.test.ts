import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { manifestOf, published, read, root, workspaces } from './support/workspace.ts';

it('nx sees every package', () => {
  const nx = path.join(root, 'node_modules/nx/dist/bin/nx.js');
  const printed = execFileSync(process.execPath, [nx, 'show', 'projects', '--json'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NO_COLOR: '1' },
  });
  const projects = JSON.parse(printed) as string[];
  expect(projects).toEqual(expect.arrayContaining(workspaces.map(({ manifest }) => manifest.name)));
});

it('changesets release all published packages together', () => {
  const { fixed } = JSON.parse(read('.changeset/config.json')) as { fixed: string[][] };
  expect(fixed.map((group) => [...group].sort())).toEqual([published.map(({ manifest }) => manifest.name).sort()]);
});

it.each([{ dir: '.', manifest: manifestOf('.') }, ...workspaces])('the scripts of $dir name files that exist', (of) => {
  const words = Object.values(of.manifest.scripts ?? {}).flatMap((script) => script.split(/\s+/));
  const files = words.filter((word) => /^[\w./-]*\/[\w./-]*\.m?[jt]s$|\/bin\//.test(word));
  expect(files.filter((file) => !existsSync(path.join(root, of.dir, file)))).toEqual([]);
});
