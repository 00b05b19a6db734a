import { randomSource, tensor, uint, int, bipolar, type Tensor } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import type { Engine, LoadedProgram } from '../../engine.ts';
import { FrameBuilder } from '../../frames/builder.ts';
import type { FrameProgram } from '../../frames/program.ts';
import { instructionSets } from './instruction-set.ts';
import { nativeEngine } from './native-engine.ts';

const noOffsets = tensor(int(8), [0], []);

/** Twelve pixels of three channels, times a matrix, and the index of the greatest sum of each. */
function program(weights: Tensor): FrameProgram {
  const builder = new FrameBuilder();
  const x = builder.input({ elem: uint(8), shape: [1, 3, 4, 3] }, { array: 'uint8', length: 36 });
  const sums = builder.product(x, {
    weights,
    thresholds: tensor(int(8), [1, 0], []),
    offsets: noOffsets,
    outType: int(20),
    outBias: 0,
    classes: new Int32Array(0),
  });
  builder.output(builder.top(sums, 1, uint(3)));
  builder.output(sums);
  return builder.finish();
}

const weights = tensor(int(8), [5, 3], [1, 2, 3, -4, 5, -6, 7, 8, -128, 0, 127, 1, 9, -9, 2]);
const expected = (x: Uint8Array): readonly [Int32Array, Int32Array] => {
  const sums = Int32Array.from({ length: 60 }, (_, i) => {
    const [pixel, row] = [Math.floor(i / 5), i % 5];
    return [0, 1, 2].reduce((sum, c) => sum + weights.data[row * 3 + c]! * x[pixel * 3 + c]!, 0);
  });
  const best = Int32Array.from({ length: 12 }, (_, pixel) => {
    const own = Array.from(sums.subarray(5 * pixel, 5 * pixel + 5));
    return own.indexOf(Math.max(...own));
  });
  return [best, sums];
};
const randomFrames = (frames: number, seed: number): Uint8Array => {
  const random = randomSource(seed);
  return Uint8Array.from({ length: 36 * frames }, () => 256 * random());
};

describe.each(instructionSets)('frame programs of the native engine for $name', ({ name }) => {
  const open = async (): Promise<LoadedProgram | string> => {
    const made: Engine | { readonly reason: string } = await nativeEngine({ instructionSet: name });
    return 'reason' in made ? made.reason : made.frames!.load(program(weights));
  };

  it('runs many frames, and again in other memory', async ({ skip }) => {
    const loaded = await open();
    if (typeof loaded === 'string') return skip(loaded);
    for (const frames of [1, 3, 2]) {
      const x = randomFrames(frames, frames);
      const [best, sums] = [new Int32Array(12 * frames), new Int32Array(60 * frames)];
      loaded.run([x], frames, [best, sums]);
      for (let frame = 0; frame < frames; frame++) {
        const wanted = expected(x.subarray(36 * frame, 36 * frame + 36));
        expect(best.subarray(12 * frame, 12 * frame + 12)).toEqual(wanted[0]);
        expect(sums.subarray(60 * frame, 60 * frame + 60)).toEqual(wanted[1]);
      }
    }
    loaded.close();
    expect(() => loaded.run([randomFrames(1, 1)], 1, [new Int32Array(12), new Int32Array(60)])).toThrow('closed');
  });

  it('runs the frame in bound arrays again, whatever ran in between', async ({ skip }) => {
    const loaded = await open();
    if (typeof loaded === 'string') return skip(loaded);
    const [x, best, sums] = [randomFrames(1, 7), new Int32Array(12), new Int32Array(60)];
    const step = loaded.bind!([x], [best, sums]);
    step();
    expect(sums).toEqual(expected(x)[1]);
    loaded.run([randomFrames(1, 8)], 1, [new Int32Array(12), new Int32Array(60)]);
    x.set(randomFrames(1, 9));
    step();
    expect([best, sums]).toEqual(expected(x));
    loaded.close();
  });

  it('takes no array that is too short', async ({ skip }) => {
    const loaded = await open();
    if (typeof loaded === 'string') return skip(loaded);
    expect(() => loaded.run([new Uint8Array(35)], 1, [new Int32Array(12), new Int32Array(60)])).toThrow('too short');
    expect(() => loaded.bind!([new Uint8Array(36)], [new Int32Array(12), new Int32Array(59)])).toThrow('too short');
    loaded.close();
  });
});

it('a value that int32 does not hold is no frame program', () => {
  const builder = new FrameBuilder();
  const x = builder.input({ elem: bipolar, shape: [1, 2] }, { array: 'int8', length: 2 });
  const wide = tensor(int(32), [1, 2], [2 ** 31 - 1, 2 ** 31 - 1]);
  const spec = { weights: wide, thresholds: tensor(int(8), [1, 1], [0]), offsets: noOffsets };
  expect(() => builder.product(x, { ...spec, outType: bipolar, outBias: -1, classes: new Int32Array(0) })).toThrow(
    'its sums may exceed 32 bits',
  );
});
