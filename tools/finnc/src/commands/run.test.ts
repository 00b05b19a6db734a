import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { generated } from '../cases.test.support.ts';
import { recordingSink } from '../console.test.support.ts';
import type { Console } from '../console.ts';
import { writeNpy } from '../data/npy.ts';
import { run, type RunFlags } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'finnc-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const frames = 600;
writeFileSync(join(folder, 'tiny.onnx'), generated['tiny.onnx']!());
const bytes = Uint8Array.from({ length: 8 * frames }, (_, i) => (i * 37) % 256);
const labels = Int32Array.from({ length: frames }, (_, i) => i % 3);
writeFileSync(join(folder, 'images.npy'), writeNpy({ shape: [frames, 8], dtype: 'uint8', data: bytes }));
writeFileSync(
  join(folder, 'reals.npy'),
  writeNpy({ shape: [frames, 8], dtype: 'float32', data: Float32Array.from(bytes) }),
);
writeFileSync(join(folder, 'labels.npy'), writeNpy({ shape: [frames], dtype: 'int32', data: labels }));

async function ran(
  flags: Omit<RunFlags, 'check'>,
  console: Partial<Console> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const own: Console = { cwd: folder, env: {}, out: recordingSink(out), err: recordingSink(err), ...console };
  const code = await run(own, 'tiny.onnx', { check: 0, ...flags });
  return { code, out: out.join(''), err: err.join('') };
}
const dataset = { dataset: 'images.npy', labels: 'labels.npy' } as const;
const facts = async (flags: Omit<RunFlags, 'check'>): Promise<Record<string, unknown>> => {
  const { framesPerSecond, engine, ...rest } = JSON.parse((await ran({ ...flags, json: true })).out) as Record<
    string,
    unknown
  >;
  expect(framesPerSecond).toBeGreaterThan(0);
  expect(engine).toMatchObject({ name: expect.any(String) as string, threads: expect.any(Number) as number });
  return rest;
};

describe('finnc run', () => {
  it('counts the same by every way there is, with any number of threads', async () => {
    const wanted = await facts({ ...dataset, engine: 'js', threads: 1, confusion: true });
    expect(wanted).toMatchObject({ frames, confusion: { counts: expect.any(Array) as number[][] } });
    const { counts } = wanted['confusion'] as { readonly counts: readonly (readonly number[])[] };
    expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(frames);
    expect(counts.reduce((sum, row, i) => sum + row[i]!, 0)).toBe(wanted['correct']);
    for (const threads of [1, 2, 3]) expect(await facts({ ...dataset, threads, confusion: true })).toEqual(wanted);
    expect(await facts({ ...dataset, dataset: 'reals.npy', confusion: true })).toEqual(wanted);
  });

  it('says which engine runs, and prints the confusion matrix above the accuracy', async () => {
    const { out, err } = await ran({ ...dataset, engine: 'js', confusion: true });
    expect(err).toBe('engine      js plain JavaScript, 1 thread\n');
    expect(out).toMatch(/^label +\S+ +\S+ +\S+ +right\n(.*\n){3}accuracy .* of 600 frames\), [\d,.]+ frames\/s\n$/);
  });

  describe('without a compiler', () => {
    beforeAll(() => {
      vi.stubEnv('FINNC_CC', join(folder, 'no-such-compiler'));
    });
    afterAll(() => {
      vi.unstubAllEnvs();
    });

    it('notes why it takes another engine, and gives the same', async () => {
      const { code, out, err } = await ran(dataset);
      expect(code).toBe(0);
      expect(err).toMatch(/^note FINNC5406: the native engine is not used: FINNC_CC is .*\n {2}help {2}install gcc/);
      expect(err).toMatch(/^engine {6}(wasm|js) /m);
      const { out: plain } = await ran({ ...dataset, engine: 'js' });
      const counts = /\(.* frames\)/.exec(plain)![0];
      expect(out).toContain(counts);
    });

    it('refuses the native engine that is asked for, with the remedy', async () => {
      const { code, out, err } = await ran({ ...dataset, engine: 'native' });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^error FINNC5408: the native engine was asked for, and it cannot run: FINNC_CC is /);
      expect(err).toContain('install gcc or clang');
    });
  });

  it('stops when it is interrupted, with the exit code of an interrupt', async () => {
    let listeners = 0;
    const { code, out, err } = await ran(dataset, {
      onInterrupt(listener) {
        listeners++;
        listener();
        return () => listeners--;
      },
    });
    expect({ code, out, listeners }).toEqual({ code: 130, out: '', listeners: 0 });
    expect(err).toContain('error FINNC5027: interrupted after 0 of 600 frames');
  });

  it.each([
    [{ ...dataset, threads: 1000 }, 'FINNC5028', '--threads 1000 is more than the 256'],
    [{ input: 'images.npy', confusion: true }, 'FINNC5014', '--confusion belongs to --dataset'],
  ] as const)('refuses %j', async (flags, code, message) => {
    const result = await ran(flags);
    expect(result.code).toBe(2);
    expect(result.err).toContain(`error ${code}: ${message}`);
  });
});
