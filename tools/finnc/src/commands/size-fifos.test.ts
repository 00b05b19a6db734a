import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recordingSink } from '../console.test.support.ts';
import { sizeFifosCommand, type SizeFlags } from './size-fifos.ts';

const folder = mkdtempSync(join(tmpdir(), 'finnc-size-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ones = (count: number): string => new Array(count).fill('1').join(', ');
/** A short way and one through a dense layer, which needs the whole frame before it gives a word. */
const branches = `graph(%x: uint1[1,64]) {
  %w = const uint1[64,64] [${ones(4096)}]
  %n = const uint1[1,0] []
  %o = const uint1[0] []
  %f, %g = hw.fork(%x) {lanes = 1} as "DuplicateStreams_0"
  %a = hw.fifo(%f) {depth = 2, lanes = 1} as "StreamingFIFO_0"
  %b = hw.fifo(%g) {depth = 2, lanes = 1} as "StreamingFIFO_1"
  %m = hw.mvau(%b, %w, %n, %o) {outType = uint7, outBias = 0, accType = uint7, pe = 1, simd = 1} as "MVAU_0"
  %t = const uint7[1,1] [3]
  %c = hw.thresholding(%m, %t) {outType = uint1, outBias = 0, pe = 1} as "Thresholding_0"
  %y = hw.add(%a, %c) {outType = uint2, pe = 1} as "AddStreams_0"
  return %y
}
`;
writeFileSync(join(folder, 'branches.fnir'), branches);

async function run(flags: SizeFlags): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const console = { cwd: folder, env: {}, out: recordingSink(out), err: recordingSink(err) };
  const code = await sizeFifosCommand(console, 'branches.fnir', flags);
  return { code, out: out.join(''), err: err.join('') };
}

describe('finnc size-fifos', () => {
  it('prints depths, the proof, the bits, and why the design stood still before', async () => {
    const { code, out, err } = await run({ board: 'ZC706' });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^interval +4,096 cycles a frame at most, for ever; endless FIFOs 4,096, which MVAU_0 takes by itself$/m,
    );
    expect(out).toMatch(/^before +stood still: .*waits for/m);
    expect(out).toMatch(/^freed by +'StreamingFIFO_0' to \d+ words$/m);
    expect(out).toMatch(/^least +no FIFO can lose a word/m);
  });

  it('reaches for a rate and a latency as one object', async () => {
    const { out } = await run({ json: true, fps: 10_000, exact: true, board: 'ZC706' });
    const result = JSON.parse(out) as { interval: number; fifos: { name: string; least: number; depth: number }[] };
    expect(result).toMatchObject({ exitCode: 0, interval: 20_000, bound: { interval: 4096 } });
    for (const { least, depth } of result.fifos) expect(depth).toBe(least);
    const late = JSON.parse((await run({ json: true, latency: 10, board: 'ZC706' })).out) as { diagnostics: object[] };
    expect(late.diagnostics).toMatchObject([{ code: 'FINNC5908' }]);
  });
});
