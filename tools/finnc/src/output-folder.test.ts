import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { marker, outputProblem, writeOutput } from './output-folder.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'finnc-output-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const files = (content: string): ReadonlyMap<string, string | Uint8Array> =>
  new Map<string, string | Uint8Array>([
    [marker, '{}'],
    ['hls/src/top.cpp', content],
    ['simulator/weights.bin', Uint8Array.of(1, 2, 3)],
  ]);
const top = (): string => readFileSync(join(cwd, 'build/out/hls/src/top.cpp'), 'utf8');

it('writes all files below a folder that it makes, and nothing beside it', async () => {
  expect(await writeOutput(cwd, 'build/out', files('first'))).toBeUndefined();
  expect(top()).toBe('first');
  expect([...readFileSync(join(cwd, 'build/out/simulator/weights.bin'))]).toEqual([1, 2, 3]);
  expect(readdirSync(join(cwd, 'build'))).toEqual(['out']);
  // As any folder that the user makes.
  mkdirSync(join(cwd, 'usual'));
  expect(statSync(join(cwd, 'build/out')).mode).toBe(statSync(join(cwd, 'usual')).mode);
});

it('replaces an earlier build whole', async () => {
  await writeOutput(cwd, 'build/out', files('first'));
  writeFileSync(join(cwd, 'build/out/notes.txt'), 'of the earlier build');
  expect(await writeOutput(cwd, 'build/out', files('second'))).toBeUndefined();
  expect(top()).toBe('second');
  expect(existsSync(join(cwd, 'build/out/notes.txt'))).toBe(false);
  expect(readdirSync(join(cwd, 'build'))).toEqual(['out']);
});

it('takes an empty folder', async () => {
  mkdirSync(join(cwd, 'build/out'), { recursive: true });
  expect(await writeOutput(cwd, 'build/out', files('first'))).toBeUndefined();
  expect(top()).toBe('first');
});

it('leaves a folder with other files alone, and names some of them', async () => {
  mkdirSync(join(cwd, 'thesis'));
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) writeFileSync(join(cwd, 'thesis', name), '');
  const problem = await writeOutput(cwd, 'thesis', files('first'));
  expect(problem).toMatchObject({ code: 'FINNC5701', message: expect.stringContaining('a, b, c, d, e, …') as string });
  expect(readdirSync(join(cwd, 'thesis'))).toHaveLength(6);
  expect(readdirSync(cwd)).toEqual(['thesis']);
});

it.each([
  ['file', 'FINNC5702'],
  ['file/out', 'FINNC5703'],
  ['file/deeper/out', 'FINNC5703'],
])('cannot write to %s', (folder, code) => {
  writeFileSync(join(cwd, 'file'), '');
  expect(outputProblem(cwd, folder)).toMatchObject({ code });
});

it('keeps the earlier build if a file cannot be written, and cleans up', async () => {
  await writeOutput(cwd, 'build/out', files('first'));
  // A file where the next one needs a folder.
  const clash = new Map([...files('second'), ['hls/src/top.cpp/x', 'y']]);
  expect(await writeOutput(cwd, 'build/out', clash)).toMatchObject({ code: 'FINNC5703' });
  expect(top()).toBe('first');
  expect(readdirSync(join(cwd, 'build'))).toEqual(['out']);
});

it('refuses a path that leads out of the folder, which only a bug can make', async () => {
  await expect(writeOutput(cwd, 'out', new Map([['../escaped', 'x']]))).rejects.toThrow(RangeError);
  expect(readdirSync(cwd)).toEqual([]);
});
