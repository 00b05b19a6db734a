import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32, int } from '../types/index.ts';
import {
  broadcastOffsets,
  broadcastShape,
  broadcastsTo,
  normalAxis,
  offsets,
  permutedOffsets,
  permutedShape,
  retyped,
  sameShape,
  showType,
  sizeOf,
  stridesOf,
  tensor,
} from './index.ts';

const shape = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

describe('broadcasting', () => {
  it.each([
    [[], [2, 3], [2, 3]],
    [[3], [2, 1], [2, 3]],
    [
      [4, 1, 3],
      [2, 1],
      [4, 2, 3],
    ],
    [[0], [1], [0]],
    [[2], [3], undefined],
  ])('of %j and %j gives %j', (a, b, joint) => {
    expect(broadcastShape(a, b)).toEqual(joint);
    expect(broadcastShape(b, a)).toEqual(joint);
  });

  it('to a shape never enlarges it', () => {
    expect(broadcastsTo([3, 1], [3, 4])).toBe(true);
    expect(broadcastsTo([], [2])).toBe(true);
    expect(broadcastsTo([3, 4], [4])).toBe(false);
    expect(broadcastsTo([1, 4], [4])).toBe(false);
  });

  it('meets at each element the one with the same index, or 0 where its axis is 1', () => {
    fc.assert(
      fc.property(shape, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(4), (target, ones, drop) => {
        const small = target.map((size, axis) => (ones[axis] ? 1 : size)).slice(Math.min(drop, target.length));
        const found = broadcastOffsets(small, target);
        const strides = stridesOf(target);
        expect(found).toHaveLength(sizeOf(target));
        found.forEach((offset, i) => {
          const index = target
            .map((size, axis) => Math.floor(i / strides[axis]!) % size)
            .slice(target.length - small.length);
          const own = stridesOf(small);
          expect(offset).toBe(small.reduce((sum, size, axis) => sum + (size === 1 ? 0 : index[axis]! * own[axis]!), 0));
        });
      }),
    );
  });
});

describe('permuting', () => {
  it('there and back leaves every element in place', () => {
    fc.assert(
      fc.property(
        shape.chain((s) =>
          fc.tuple(
            fc.constant(s),
            fc.shuffledSubarray(
              s.map((_, axis) => axis),
              { minLength: s.length },
            ),
          ),
        ),
        ([s, perm]) => {
          const back = perm.map((_, axis) => perm.indexOf(axis));
          const once = permutedOffsets(s, perm);
          const twice = permutedOffsets(permutedShape(s, perm), back);
          expect(Array.from(twice, (offset) => once[offset])).toEqual(Array.from({ length: sizeOf(s) }, (_, i) => i));
        },
      ),
    );
  });

  it('walks a matrix column by column', () => {
    expect([...permutedOffsets([2, 3], [1, 0])]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...offsets([0, 3], [3, 1])]).toEqual([]);
    expect([...offsets([], [])]).toEqual([0]);
  });

  it('advances each axis by its own stride', () => {
    const axis = fc.record({ size: fc.integer({ min: 1, max: 4 }), stride: fc.constantFrom(0, 1, 2, 3, 4, 6, 12) });
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 4 }), (axes) => {
        const walked = axes.reduce(
          (starts, { size, stride }) =>
            starts.flatMap((start) => Array.from({ length: size }, (_, i) => start + i * stride)),
          [0],
        );
        const sizes = axes.map(({ size }) => size);
        const strides = axes.map(({ stride }) => stride);
        expect([...offsets(sizes, strides)]).toEqual(walked);
      }),
    );
  });
});

describe('tensors', () => {
  it('hold as many values as their shape says', () => {
    expect(() => tensor(float32, [2, 2], [1, 2, 3])).toThrow('3 values for shape [2, 2]');
    expect(tensor(float32, [], [1]).data).toEqual(Float64Array.of(1));
  });

  it('are frozen in their type and show it as .fnir does', () => {
    const value = tensor(int(4), [1, 2], [1, 2]);
    expect(showType(value.type)).toBe('int4[1,2]');
    expect(Object.isFrozen(value.type) && Object.isFrozen(value.type.shape)).toBe(true);
    expect(retyped(value, int(8), [2]).data).toBe(value.data);
    expect(sameShape([1, 2], [1, 2, 1])).toBe(false);
  });

  it('count axes from either end', () => {
    expect([normalAxis(-1, 4), normalAxis(0, 4)]).toEqual([3, 0]);
    expect(() => normalAxis(4, 4)).toThrow(RangeError);
    expect(() => normalAxis(-5, 4)).toThrow(RangeError);
  });
});
