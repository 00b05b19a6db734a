import { gzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumericArray } from './array.ts';
import { fitToModel, openDataset, type Dataset } from './dataset.ts';
import { readLabels } from './labels.ts';
import { writeNpy } from './npy.ts';
import { writeNpz } from './npz.ts';
import { hasRealData, realFile } from './real-data.test.support.ts';

const uint8 = (shape: readonly number[], data: ArrayLike<number>): NumericArray => ({
  shape,
  dtype: 'uint8',
  data: Uint8Array.from(data),
});
const npz = (entries: Record<string, NumericArray>): { bytes: Uint8Array; name: string } => ({
  bytes: writeNpz(new Map(Object.entries(entries))),
  name: 'data.npz',
});
const idx = (dims: readonly number[], data: readonly number[]): Uint8Array =>
  Uint8Array.from([0, 0, 8, dims.length, ...dims.flatMap((dim) => [0, 0, dim >> 8, dim & 255]), ...data]);
const named = (bytes: Uint8Array): { bytes: Uint8Array; name: string } => ({ bytes, name: 'file' });

describe('a data set', () => {
  it('is recognised as IDX, gzip or not, with labels from their own file', () => {
    const images = idx([2, 1, 2], [1, 2, 3, 4]);
    for (const bytes of [images, gzipSync(images)]) {
      const set = openDataset(named(bytes), named(idx([2], [7, 9]))).value!;
      expect(set).toMatchObject({ format: 'IDX', frames: 2, frameShape: [1, 2], labels: Int32Array.of(7, 9) });
      expect(fitToModel(set, [1, 2]).value?.read(1)).toEqual(Float32Array.of(3, 4));
    }
  });

  it('is recognised as CIFAR-10 binary by whole records with labels below 10', () => {
    const bytes = new Uint8Array(2 * 3073).fill(5);
    bytes[3073] = 3;
    bytes[3074] = 200;
    const set = openDataset(named(gzipSync(bytes))).value!;
    expect(set).toMatchObject({ format: 'CIFAR-10', frames: 2, frameShape: [3, 32, 32], labels: Int32Array.of(5, 3) });
    expect(fitToModel(set, [1, 3, 32, 32]).value?.read(1).slice(0, 2)).toEqual(Float32Array.of(200, 5));
  });

  it('reads .npz in either layout, as the model takes it', () => {
    // Channel c of pixel p has value 10 c + p: three channels, 3 x 4 pixels, one frame.
    const pixels = Array.from({ length: 12 }, (_, p) => p);
    const planes = [0, 10, 20].flatMap((c) => pixels.map((p) => c + p));
    const interleaved = pixels.flatMap((p) => [0, 10, 20].map((c) => c + p));
    const first = openDataset(npz({ images: uint8([1, 3, 3, 4], planes) })).value!;
    const last = openDataset(npz({ images: uint8([1, 3, 4, 3], interleaved) })).value!;
    for (const set of [first, last]) {
      expect([...fitToModel(set, [1, 3, 3, 4]).value!.read(0)]).toEqual(planes);
      expect([...fitToModel(set, [1, 3, 4, 3]).value!.read(0)]).toEqual(interleaved);
    }
  });

  it('takes labels of any integer type, and gives those of a separate file precedence', () => {
    const labels: NumericArray = { shape: [2, 1], dtype: 'int64', data: BigInt64Array.of(3n, 4n) };
    const file = npz({ images: uint8([2, 1], [1, 2]), labels });
    expect(openDataset(file).value?.labels).toEqual(Int32Array.of(3, 4));
    const own = { bytes: writeNpy(uint8([2], [0, 1])), name: 'labels.npy' };
    expect(openDataset(file, own).value?.labels).toEqual(Int32Array.of(0, 1));
  });

  it.each([
    ['nothing', named(new Uint8Array()), undefined, 'FINNC5201'],
    ['text', named(new TextEncoder().encode('hello world')), undefined, 'FINNC5202'],
    ['a cut gzip', named(gzipSync(idx([2, 1, 2], [1, 2, 3, 4])).slice(0, 20)), undefined, 'FINNC5206'],
    ['a cut IDX', named(idx([9, 1, 2], [1, 2, 3, 4])), undefined, 'FINNC5203'],
    ['an .npz without images', npz({ x: uint8([1], [1]) }), undefined, 'FINNC5207'],
    ['no frames', npz({ images: uint8([0, 3], []) }), undefined, 'FINNC5219'],
    ['too few labels', named(idx([2, 1], [1, 2])), named(idx([1], [1])), 'FINNC5208'],
    ['labels that are images', named(idx([2, 1], [1, 2])), named(idx([2, 2], [1, 2, 3, 4])), 'FINNC5209'],
    ['labels that are text', named(idx([2, 1], [1, 2])), named(new TextEncoder().encode('cat\n')), 'FINNC5202'],
  ] as const)('reports %s', (_, images, labels, code) => {
    expect(openDataset(images, labels).problem).toMatchObject({ code, severity: 'error' });
  });

  it('rejects labels that are no class', () => {
    const file = writeNpy({ shape: [2], dtype: 'float32', data: Float32Array.of(1, 1.5) });
    expect(readLabels(named(file)).problem?.message).toMatch(/label 1 is 1.5/);
  });
});

describe('fitting to a model', () => {
  const set = (frameShape: readonly number[]): Dataset => {
    const stride = frameShape.reduce((a, b) => a * b, 1);
    const data = Float32Array.from({ length: stride }, (_, i) => i);
    return { format: '.npz', frames: 1, frameShape, dtype: 'float32', data, start: 0, stride };
  };

  it.each([
    [[28, 28], [1, 1, 28, 28], 'none'],
    [[28, 28], [1, 784], 'none'],
    [[28, 28, 1], [1, 1, 28, 28], 'none'],
    [[784], [1, 1, 28, 28], 'none'],
    [[1, 3, 32, 32], [1, 3, 32, 32], 'none'],
    [[32, 32, 3], [1, 3, 32, 32], 'hwc-to-chw'],
    [[3, 32, 32], [1, 32, 32, 3], 'chw-to-hwc'],
    [[24, 32, 3], [1, 3, 24, 32], 'hwc-to-chw'],
    [[3, 32, 32], [1, 3072], 'none'],
    [[3, 3, 3], [1, 3, 3, 3], 'none'],
  ] as const)('%j into %j: %s', (frame, model, reorder) => {
    expect(fitToModel(set(frame), model).value?.reorder).toBe(reorder);
  });

  it.each([
    [
      [28, 28],
      [1, 3, 32, 32],
    ],
    [
      [32, 3, 32],
      [1, 3, 32, 32],
    ],
    [
      [32, 24, 3],
      [1, 3, 24, 32],
    ],
    [
      [3, 24, 32],
      [1, 3, 32, 24],
    ],
  ] as const)('%j does not go into %j, and both shapes are named', (frame, model) => {
    const { problem } = fitToModel(set(frame), model, 'x.npz');
    expect(problem).toMatchObject({ code: 'FINNC5210', at: { file: 'x.npz' } });
    expect(problem?.message).toContain(`[1, ${frame.join(', ')}]`);
    expect(problem?.message).toContain(`[${model.join(', ')}]`);
  });

  it('turning to channels-first and back changes nothing', () => {
    const sizes = fc.tuple(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 3, max: 6 }));
    fc.assert(
      fc.property(sizes, ([height, width]) => {
        const last = set([height, width, 3]);
        const planes = fitToModel(last, [1, 3, height, width]).value!.read(0);
        const again = fitToModel({ ...last, frameShape: [3, height, width], data: planes }, [
          1,
          height,
          width,
          3,
        ]).value!;
        // Equal dimensions cannot tell the layouts apart; the same shape then means the same layout.
        if (again.reorder === 'chw-to-hwc') expect(again.read(0)).toEqual(last.data);
        else expect(height === 3 && width === 3).toBe(true);
      }),
    );
  });
});

describe.skipIf(!hasRealData)('the real data sets', () => {
  it('MNIST t10k holds 10,000 digits', () => {
    const set = openDataset(
      realFile('datasets/mnist-t10k-images-idx3-ubyte.gz'),
      realFile('datasets/mnist-t10k-labels-idx1-ubyte.gz'),
    ).value!;
    expect(set).toMatchObject({ format: 'IDX', frames: 10_000, frameShape: [28, 28] });
    expect([...set.labels!.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    expect(
      fitToModel(set, [1, 784])
        .value?.read(0)
        .reduce((a, b) => a + b),
    ).toBeGreaterThan(0);
  });

  it('CIFAR-10 is the same as records and as .npz', () => {
    const records = openDataset(realFile('datasets/cifar10-test2000.bin.gz')).value!;
    const arrays = openDataset(realFile('datasets/cifar10-test2000.npz')).value!;
    expect(records.labels).toEqual(arrays.labels);
    const [a, b] = [records, arrays].map((set) => fitToModel(set, [1, 3, 32, 32]).value!);
    for (const i of [0, 1, 999, 1999]) expect(a!.read(i)).toEqual(b!.read(i));
  });

  it('the 932 original images are there', () => {
    expect(openDataset(realFile('datasets/cifar10-test-orig932.npz')).value).toMatchObject({
      format: '.npz',
      frames: 932,
    });
  });
});
