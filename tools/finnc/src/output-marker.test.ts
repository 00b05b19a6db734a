import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { builtFor, marker, markerText } from './output-marker.ts';

const folder = mkdtempSync(join(tmpdir(), 'finnc-marker-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('knows the board and the clock of a build, and none of anything else', () => {
  expect(builtFor(folder)).toEqual({});
  expect(builtFor(join(folder, 'nothing'))).toEqual({});
  writeFileSync(join(folder, marker), markerText({ board: 'Pynq-Z1', clockMhz: 125, fps: 9 }, []));
  expect(builtFor(folder)).toEqual({ board: 'Pynq-Z1', clockMhz: 125 });
  expect(builtFor(join(folder, marker))).toEqual({});
  writeFileSync(join(folder, marker), '{"board": "mine"}');
  expect(builtFor(folder)).toEqual({});
});
