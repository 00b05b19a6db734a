import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { generated } from '../cases.test.support.ts';
import { recordingSink } from '../console.test.support.ts';
import { main } from '../main.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'finnc-build-'));
  writeFileSync(join(cwd, 'tiny.onnx'), generated['tiny.onnx']?.() ?? '');
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

/** What a build with --json prints: the object on standard output, and the rest. */
async function buildJson(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const argv = ['build', 'tiny.onnx', '--board', 'ZC706', '--out', 'out', '--json', ...args];
  const code = await main(argv, { cwd, env: {}, out: recordingSink(out, 80), err: recordingSink(err, 80) });
  return { code, object: JSON.parse(out.join('')) as Readonly<Record<string, unknown>>, err: err.join('') };
}

it('prints graphs beside the object of --json', async () => {
  const { code, object, err } = await buildJson('--backend', 'report', '--print-after', 'streamline');
  expect(code).toBe(0);
  expect(object).toMatchObject({ exitCode: 0, out: 'out' });
  expect(err).toMatch(/^\/\/ after streamline\n/);
});

it('names no output folder that it did not write', async () => {
  const { code, object } = await buildJson('--backend', 'report', '--fps', '1000000000000');
  expect(code).toBe(5);
  expect(object).toHaveProperty('diagnostics');
  expect(object).not.toHaveProperty('out');
});
