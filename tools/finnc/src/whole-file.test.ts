import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeWholeFile } from './whole-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'finnc-whole-file-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('replaces a file and leaves nothing beside it', () => {
  expect(writeWholeFile(folder, 'a.bin', 'first')).toBeUndefined();
  expect(writeWholeFile(folder, 'a.bin', Uint8Array.of(50))).toBeUndefined();
  expect(readFileSync(join(folder, 'a.bin'), 'utf8')).toBe('2');
  expect(readdirSync(folder)).toEqual(['a.bin']);
});

it('says why it cannot, and leaves nothing either', () => {
  mkdirSync(join(folder, 'taken'));
  expect(writeWholeFile(folder, 'nowhere/a.bin', '')?.message).toBe(
    "cannot write 'nowhere/a.bin': the folder is not there",
  );
  expect(writeWholeFile(folder, 'taken', '')).toMatchObject({ code: 'FINNC5704' });
  expect(readdirSync(folder)).toEqual(['a.bin', 'taken']);
});
