import { expect, it } from 'vitest';
import { recordingSink } from '../console.test.support.ts';
import { version } from '../version.ts';
import { environment } from './environment.ts';

async function rows(env: boolean): Promise<readonly { readonly name: string; readonly version?: string }[]> {
  const parts: string[] = [];
  const sink = recordingSink(parts, 80);
  expect(await environment({ cwd: '.', env: {}, out: sink, err: sink }, { env, json: true })).toBe(0);
  return JSON.parse(parts.join('')) as readonly { readonly name: string }[];
}

it('names what runs, and looks for tools only if told to', async () => {
  expect(await rows(false)).toMatchObject([
    { name: 'finnc', version },
    { name: 'node', version: process.version.slice(1) },
  ]);
  const all = (await rows(true)).map(({ name }) => name);
  expect(all.slice(0, 4)).toEqual(['finnc', 'node', 'g++', 'make']);
});
