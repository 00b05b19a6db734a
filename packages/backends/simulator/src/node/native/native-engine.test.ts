import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NoEngine } from '../../choose-engine.ts';
import type { Engine } from '../../engine.ts';
import { interpretSliced } from '../../sliced/interpret.ts';
import { opcodes, type Opcode } from '../../sliced/program.ts';
import {
  outputsOf,
  randomInstruction,
  type InstructionCase,
  type InstructionOptions,
} from '../../sliced/random-instruction.test.support.ts';
import { inSharedMemory } from '../share.ts';
import { cacheFolder } from './cache.ts';
import { compile, findCompiler } from './compiler.ts';
import { instructionSets } from './instruction-set.ts';
import { nativeEngine, engine as engineAgain } from './native-engine.ts';

let folder: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'finnc-native-'));
  environment = { PATH: process.env['PATH'], XDG_CACHE_HOME: folder };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const runOn =
  (engine: Engine): typeof interpretSliced =>
  (program, inputs, frames, outputs) => {
    const loaded = engine.sliced!.load(program);
    loaded.run(inputs as never, frames, outputs as never);
    loaded.close();
  };
/** The compiled libraries in a cache. */
const libraries = async (cache: string): Promise<readonly string[]> =>
  (await readdir(path.join(cache, 'finnc'))).filter((name) => name.endsWith('.node'));
const reasonOf = (made: Engine | NoEngine): string => ('reason' in made ? made.reason : '');
/** Compiling takes seconds, and many times that where all cores are busy. */
const COMPILING_MS = 120_000;
const seeds = Array.from({ length: 24 }, (_, i) => i + 1);

interface Known {
  readonly instruction: InstructionCase;
  readonly expected: ReturnType<typeof outputsOf>;
}
const known = new Map<string, Known>();
/** An instruction and its outputs, which are interpreted once for all sets of instructions. */
function interpreted(opcode: Opcode, seed: number, options: InstructionOptions): Known {
  const key = `${opcode} ${seed} ${options.size ?? ''}`;
  let found = known.get(key);
  if (!found) {
    const instruction = randomInstruction(opcode, seed, options);
    found = { instruction, expected: outputsOf(instruction, interpretSliced) };
    known.set(key, found);
  }
  return found;
}

describe.each(instructionSets)('the native engine for $name', ({ name, vectorBytes }) => {
  let engine: Engine;
  let missing: string | undefined;
  beforeAll(async () => {
    const made = await nativeEngine({ instructionSet: name, environment });
    if ('reason' in made) missing = made.reason;
    else engine = made;
  }, COMPILING_MS);

  it.for(Object.keys(opcodes) as Opcode[])("executes '%s' as the interpreter does", (opcode, { skip }) => {
    if (missing !== undefined) skip(missing);
    for (const seed of seeds) {
      const { instruction, expected } = interpreted(opcode, seed, { complements: seed % 2 === 0 });
      expect(outputsOf(instruction, runOn(engine)), instruction.what).toEqual(expected);
    }
  });

  it('executes products of lists longer than a counter', ({ skip }) => {
    if (missing !== undefined) skip(missing);
    for (const seed of [3, 5]) {
      const { instruction, expected } = interpreted('product', seed, { complements: false, size: 1000 });
      expect(outputsOf(instruction, runOn(engine)), instruction.what).toEqual(expected);
    }
  });

  it('takes programs and frames in shared memory, and parts of arrays', ({ skip }) => {
    if (missing !== undefined) skip(missing);
    const { program, inputs, frames } = randomInstruction('pack', 3, { complements: false });
    const expected = outputsOf({ program, inputs, frames, what: '' }, interpretSliced);
    const loaded = engine.sliced!.load(inSharedMemory(program));
    const outputs = program.outputs.map(
      ({ length }) => new Int32Array(new SharedArrayBuffer(4 * (length * frames + 3))),
    );
    loaded.run(
      inSharedMemory(inputs),
      frames,
      outputs.map((output) => output.subarray(3)),
    );
    expect(outputs.map((output) => [...output.subarray(3)])).toEqual(expected);
    loaded.close();
  });

  it('refuses arrays that are too short, and what is closed', ({ skip }) => {
    if (missing !== undefined) skip(missing);
    const { program, inputs, frames } = randomInstruction('store', 1, { complements: false });
    const loaded = engine.sliced!.load(program);
    const outputs = program.outputs.map(({ length }) => new Int32Array(length * frames));
    expect(() => {
      loaded.run(inputs, frames + 1, outputs);
    }).toThrow('too short');
    loaded.close();
    loaded.close();
    expect(() => {
      loaded.run(inputs, frames, outputs);
    }).toThrow('closed');
  });

  it('has as many frames in a slice as a vector has bits', ({ skip }) => {
    if (missing !== undefined) skip(missing);
    expect(engine.sliced!.frames).toBe(8 * vectorBytes);
  });
});

describe('what the native engine needs', () => {
  const made = async (more: NodeJS.ProcessEnv, instructionSet = 'generic'): Promise<Engine | NoEngine> =>
    nativeEngine({ instructionSet, environment: { ...environment, ...more } });
  let missing: string | undefined;
  beforeAll(async () => {
    const first = await made({});
    if ('reason' in first) missing = first.reason;
  }, COMPILING_MS);

  it('is a compiler: without one it says so', async () => {
    expect(await made({ PATH: folder })).toMatchObject({ reason: 'there is no C compiler here' });
    expect(await made({ FINNC_CC: '/no/such/cc' })).toMatchObject({
      reason: "FINNC_CC is '/no/such/cc', which does not run",
    });
  });

  it('is a compiler that works: its first error is told', async ({ skip }) => {
    if (process.platform === 'win32') skip('shell scripts stand for compilers here');
    const broken = path.join(folder, 'broken-cc');
    await writeFile(
      broken,
      '#!/bin/sh\n[ "$1" = --version ] && { echo "brokencc 1.0"; exit 0; }\necho "x.c:1: error: no luck" >&2\nexit 1\n',
    );
    await chmod(broken, 0o755);
    expect(reasonOf(await made({ FINNC_CC: broken }))).toContain('error: no luck');
  });

  it('is a compiler that answers, in time', async ({ skip }) => {
    if (process.platform === 'win32') skip('shell scripts stand for compilers here');
    const silent = path.join(folder, 'silent-cc');
    await writeFile(silent, '#!/bin/sh\nexec sleep 1000\n');
    await chmod(silent, 0o755);
    const patience = { versionMs: 100, compileMs: 100 };
    expect(await findCompiler({ ...environment, FINNC_CC: silent }, patience)).toMatchObject({
      reason: `FINNC_CC is '${silent}', which does not run`,
    });
    await expect(compile({ command: silent, version: '' }, ['a.c'], [], 'a.so', patience)).rejects.toThrow(
      'it was not done after 0.1 s',
    );
  });

  it('is a set of instructions that the CPU has', async () => {
    expect(await made({}, 'avx9')).toMatchObject({ reason: "'avx9' is no instruction set of the native engine" });
    expect(reasonOf(await nativeEngine({ environment: { ...environment, FINNC_NATIVE: 'mmx' } }))).toContain('mmx');
  });

  it('is compiled once', async ({ skip }) => {
    if (missing !== undefined) skip(missing);
    const before = await readdir(path.join(folder, 'finnc'));
    expect(await made({})).toHaveProperty('sliced');
    expect(await readdir(path.join(folder, 'finnc'))).toEqual(before);
  });

  it('is compiled again when the file in the cache is damaged', async ({ skip }) => {
    if (missing !== undefined) skip(missing);
    const cache = await mkdtemp(path.join(folder, 'damaged-'));
    const there = { ...environment, XDG_CACHE_HOME: cache };
    await nativeEngine({ instructionSet: 'generic', environment: there });
    const [file] = await libraries(cache);
    const damaged = path.join(cache, 'finnc', file!);
    const whole = await readFile(damaged);
    // The first half of a library would be mapped to memory that is not there.
    for (const bytes of [Buffer.from('no library'), Buffer.alloc(0), whole.subarray(0, whole.length >> 1)]) {
      // A library that is loaded is not written to: that would change it in memory.
      await rm(damaged);
      await writeFile(damaged, bytes);
      expect(await nativeEngine({ instructionSet: 'generic', environment: there })).toHaveProperty('sliced');
      expect(await libraries(cache)).toHaveLength(1);
      expect((await readFile(path.join(cache, 'finnc', file!))).equals(whole)).toBe(true);
    }
  });

  it('is compiled for this process where the cache cannot be written', async ({ skip }) => {
    if (missing !== undefined) skip(missing);
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    expect(await made({ XDG_CACHE_HOME: file })).toHaveProperty('sliced');
  });

  it.each(['', 'not/absolute'])("keeps nothing in the working folder for a user whose home is '%s'", (home) => {
    vi.stubEnv('HOME', home);
    expect(cacheFolder({ HOME: home, XDG_CACHE_HOME: 'cache' })).toBeUndefined();
    vi.unstubAllEnvs();
  });

  it('is made again by workers', async ({ skip }) => {
    if (missing !== undefined) skip(missing);
    const first = (await made({})) as Engine;
    expect(first.again?.module).toContain('native-engine');
    expect((await engineAgain(first.again!.data as Parameters<typeof engineAgain>[0])).detail).toBe(first.detail);
  });
});
