import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordingSink } from './console.test.support.ts';
import { hasRealData, realFile } from './data/real-data.test.support.ts';
import { main } from './main.ts';

const model = 'tfc-w1a1-random.qonnx-extdata.onnx';
const data = `${model}.data`;

describe.skipIf(!hasRealData)('a model with external data', () => {
  let cwd = '';
  const said: string[] = [];
  const sink = recordingSink(said, 80);
  const build = () =>
    main(['build', model, '--board', 'ZC706', '--backend', 'report', '--out', 'out'], {
      cwd,
      env: {},
      out: sink,
      err: sink,
    });
  const place = (name: string, bytes: Uint8Array): void => {
    writeFileSync(join(cwd, name), bytes);
  };

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'finnc-external-'));
    said.length = 0;
    place(model, realFile(`models/${model}`).bytes);
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true, force: true });
  });

  it('is built with the file beside it', async () => {
    place(data, realFile(`models/${data}`).bytes);
    expect(await build()).toBe(0);
    expect(said.join('')).toContain('0 float ops');
  });

  it.each(['.', 'elsewhere'])('is built through a link, with the file in %s', async (folder) => {
    mkdirSync(join(cwd, 'elsewhere'));
    renameSync(join(cwd, model), join(cwd, 'elsewhere', model));
    symlinkSync(join('elsewhere', model), join(cwd, model));
    place(join(folder, data), realFile(`models/${data}`).bytes);
    expect(await build()).toBe(0);
  });

  it('is refused without the file, which is named', async () => {
    expect(await build()).toBe(2);
    expect(said.join('')).toContain('FINNC2001');
    expect(said.join('')).toContain(`'${data}', which is not there`);
    expect(readdirSync(cwd)).toEqual([model]);
  });

  it('is refused with a file that is too short, with both sizes', async () => {
    place(data, realFile(`models/${data}`).bytes.subarray(0, 1000));
    expect(await build()).toBe(2);
    expect(said.join('')).toMatch(/at bytes \d+ to \d+ of '.*', which has 1000/);
    expect(readdirSync(cwd)).toEqual([data, model].toSorted());
  });
});
