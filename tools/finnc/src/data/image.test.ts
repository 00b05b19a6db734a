import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeImage, type Image } from './image.ts';
import { imageGeometry, imageToInput, toGrey } from './image-input.ts';
import { readInput } from './input.ts';
import { writeNpy } from './npy.ts';
import { writeNpz } from './npz.ts';
import { resizeImage } from './resize.ts';

const colour = (width: number, height: number, data: ArrayLike<number>): Image => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from(data),
});

/** PNG bytes of an image; pngjs's colour types are 0 for grey and 2 for colour. */
function png({ width, height, channels, data }: Image): Uint8Array {
  const file = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) file.data[4 * i + c] = data[i * channels + (channels === 3 ? c : 0)]!;
    file.data[4 * i + 3] = 255;
  }
  return new Uint8Array(PNG.sync.write(file, { colorType: channels === 3 ? 2 : 0, inputColorType: 6 }));
}
const twoByTwo = colour(2, 2, [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30]);

describe('pictures', () => {
  it('a PNG comes back pixel by pixel, grey or colour', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(1 as const, 3 as const),
    );
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.nat(255)), ([width, height, channels], bytes) => {
        const data = Uint8Array.from({ length: width * height * channels }, () => bytes.next().value as number);
        const image = { width, height, channels, data };
        expect(decodeImage(png(image))?.value).toEqual(image);
      }),
      { numRuns: 30 },
    );
  });

  it('a JPEG comes back in its size and about its colour', () => {
    const rgba = Uint8Array.from({ length: 4 * 64 }, (_, i) => [200, 100, 50, 255][i % 4]!);
    const file = new Uint8Array(jpeg.encode({ width: 8, height: 8, data: rgba }, 95).data);
    const { value } = decodeImage(file)!;
    expect(value).toMatchObject({ width: 8, height: 8, channels: 3 });
    [200, 100, 50].forEach((level, c) => expect(Math.abs(value!.data[c]! - level)).toBeLessThan(4));
  });

  it.each([
    ['a cut PNG', png(twoByTwo).slice(0, 40)],
    ['a PNG that ends in its header', png(twoByTwo).slice(0, 12)],
    [
      'a cut JPEG',
      new Uint8Array(jpeg.encode({ width: 8, height: 8, data: new Uint8Array(256) }, 90).data).slice(0, 300),
    ],
    ['a JPEG of three bytes', Uint8Array.of(0xff, 0xd8, 0xff)],
  ])('reports %s', (_, bytes) => {
    expect(decodeImage(bytes, 'x')?.problem).toMatchObject({ code: 'FINNC5211', at: { file: 'x' } });
  });

  it('gives a problem or a picture, never an exception, for any damage', () => {
    const jpg = new Uint8Array(jpeg.encode({ width: 8, height: 8, data: new Uint8Array(256).fill(90) }, 90).data);
    for (const whole of [png(twoByTwo), jpg]) {
      fc.assert(
        fc.property(
          fc.nat(whole.length),
          fc.integer({ min: 8, max: whole.length - 1 }),
          fc.nat(255),
          (end, at, byte) => {
            const damaged = whole.slice(0, end);
            if (at < end) damaged[at] = byte;
            const read = decodeImage(damaged);
            if (read) expect(read.value === undefined).not.toBe(read.problem === undefined);
          },
        ),
        { numRuns: 150 },
      );
    }
  });

  it('refuses a size that would take the machine’s memory', () => {
    const file = png(twoByTwo);
    new DataView(file.buffer).setUint32(16, 1e6);
    new DataView(file.buffer).setUint32(20, 1e6);
    expect(decodeImage(file)?.problem?.code).toBe('FINNC5214');
  });

  it('says nothing of bytes that are no picture', () => {
    expect(decodeImage(new TextEncoder().encode('hello'))).toBeUndefined();
  });
});

describe('a picture as model input', () => {
  it('is planar for [1, 3, h, w] and interleaved for [1, h, w, 3]', () => {
    expect([...imageToInput(twoByTwo, [1, 3, 2, 2]).value!]).toEqual([255, 0, 0, 10, 0, 255, 0, 20, 0, 0, 255, 30]);
    expect([...imageToInput(twoByTwo, [1, 2, 2, 3]).value!]).toEqual([...twoByTwo.data]);
  });

  it('becomes luma for one channel, like Pillow, and is repeated for three', () => {
    expect([...toGrey(twoByTwo).data]).toEqual([76, 150, 29, 18]);
    expect([...imageToInput(twoByTwo, [1, 4]).value!]).toEqual([76, 150, 29, 18]);
    expect([...imageToInput(toGrey(twoByTwo), [1, 3, 2, 2]).value!]).toEqual(
      [1, 2, 3].flatMap(() => [76, 150, 29, 18]),
    );
  });

  it.each([
    [[1, 3, 32, 24], { channels: 3, height: 32, width: 24, layout: 'chw' }],
    [[1, 32, 24, 3], { channels: 3, height: 32, width: 24, layout: 'hwc' }],
    [[1, 1, 28, 28], { channels: 1, height: 28, width: 28, layout: 'chw' }],
    [[1, 784], { channels: 1, height: 28, width: 28, layout: 'chw' }],
    [[1, 3072], { channels: 3, height: 32, width: 32, layout: 'chw' }],
    [[1, 16, 8, 8], undefined],
    [[1, 600], undefined],
  ] as const)('%j is read as %j', (shape, geometry) => {
    expect(imageGeometry(shape)).toEqual(geometry);
  });

  it('of another size is a problem that names both sizes, unless it may be resized', () => {
    const { problem } = imageToInput(twoByTwo, [1, 3, 4, 4], { at: 'cat.png' });
    expect(problem).toMatchObject({ code: 'FINNC5212', at: { file: 'cat.png' } });
    expect(problem?.message).toMatch(/2 x 2 .* 4 x 4/);
    expect(imageToInput(twoByTwo, [1, 3, 4, 4], { resize: 'bilinear' }).value).toHaveLength(48);
  });

  it('is refused by a model that takes no pictures', () => {
    expect(imageToInput(twoByTwo, [1, 600]).problem?.code).toBe('FINNC5213');
  });
});

describe('resizing', () => {
  it('box averages areas when it shrinks', () => {
    const image: Image = { width: 4, height: 2, channels: 1, data: Uint8Array.of(0, 10, 100, 200, 20, 30, 0, 0) };
    expect([...resizeImage(image, 2, 1, 'box').data]).toEqual([15, 75]);
  });

  it('bilinear interpolates between centres when it grows', () => {
    const image: Image = { width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 100) };
    expect([...resizeImage(image, 4, 1, 'bilinear').data]).toEqual([0, 25, 75, 100]);
  });

  it('keeps a picture of the same size, and a flat colour at every size', () => {
    const any = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        any,
        any,
        any,
        any,
        fc.nat(255),
        fc.constantFrom('box' as const, 'bilinear' as const),
        (w, h, w2, h2, level, filter) => {
          const flat: Image = { width: w, height: h, channels: 1, data: new Uint8Array(w * h).fill(level) };
          expect(resizeImage(flat, w2, h2, filter).data).toEqual(new Uint8Array(w2 * h2).fill(level));
          const varied = { ...flat, data: flat.data.map((_, i) => (i * 37 + level) & 255) };
          expect(resizeImage(varied, w, h, filter).data).toEqual(varied.data);
        },
      ),
    );
  });
});

describe('the input of run', () => {
  const spec = { shape: [1, 1, 2, 2], name: 'global_in' };
  const float32 = (shape: readonly number[], data: readonly number[]) =>
    ({ shape, dtype: 'float32', data: Float32Array.from(data) }) as const;

  it('is one frame of a picture', () => {
    const read = readInput({ bytes: png(twoByTwo), name: 'x.png' }, spec).value!;
    expect(read.frames).toBe(1);
    expect([...read.read(0)]).toEqual([76, 150, 29, 18]);
  });

  it.each([[[1, 1, 2, 2]], [[2, 2]], [[4]], [[2, 2, 1]], [[1, 1, 1, 2, 2]]])('is one frame of an array %j', (shape) => {
    const read = readInput({ bytes: writeNpy(float32(shape, [1, 2, 3, 4])), name: 'x.npy' }, spec).value!;
    expect([read.frames, ...read.read(0)]).toEqual([1, 1, 2, 3, 4]);
  });

  it.each([[[2, 1, 1, 2, 2]], [[2, 2, 2]], [[2, 4]]])('is two frames of an array %j', (shape) => {
    const read = readInput({ bytes: writeNpy(float32(shape, [1, 2, 3, 4, 5, 6, 7, 8])), name: 'x.npy' }, spec).value!;
    expect([read.frames, ...read.read(1)]).toEqual([2, 5, 6, 7, 8]);
  });

  it('is the array of an .npz that has the input’s name, else in_0, else the only one', () => {
    const [a, b] = [float32([4], [1, 2, 3, 4]), float32([4], [5, 6, 7, 8])];
    const read = (entries: readonly (readonly [string, typeof a])[]) =>
      readInput({ bytes: writeNpz(new Map(entries)), name: 'x.npz' }, spec);
    expect(
      read([
        ['in_0', a],
        ['global_in', b],
      ]).value?.read(0)[0],
    ).toBe(5);
    expect(
      read([
        ['in_0', a],
        ['out_0', b],
      ]).value?.read(0)[0],
    ).toBe(1);
    expect(read([['other', b]]).value?.read(0)[0]).toBe(5);
    expect(
      read([
        ['p', a],
        ['q', b],
      ]).problem,
    ).toMatchObject({ code: 'FINNC5220' });
  });

  it.each([
    ['nothing', new Uint8Array(), 'FINNC5201'],
    ['text', new TextEncoder().encode('hello'), 'FINNC5202'],
    ['another shape', writeNpy(float32([5], [1, 2, 3, 4, 5])), 'FINNC5210'],
    ['no frames', writeNpy(float32([0, 2, 2], [])), 'FINNC5219'],
  ])('reports %s', (_, bytes, code) => {
    expect(readInput({ bytes, name: 'x' }, spec).problem).toMatchObject({ code, at: { file: 'x' } });
  });
});
