import { afterEach, describe, expect, it } from 'vitest';
import type { Planned } from '../choose-engine.ts';
import type { PortArray } from '../engine.ts';
import type { Team } from '../simulation.ts';
import type { PortFormat } from '../port-array.ts';
import { doublingRecipe, engine, type DoublingProgram } from './doubling.test.support.ts';
import { workerTeam } from './worker-team.ts';

const inputs: readonly PortFormat[] = [{ array: 'uint8', length: 3 }];
const outputs: readonly PortFormat[] = [{ array: 'int32', length: 3 }];
const table = Uint8Array.from({ length: 128 }, (_, i) => 2 * i);

let team: Team | undefined;
let planned: Planned;
afterEach(async () => {
  await team?.close();
});
function start(program: DoublingProgram, threads: number, refuses = false): Team {
  planned = { family: 'sliced', unit: 8, program, load: () => expect.fail('runs in workers') };
  const made = { ...engine({ refuses: false }), again: doublingRecipe(refuses) };
  team = workerTeam({ engine: made, planned, others: [], notes: [] }, { inputs, outputs }, threads);
  return team!;
}
const bytes = (frames: number, shared: boolean): Uint8Array => {
  const data = new Uint8Array(shared ? new SharedArrayBuffer(3 * frames) : new ArrayBuffer(3 * frames));
  for (let i = 0; i < data.length; i++) data[i] = (i * 37) % 100;
  return data;
};
async function run(on: Team, batch: Uint8Array, from = 0, signal?: AbortSignal): Promise<[PortArray, number[]]> {
  const frames = batch.length / 3;
  const result = new Int32Array(new SharedArrayBuffer(12 * frames));
  const seen: number[] = [];
  const onFrames = (done: number): void => void seen.push(done);
  await on.run({ planned, inputs: [batch], outputs: [result], from, to: frames, block: 16, signal, onFrames });
  return [result, seen];
}

describe('a team of workers', () => {
  it.each([
    [1, 64, false],
    [2, 1000, true],
    [3, 1001, false],
    [3, 5, true],
  ])('of %d divides %d frames (in shared memory: %s) with the same outcome', async (threads, frames, shared) => {
    const on = start({ table }, threads);
    const batch = bytes(frames, shared);
    const [result, seen] = await run(on, batch);
    expect(Array.from(result)).toEqual(Array.from(batch, (byte) => 2 * byte));
    expect(seen.at(-1)).toBe(frames);
    const [rest] = await run(on, batch, 3);
    expect(Array.from(rest)).toEqual(Array.from(batch, (byte, i) => (i < 9 ? 0 : 2 * byte)));
  });

  it('copies what does not fit its shared memory in parts', async () => {
    const batch = new Uint8Array(3 * 12_000_000).fill(5);
    const [result] = await run(start({ table }, 2), batch);
    expect(result.every((value) => value === 10)).toBe(true);
  });

  it('starts when it is told to, and says when it is ready', async () => {
    const on = start({ table }, 2);
    expect(on.isReady()).toBe(false);
    on.start();
    await expect.poll(() => on.isReady(), { timeout: 20_000 }).toBe(true);
  });

  it.each([
    ['ends', 'exit', 'it ended with exit code 7'],
    ['throws', 'throw', 'a wrong instruction'],
  ] as const)('reports a worker that %s, and works again', async (_, fails, reason) => {
    const on = start({ table, at: 120, fails }, 2);
    const batch = bytes(500, false);
    batch[700] = 120;
    await expect(run(on, batch)).rejects.toMatchObject({
      diagnostic: { code: 'FINNC5409', severity: 'error', message: expect.stringContaining(reason) as string },
    });
    const good = bytes(100, false);
    expect(Array.from((await run(on, good))[0])).toEqual(Array.from(good, (byte) => 2 * byte));
  });

  it('reports workers that cannot make their engine', async () => {
    const on = start({ table }, 2, true);
    await expect(run(on, bytes(50, true))).rejects.toMatchObject({
      diagnostic: { code: 'FINNC5409', message: expect.stringContaining('no such library') as string },
    });
  });

  it('stops when it is aborted, and works again', async () => {
    const on = start({ table, at: 1, fails: 'hang' }, 2);
    const slow = new Uint8Array(3 * 100_000).fill(1);
    const controller = new AbortController();
    on.start();
    await expect.poll(() => on.isReady(), { timeout: 20_000 }).toBe(true);
    const running = run(on, slow, 0, controller.signal);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect((await run(on, bytes(4, true)))[0].length).toBe(12);
  });

  it('gives back what a listener throws, and works again', async () => {
    const on = start({ table, at: 1, fails: 'hang' }, 2);
    const slow = new Uint8Array(3 * 64).fill(1);
    const result = new Int32Array(new SharedArrayBuffer(12 * 64));
    const onFrames = (): void => {
      throw new Error('of the listener');
    };
    const job = { planned, inputs: [slow], outputs: [result], from: 0, to: 64, block: 2, onFrames };
    await expect(on.run(job)).rejects.toThrow('of the listener');
    expect((await run(on, bytes(4, true)))[0].length).toBe(12);
  });

  it('starts others for another program', async () => {
    const on = start({ table }, 2);
    const batch = bytes(40, true);
    await run(on, batch);
    const tripled = Uint8Array.from({ length: 84 }, (_, i) => 3 * i);
    planned = { ...planned, family: 'frames', program: { table: tripled } };
    const few = batch.map((byte) => byte % 84);
    expect(Array.from((await run(on, few))[0])).toEqual(Array.from(few, (byte) => 3 * byte));
  });

  it('is none for what only the calling thread can run', () => {
    const plain: Planned = { family: 'plain', unit: 1, load: () => expect.fail('not loaded') };
    const js = { name: 'js', detail: '' } as const;
    for (const engine of [js, { ...js, again: doublingRecipe() }])
      expect(workerTeam({ engine, planned: plain, others: [], notes: [] }, { inputs, outputs }, 2)).toBeUndefined();
  });
});
