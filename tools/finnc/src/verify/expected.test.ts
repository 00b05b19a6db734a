import { float32, Graph, tensorType } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { writeNpy } from '../data/npy.ts';
import { writeNpz } from '../data/npz.ts';
import { readExpected } from './expected.ts';

const graph = (...shapes: readonly (readonly number[])[]): Graph => {
  const made = new Graph();
  shapes.forEach((shape, i) => {
    const source = tensorType(float32, shape);
    const name = `y${i}`;
    const value = made.input(source, { name, source, perm: shape.map((_, axis) => axis) });
    made.output(value, { name, source, scale: [1], bias: [0], shape, perm: shape.map((_, axis) => axis) });
  });
  return made;
};
const array = (...shape: readonly number[]) => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { shape, dtype: 'float32' as const, data: Float32Array.from({ length: size }, (_, i) => i) };
};
const framesOf = (bytes: Uint8Array, of: Graph): number[][][] | string => {
  const read = readExpected({ bytes, name: 'y.npz' }, of);
  return read.problem ? read.problem.code : read.value.map((frame) => frame.map((output) => Array.from(output)));
};

describe('expected outputs', () => {
  it.each([
    ['one frame', [1, 2], [1, 2], [[[0, 1]]]],
    ['a frame without its batch', [2], [1, 2], [[[0, 1]]]],
    ['several frames', [2, 2], [1, 2], [[[0, 1]], [[2, 3]]]],
    ['frames that keep their batch', [2, 1, 2], [1, 2], [[[0, 1]], [[2, 3]]]],
    ['frames of an output without a batch', [2, 2, 1], [2, 1], [[[0, 1]], [[2, 3]]]],
    ['another shape', [3], [1, 2], 'FINNC5807'],
  ] as const)('of %s', (_what, shape, output, frames) => {
    expect(framesOf(writeNpy(array(...shape)), graph(output))).toEqual(frames);
  });

  it('are found by the names of the outputs, or by their numbers', () => {
    const named = new Map([
      ['in_0', array(1, 9)],
      ['y1', array(1, 1)],
      ['out_0', array(1, 2)],
    ]);
    expect(framesOf(writeNpz(named), graph([1, 2], [1, 1]))).toEqual([[[0, 1], [0]]]);
    expect(framesOf(writeNpy(array(1, 2)), graph([1, 2], [1, 1]))).toBe('FINNC5803');
  });
});
