import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rememberedVersion } from './compiler-version.ts';

let folder: string;
let command: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'finnc-version-'));
  command = path.join(folder, 'some-cc');
  await writeFile(command, 'one');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What is answered for each, and how often the compiler was asked. */
async function versions(...environments: readonly NodeJS.ProcessEnv[]): Promise<readonly [string[], number]> {
  const answers: string[] = [];
  let asked = 0;
  for (const environment of environments)
    answers.push(await rememberedVersion(command, environment, () => Promise.resolve(`cc ${++asked}`)));
  return [answers, asked];
}

it('is asked for once', async () => {
  const environment = { XDG_CACHE_HOME: folder, PATH: '/usr/bin' };
  expect(await versions(environment, environment)).toEqual([['cc 1', 'cc 1'], 1]);
});

it('is asked for again where another compiler lies in its place', async () => {
  const environment = { XDG_CACHE_HOME: folder };
  await versions(environment);
  await utimes(command, 1, 1);
  expect(await versions(environment)).toEqual([['cc 1'], 1]);
  await writeFile(command, 'another');
  expect(await versions(environment)).toEqual([['cc 1'], 1]);
});

it('is that of the command that PATH finds first', async () => {
  const there = command;
  command = path.basename(command);
  const environment = { XDG_CACHE_HOME: folder, PATH: ['/nowhere', path.dirname(there)].join(path.delimiter) };
  expect(await versions(environment, environment)).toEqual([['cc 1', 'cc 1'], 1]);
  expect(await versions({ ...environment, PATH: '/nowhere' })).toEqual([['cc 1'], 1]);
});

it('is asked for every time where nothing can be kept', async () => {
  const nowhere = { XDG_CACHE_HOME: command };
  expect(await versions(nowhere, nowhere)).toEqual([['cc 1', 'cc 2'], 2]);
});

it('is not kept if the compiler does not answer', async () => {
  const environment = { XDG_CACHE_HOME: folder };
  const silent = rememberedVersion(command, environment, () => Promise.reject(new Error('no answer')));
  await expect(silent).rejects.toThrow('no answer');
  expect(await versions(environment)).toEqual([['cc 1'], 1]);
});
