import { ESLint } from 'eslint';
import { expect, it } from 'vitest';
import { root } from './support/workspace.ts';

const restricted = new Set(['@typescript-eslint/no-restricted-imports', 'no-restricted-globals']);
// The import table needs no types, so the check of it goes without them.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: { languageOptions: { parserOptions: { project: null } } },
  ruleFilter: ({ ruleId }) => restricted.has(ruleId),
});

async function complaints(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? []).map(({ message }) => message);
}

// Each line breaks, or keeps, one row of the import table in eslint.config.js.
it.each([
  ['packages/ir/src/a.ts', '@finnc/passes', 'packages/ir may import nothing of ours'],
  ['packages/passes/src/a.ts', '@finnc/layers', 'packages/passes may import @finnc/ir'],
  ['packages/frontend/src/a.test.ts', '@finnc/passes', 'packages/frontend may import @finnc/ir'],
  ['packages/backends/report/src/a.ts', '@finnc/target', 'packages/backends/report may import @finnc/ir'],
  ['packages/backends/hls/src/a.ts', '@finnc/backend-simulator', 'packages/backends/hls may import @finnc/ir'],
  ['packages/backends/layers/src/a.ts', '@finnc/frontend', 'packages/backends/layers may import @finnc/ir, '],
  ['packages/ir/src/a.ts', 'node:fs', 'values in, values out'],
  ['packages/ir/src/a.ts', 'vitest', 'Only tests'],
  ['examples/plugins/mine/src/a.ts', '@finnc/ir', 'A plugin imports finnc'],
])('%s may not import %s', async (file, name, message) => {
  expect(await complaints(file, `import '${name}';`)).toEqual([expect.stringContaining(message)]);
});

it.each([
  ['packages/passes/src/a.ts', '@finnc/ir/hw'],
  ['packages/backends/layers/src/a.ts', '@finnc/backend-simulator'],
  ['packages/ir/src/a.test.ts', 'vitest'],
  ['packages/ir/src/a.test.ts', 'node:fs'],
  ['packages/ir/src/testing/a.ts', 'vitest'],
  ['tools/finnc/src/a.ts', '@finnc/layers'],
  ['examples/plugins/mine/src/a.ts', 'finnc/plugin'],
])('%s may import %s', async (file, name) => {
  expect(await complaints(file, `import '${name}';`)).toEqual([]);
});

it('the compiler does not use the globals of Node', async () => {
  expect(await complaints('packages/ir/src/a.ts', 'export const home = process.cwd();')).toHaveLength(1);
});
