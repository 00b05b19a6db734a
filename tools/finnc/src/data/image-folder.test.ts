import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, it } from 'vitest';
import { openFrames } from '../running/frames.ts';
import { openImageFolder } from './image-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'finnc-images-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function picture(side: number, grey: number): Buffer {
  const file = new PNG({ width: side, height: side });
  file.data.fill(255);
  for (let i = 0; i < side * side; i++) file.data.fill(grey + i, 4 * i, 4 * i + 3);
  return PNG.sync.write(file, { colorType: 0, inputColorType: 6 });
}
/** A data set of these folders and files. */
function dataset(name: string, folders: Readonly<Record<string, readonly (readonly [string, Uint8Array])[]>>): string {
  mkdirSync(join(root, name));
  for (const [folder, files] of Object.entries(folders)) {
    mkdirSync(join(root, name, folder));
    for (const [file, bytes] of files) writeFileSync(join(root, name, folder, file), bytes);
  }
  return name;
}
const spec = { name: 'x', shape: [1, 1, 2, 2] };
const animals = dataset('animals', {
  dog: [
    ['b.png', picture(2, 40)],
    ['a.PNG', picture(2, 10)],
    ['Thumbs.db', Uint8Array.of(1)],
  ],
  cat: [['1.png', picture(2, 70)]],
  empty: [],
});

describe('a folder of images', () => {
  it('has a class a folder, sorted, and pictures by name', () => {
    const { frames, labels, read } = openImageFolder(root, animals, spec).value!;
    expect([frames, ...labels]).toEqual([3, 0, 1, 1]);
    expect([0, 1, 2].map((i) => Array.from(read(i)))).toEqual([
      [70, 71, 72, 73],
      [10, 11, 12, 13],
      [40, 41, 42, 43],
    ]);
  });

  it('takes the indices of class names, or the indices that folders are named by', () => {
    expect(Array.from(openImageFolder(root, animals, spec, ['bird', 'dog', 'cat']).value!.labels)).toEqual([2, 1, 1]);
    const numbered = dataset('numbered', { 10: [['x.png', picture(2, 0)]], 7: [['y.png', picture(2, 0)]] });
    expect(Array.from(openImageFolder(root, numbered, spec, ['zero']).value!.labels)).toEqual([10, 7]);
  });

  it('is a data set as others are', () => {
    const port = { name: 'x', source: { shape: spec.shape } } as never;
    const { frames, labels, read } = openFrames(root, { dataset: animals }, [port]).value!;
    expect([frames, ...labels!, ...read(1)[0]!]).toEqual([3, 0, 1, 1, 10, 11, 12, 13]);
  });

  it('has its labels by itself: others are refused', () => {
    const port = { name: 'x', source: { shape: spec.shape } } as never;
    expect(openFrames(root, { dataset: animals, labels: 'labels.npy' }, [port]).problem).toMatchObject({
      code: 'FINNC5014',
      message: expect.stringContaining("in 'animals' folders are the labels") as string,
    });
  });

  it.each([
    ['without folders', dataset('none', {}), [], 'FINNC5223', 'the folder holds no folders'],
    ['without images', dataset('bare', { a: [], b: [] }), [], 'FINNC5223', 'none of the 2 folders'],
    ['of a class that is not known', animals, ['cat', 'dogs'], 'FINNC5224', "'dog' is named as no class"],
  ] as const)('%s is refused', (_, folder, classes, code, message) => {
    const { problem } = openImageFolder(root, folder, spec, classes);
    expect(problem).toMatchObject({ code, at: { file: folder }, message: expect.stringContaining(message) as string });
  });

  it.each([
    ['of another size', picture(3, 0), 'FINNC5212'],
    ['that is empty', new Uint8Array(), 'FINNC5201'],
    ['that is none', new TextEncoder().encode('<svg>'), 'FINNC5202'],
    ['that is damaged', picture(2, 0).subarray(0, 50), 'FINNC5211'],
  ] as const)('tells of a picture %s when it is read', (name, bytes, code) => {
    const folder = dataset(name, { a: [['p.png', bytes]] });
    const { read } = openImageFolder(root, folder, spec).value!;
    expect(() => read(0)).toThrow(
      expect.objectContaining({
        diagnostic: expect.objectContaining({ code, at: { file: join(folder, 'a', 'p.png') } }) as object,
      }) as Error,
    );
  });
});
