import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generated } from './cases.test.support.ts';
import { recordingSink } from './console.test.support.ts';
import { main } from './main.ts';

/** Someone who owns nothing; root may enter every folder. */
const nobody = 65534;
const isRoot = process.getuid?.() === 0;

describe.skipIf(process.seteuid === undefined)('what the user may not enter', () => {
  let cwd = '';
  const said: string[] = [];
  const sink = recordingSink(said, 80);
  const finnc = (command: string) => main(command.split(' '), { cwd, env: {}, out: sink, err: sink });

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'finnc-permission-'));
    said.length = 0;
    chmodSync(cwd, 0o755);
    mkdirSync(join(cwd, 'locked'));
    for (const path of ['tiny.onnx', 'locked/tiny.onnx'])
      writeFileSync(join(cwd, path), generated['tiny.onnx']?.() ?? '');
    writeFileSync(join(cwd, 'locked/config.json'), '{}');
    chmodSync(join(cwd, 'locked'), 0);
    if (isRoot) process.seteuid?.(nobody);
  });
  afterEach(() => {
    if (isRoot) process.seteuid?.(0);
    chmodSync(join(cwd, 'locked'), 0o700);
    rmSync(cwd, { recursive: true, force: true });
  });

  it.each([
    ['build locked/tiny.onnx --out x', 'FINNC5006'],
    ['build locked --out x', 'FINNC5006'],
    ['build tiny.onnx --out x --config locked/config.json', 'FINNC5006'],
    ['build tiny.onnx --out locked', 'FINNC5703'],
    ['build tiny.onnx --out locked/out', 'FINNC5703'],
    ['build tiny.onnx --out locked/deeper/out', 'FINNC5703'],
    ['run locked/tiny.onnx --input x.npy', 'FINNC5006'],
    ['run locked --input x.npy', 'FINNC5006'],
    ['run tiny.onnx --input locked/x.npy', 'FINNC5006'],
  ])('%s', async (command, code) => {
    expect(await finnc(command)).toBe(2);
    expect(said.join('')).toContain(`${code}: cannot`);
    expect(said.join('')).toContain('permission denied');
  });
});
