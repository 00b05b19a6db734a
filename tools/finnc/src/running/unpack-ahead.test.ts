import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentsOf, unpackAhead } from './unpack-ahead.ts';

let folder: string;
const content = Uint8Array.from({ length: 100_000 }, (_, i) => i % 7);
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'finnc-ahead-'));
  const packed = gzipSync(content);
  const files = {
    'whole.gz': packed,
    'cut.gz': packed.subarray(0, packed.length - 20),
    'short.gz': packed.subarray(0, 12),
    'twice.gz': gzipSync(packed),
    'plain.bin': content,
    'empty.bin': new Uint8Array(),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const unpacked = (...files: readonly (string | undefined)[]): ReturnType<typeof contentsOf> =>
  contentsOf(unpackAhead(folder, files));

it('gives the content of gzip files by the names that they were given', async () => {
  const contents = await unpacked('whole.gz', undefined, 'plain.bin');
  expect([...contents.keys()]).toEqual(['whole.gz']);
  expect(contents.get('whole.gz')).toEqual(content);
});

it('leaves what is not there, no gzip, damaged or packed twice to those who read the file', async () => {
  const contents = await unpacked('nothing.gz', '.', 'empty.bin', 'plain.bin', 'cut.gz', 'short.gz', 'twice.gz');
  expect(contents.size).toBe(0);
});
