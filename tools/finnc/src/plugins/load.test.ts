import { Graph } from '@finnc/ir';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadPlugin } from './load.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'finnc-plugins-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), text);
};
const load = (name: string) => loadPlugin(cwd, name, () => undefined);

const typed = `
  import { definePlugin, Graph, type Plugin } from 'finnc/plugin';
  const plugin: Plugin & { readonly graph: unknown } = definePlugin({ name: 'acme', boards: [], graph: Graph });
  export default plugin;`;

it('loads TypeScript, with our running modules behind its imports', async () => {
  write('my-plugin.ts', typed);
  const { value } = await load('./my-plugin.ts');
  expect(value).toMatchObject({ name: 'acme', graph: Graph });
});

it('loads what a plugin imports from files of its own', async () => {
  write('lib/names.ts', `export const name: string = 'acme-parts';`);
  write('my-plugin.ts', `import { name } from './lib/names.ts';\nexport const plugin = { name, passes: [] };`);
  expect((await load('./my-plugin.ts')).value).toMatchObject({ name: 'acme-parts' });
});

it('loads a package that is installed where the user works, also one for ES modules only', async () => {
  const manifest = { name: '@acme/plugin', type: 'module', exports: { '.': { import: './index.js' } } };
  write('node_modules/@acme/plugin/package.json', JSON.stringify(manifest));
  write('node_modules/@acme/plugin/index.js', `export default { name: '@acme/plugin', facets: [] };`);
  expect((await load('@acme/plugin')).value).toMatchObject({ name: '@acme/plugin' });
});

it('sees a plugin that was changed', async () => {
  write('my-plugin.ts', `export default { name: 'first', passes: [] };`);
  expect((await load('./my-plugin.ts')).value?.name).toBe('first');
  write('my-plugin.ts', `export default { name: 'second', passes: [] };`);
  expect((await load('./my-plugin.ts')).value?.name).toBe('second');
});

it.each([
  ['./nothing.ts', 'FINNC5601'],
  ['acme-nothing', 'FINNC5601'],
  ['./broken.ts', 'FINNC5602'],
  ['./empty.ts', 'FINNC5603'],
])('says what is wrong with %s: %s', async (name, code) => {
  write('broken.ts', `export const = 3;`);
  write('empty.ts', `export const options = { name: 'no lists' };`);
  expect((await load(name)).problem).toMatchObject({ code });
});
