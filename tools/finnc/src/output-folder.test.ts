import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outputProblem, repairOutput, writeOutput } from './output-folder.ts';
import { marker } from './output-marker.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'finnc-output-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const files = (content: string): ReadonlyMap<string, string | Uint8Array> =>
  new Map<string, string | Uint8Array>([
    ['hls/src/top.cpp', content],
    ['simulator/weights.bin', Uint8Array.of(1, 2, 3)],
  ]);
const top = (folder = 'build/out'): string => readFileSync(join(cwd, folder, 'hls/src/top.cpp'), 'utf8');
const add = (path: string, content = ''): void => {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), content);
};

it('writes all files below a folder that it makes, and nothing beside it', async () => {
  expect(await writeOutput(cwd, 'build/out', files('first'))).toBeUndefined();
  expect(top()).toBe('first');
  expect([...readFileSync(join(cwd, 'build/out/simulator/weights.bin'))]).toEqual([1, 2, 3]);
  expect(readdirSync(join(cwd, 'build'))).toEqual(['out']);
  // As any folder that the user makes.
  mkdirSync(join(cwd, 'usual'));
  expect(statSync(join(cwd, 'build/out')).mode).toBe(statSync(join(cwd, 'usual')).mode);
});

it('lists the files in the marker', async () => {
  await writeOutput(cwd, 'build/out', files('first'), { about: { finnc: '1.2.3' } });
  expect(JSON.parse(readFileSync(join(cwd, 'build/out', marker), 'utf8'))).toEqual({
    format: 1,
    finnc: '1.2.3',
    files: ['finnc.json', 'hls/src/top.cpp', 'simulator/weights.bin'],
  });
});

it('replaces an earlier build whole, with what make and Vitis left there', async () => {
  await writeOutput(cwd, 'build/out', new Map([...files('first'), ['report/old.json', '{}']]));
  for (const left of [
    'hls/tb/csim',
    'hls/vitis/solution/a/b.log',
    'hls/ip/top.zip',
    'hls/vitis_hls.log',
    'rtl/build/Vbench',
    'rtl/utilization.txt',
  ])
    add(`build/out/${left}`);
  expect(await writeOutput(cwd, 'build/out', files('second'))).toBeUndefined();
  expect(top()).toBe('second');
  expect(existsSync(join(cwd, 'build/out/report'))).toBe(false);
  expect(readdirSync(join(cwd, 'build'))).toEqual(['out']);
});

it('takes an empty folder', async () => {
  mkdirSync(join(cwd, 'build/out'), { recursive: true });
  expect(await writeOutput(cwd, 'build/out', files('first'))).toBeUndefined();
  expect(top()).toBe('first');
});

it('leaves a folder with other files alone, and names some of them', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) add(`thesis/${name}`);
  const problem = await writeOutput(cwd, 'thesis', files('first'));
  expect(problem).toMatchObject({ code: 'FINNC5701', message: expect.stringContaining('a, b, c, d, e, …') as string });
  expect(readdirSync(join(cwd, 'thesis'))).toHaveLength(6);
  expect(readdirSync(cwd)).toEqual(['thesis']);
});

it.each([
  ['a configuration of the user', '{"model": "m.onnx"}'],
  ['a marker without a list', '{"format": 1, "finnc": "0.1.0"}'],
  ['a marker of a later form', '{"format": 2, "files": ["finnc.json", "thesis.tex"]}'],
  ['a list without the marker', '{"format": 1, "files": ["thesis.tex"]}'],
  ['no JSON', 'model = m.onnx'],
  ['no object', 'null'],
])('does not take %s for the mark of a build', async (_, content) => {
  add('proj/thesis.tex', 'years of work');
  add(`proj/${marker}`, content);
  expect(await writeOutput(cwd, 'proj', files('first'))).toMatchObject({ code: 'FINNC5701' });
  expect(readdirSync(join(cwd, 'proj'))).toEqual([marker, 'thesis.tex']);
});

it.each(['notes.txt', 'hls/mine.cpp', 'hls/src/top.cpp.bak', 'intermediate_models/net.onnx', 'vitis/mine.tcl'])(
  'does not replace a build in which a user keeps %s',
  async (name) => {
    await writeOutput(cwd, 'build/out', files('first'));
    add(`build/out/${name}`, 'mine');
    expect(await writeOutput(cwd, 'build/out', files('second'))).toMatchObject({
      code: 'FINNC5701',
      message: expect.stringMatching(new RegExp(`${name}$`)) as string,
    });
    expect(top()).toBe('first');
    expect(readFileSync(join(cwd, 'build/out', name), 'utf8')).toBe('mine');
  },
);

it('does not replace a build that links to a folder of the user', async () => {
  await writeOutput(cwd, 'build/out', files('first'));
  renameSync(join(cwd, 'build/out/hls'), join(cwd, 'moved'));
  symlinkSync(join(cwd, 'moved'), join(cwd, 'build/out/hls'));
  expect(await writeOutput(cwd, 'build/out', files('second'))).toMatchObject({ code: 'FINNC5701' });
  expect(readFileSync(join(cwd, 'moved/src/top.cpp'), 'utf8')).toBe('first');
});

describe('a folder in use', () => {
  it.each(['.', '..', 'deeper/..'])('is not replaced: %s', async (folder) => {
    mkdirSync(join(cwd, 'work/deeper'), { recursive: true });
    expect(await writeOutput(join(cwd, 'work'), folder, files('first'))).toMatchObject({ code: 'FINNC5705' });
    expect(readdirSync(cwd)).toEqual(['work']);
  });

  it('is not replaced from within, even if it is an earlier build', async () => {
    await writeOutput(cwd, 'build/out', files('first'));
    expect(outputProblem(join(cwd, 'build/out'), '.')).toMatchObject({ code: 'FINNC5705' });
    expect(outputProblem(join(cwd, 'build/out/hls'), join(cwd, 'build/out'))).toMatchObject({ code: 'FINNC5705' });
  });

  it('is not replaced if the build reads one of its files, by any way', async () => {
    await writeOutput(cwd, 'build/out', files('first'));
    symlinkSync('build/out/hls/src/top.cpp', join(cwd, 'link.cpp'));
    symlinkSync('build', join(cwd, 'other'));
    for (const read of ['build/out/hls/src/top.cpp', 'link.cpp', 'other/out/hls/src/top.cpp', 'build/out/hls'])
      expect(outputProblem(cwd, 'build/out', { reads: [read] })).toMatchObject({
        code: 'FINNC5705',
        message: expect.stringContaining(`'${read}'`) as string,
      });
    expect(outputProblem(cwd, 'build/out', { reads: ['build/model.onnx', 'nothing/there'] })).toBeUndefined();
  });
});

it('keeps a link to a folder, and replaces what it leads to', async () => {
  mkdirSync(join(cwd, 'disk/build'), { recursive: true });
  symlinkSync('disk/build', join(cwd, 'link'));
  for (const content of ['first', 'second']) {
    expect(await writeOutput(cwd, 'link', files(content))).toBeUndefined();
    expect(top('disk/build')).toBe(content);
  }
  expect(lstatSync(join(cwd, 'link')).isSymbolicLink()).toBe(true);
  expect(readdirSync(cwd)).toEqual(['disk', 'link']);
  expect(readdirSync(join(cwd, 'disk'))).toEqual(['build']);
});

it.each(['dangling', 'dangling/out', 'circle', 'circle/out', 'a'.repeat(300)])('cannot write to %.12s', (folder) => {
  symlinkSync('nowhere', join(cwd, 'dangling'));
  symlinkSync('circle', join(cwd, 'circle'));
  expect(outputProblem(cwd, folder)).toMatchObject({ code: 'FINNC5703' });
});

it.each([
  ['file', 'FINNC5702'],
  ['file/out', 'FINNC5703'],
  ['file/deeper/out', 'FINNC5703'],
])('cannot write to %s', (folder, code) => {
  add('file');
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

describe('what a killed build leaves', () => {
  /** The number of a process that has ended. */
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const hidden = (what: string, pid = gone): string => `build/.out.finnc-${what}.${pid}-abc123`;
  const inBuild = (): readonly string[] => readdirSync(join(cwd, 'build')).toSorted();
  const made = async (folder: string, content: string): Promise<void> => {
    expect(await writeOutput(cwd, folder, files(content))).toBeUndefined();
  };

  it('while it wrote is removed', async () => {
    await made('build/out', 'first');
    await made(hidden('new'), 'half');
    rmSync(join(cwd, hidden('new'), 'simulator'), { recursive: true });
    mkdirSync(join(cwd, `${hidden('new')}4`));
    repairOutput(cwd, 'build/out');
    expect(inBuild()).toEqual(['out']);
    expect(top()).toBe('first');
  });

  it('between its two renames is put back', async () => {
    await made('build/out', 'first');
    mkdirSync(join(cwd, hidden('old')));
    renameSync(join(cwd, 'build/out'), join(cwd, hidden('old'), 'old'));
    await made(hidden('new'), 'second');
    repairOutput(cwd, 'build/out');
    expect(inBuild()).toEqual(['out']);
    expect(top()).toBe('first');
  });

  it('of the build that it replaced is removed', async () => {
    await made('build/out', 'second');
    await made(`${hidden('old')}/old`, 'first');
    rmSync(join(cwd, hidden('old'), 'old/hls'), { recursive: true });
    repairOutput(cwd, 'build/out');
    expect(inBuild()).toEqual(['out']);
    expect(top()).toBe('second');
  });

  it('is left alone while its process may be alive, or if it holds anything else', async () => {
    await made('build/out', 'first');
    await made(hidden('new', process.pid), 'second');
    await made(hidden('new'), 'third');
    add(`${hidden('new')}/notes.txt`);
    add(`${hidden('old')}/thesis.tex`);
    add(`${hidden('old')}5/old/thesis.tex`);
    add('build/.out.new.1-a/mine');
    const before = inBuild();
    repairOutput(cwd, 'build/out');
    expect(inBuild()).toEqual(before);
    expect(existsSync(join(cwd, `${hidden('old')}5/old/thesis.tex`))).toBe(true);
  });

  it('does not matter where there is no folder yet', () => {
    repairOutput(cwd, 'nowhere/yet');
    expect(readdirSync(cwd)).toEqual([]);
  });
});
