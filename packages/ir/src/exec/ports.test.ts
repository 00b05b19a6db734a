import { describe, expect, it } from 'vitest';
import type { InputPort, OutputPort } from '../graph/port.ts';
import { tensor, tensorType } from '../tensor/index.ts';
import { bipolar, float32, int, uint } from '../types/index.ts';
import { checkFeed, feedPort, readPort } from './ports.ts';

const image: InputPort = { name: 'image', source: tensorType(float32, [1, 2, 2, 3]), perm: [0, 2, 3, 1] };
const pixels = tensor(
  float32,
  [1, 2, 2, 3],
  Float32Array.from({ length: 12 }, (_, i) => i),
);

describe('feedPort', () => {
  it('permutes and reshapes to the graph input', () => {
    const fed = feedPort(image, tensorType(uint(8), [4, 3]), pixels);
    expect(fed.type).toEqual(tensorType(uint(8), [4, 3]));
    // Axis order (n, h, w, c) of an NCHW tensor [1, 2, 2, 3].
    expect(Array.from(fed.data)).toEqual([0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11]);
  });

  it('throws on another shape', () => {
    expect(() => feedPort(image, tensorType(uint(8), [12]), tensor(float32, [12], pixels.data))).toThrow(RangeError);
  });
});

describe('checkFeed', () => {
  const of = (values: readonly number[]): ReturnType<typeof tensor> => tensor(float32, [1, values.length], values);
  const port = (length: number): InputPort => ({ name: 'x', source: tensorType(float32, [1, length]), perm: [0, 1] });
  it.each([
    ['whole values of the type', uint(8), [0, 255, 7], []],
    ['any number for a float input', float32, [0.3, -1e30, Infinity], []],
    ['-0', uint(8), [-0], []],
    ['the ends of a signed type', int(4), [-8, 7], []],
    ['NaN', float32, [1, NaN, NaN], ["input 'x' is not a number at index 1 and 1 more"]],
    ['a fraction', uint(8), [1, 0.5], ["input 'x' is 0.5 at index 1; its type uint8 does not hold that"]],
    [
      'values out of range',
      uint(8),
      [256, -1, 3],
      ["input 'x' is 256 at index 0; its type uint8 does not hold that, nor 1 other values"],
    ],
    ['0 for bipolar', bipolar, [1, 0], ["input 'x' is 0 at index 1; its type bipolar does not hold that"]],
    [
      'infinity for integers',
      int(8),
      [-Infinity],
      ["input 'x' is -Infinity at index 0; its type int8 does not hold that"],
    ],
  ] as const)('looks at %s', (_, elem, values, messages) => {
    const found = checkFeed(port(values.length), tensorType(elem, [1, values.length]), of(values));
    expect(found.map(({ message }) => message)).toEqual(messages);
  });

  it('tells values that are no numbers from those that the type does not hold', () => {
    const codes = ([value]: readonly [number]): string[] =>
      checkFeed(port(1), tensorType(uint(8), [1, 1]), of([value])).map(({ code }) => code);
    expect([codes([NaN]), codes([256]), codes([255])]).toEqual([['FINNC5452'], ['FINNC5453'], []]);
  });

  it('looks at the shape first', () => {
    const [problem] = checkFeed(port(3), tensorType(uint(8), [1, 3]), of([1, 2]));
    expect(problem).toMatchObject({ code: 'FINNC5451', severity: 'error' });
    expect(problem?.message).toBe("input 'x' is float32[1,2]; the model wants float32[1,3]");
  });
});

describe('readPort', () => {
  const scores: OutputPort = {
    name: 'y',
    source: tensorType(float32, [1, 2, 3]),
    scale: [0.1],
    bias: [0.2],
    shape: [1, 3, 2],
    perm: [0, 2, 1],
  };

  it('scales in doubles, rounds once and permutes', () => {
    const read = readPort(scores, tensor(int(8), [1, 6], [0, 1, 2, 3, 4, 5]));
    expect(read.type).toEqual(scores.source);
    expect(Array.from(read.data)).toEqual([0, 2, 4, 1, 3, 5].map((v) => Math.fround(0.1 * v + 0.2)));
  });

  it('differs from arithmetic in float32, which rounds three times', () => {
    const values = Int32Array.from({ length: 100 }, (_, i) => i);
    const port = { ...scores, source: tensorType(float32, [100]), shape: [100], perm: [0] };
    const read = readPort(port, tensor(int(8), [100], values));
    const inFloat32 = Array.from(values, (v) => Math.fround(Math.fround(Math.fround(0.1) * v) + Math.fround(0.2)));
    expect(Array.from(read.data)).not.toEqual(inFloat32);
  });

  it('keeps class indices whole', () => {
    const port = { ...scores, source: tensorType(int(64), [1]), shape: [1], perm: [0], scale: [1], bias: [0] };
    expect(Array.from(readPort(port, tensor(uint(32), [1], [2 ** 31 + 1])).data)).toEqual([2 ** 31 + 1]);
  });

  it('scales channels of the last axis each by its own', () => {
    const port = {
      ...scores,
      source: tensorType(float32, [2, 2]),
      shape: [2, 2],
      perm: [0, 1],
      scale: [1, 2],
      bias: [0, -1],
    };
    expect(Array.from(readPort(port, tensor(int(8), [2, 2], [1, 2, 3, 4])).data)).toEqual([1, 3, 3, 7]);
  });
});
