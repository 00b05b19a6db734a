import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { published, read, root, workspaces } from './support/workspace.ts';

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
