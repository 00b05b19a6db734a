import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bipolar,
  bounds,
  contains,
  fitInt,
  fitValues,
  fixed,
  float32,
  int,
  isInteger,
  parseQonnxName,
  parseScalar,
  qonnxName,
  ternary,
  uint,
  type ScalarType,
} from './index.ts';

const everyInt = Array.from({ length: 64 }, (_, i) => [int(i + 1), uint(i + 1)]).flat();

describe('bounds', () => {
  it.each([
    [int(1), -1n, 0n],
    [int(8), -128n, 127n],
    [uint(1), 0n, 1n],
    [int(64), -(1n << 63n), (1n << 63n) - 1n],
    [uint(64), 0n, (1n << 64n) - 1n],
    [bipolar, -1n, 1n],
    [ternary, -1n, 1n],
  ] as const satisfies readonly (readonly [ScalarType, bigint, bigint])[])(
    '$0.name spans [$1, $2]',
    (type, min, max) => {
      expect(bounds(type)).toEqual([min, max]);
    },
  );

  it('has no integers to give for floats and fixed point', () => {
    expect(() => bounds(float32)).toThrow(RangeError);
    expect(() => bounds(fixed(8, 7))).toThrow(RangeError);
  });
});

describe('fitInt', () => {
  it('gives back each type from its own bounds, so none narrower holds them', () => {
    for (const type of everyInt) expect(fitInt(...bounds(type)), type.name).toBe(type);
  });

  it('holds both ends and would not with one bit less', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const type = fitInt(low, high);
        expect(contains(type, low) && contains(type, high)).toBe(true);
        if (type.bits === 1) return;
        const less = type.signed ? int(type.bits - 1) : uint(type.bits - 1);
        expect(contains(less, low) && contains(less, high)).toBe(false);
      }),
    );
  });

  it('refuses an empty range', () => {
    expect(() => fitInt(1, 0)).toThrow('empty range');
  });
});

it.each([
  [[1, -1, 1], bipolar],
  [[1, 0, -1], ternary],
  [[0, 1], uint(1)],
  [[0, 0], uint(1)],
  [[], uint(1)],
  [[-2, 1], int(2)],
  [[0, 255], uint(8)],
] as const satisfies readonly (readonly [readonly number[], ScalarType])[])(
  'the values %j fit $1.name',
  (values, type) => {
    expect(fitValues(values)).toBe(type);
  },
);

it.each([
  [bipolar, [-1, 1], [0, 2]],
  [ternary, [-1, 0, 1], [2, 0.5]],
  [int(4), [-8, 7, 0], [-9, 8, 0.5, NaN]],
  [uint(64), [0, 2 ** 63], [-1, 2 ** 64]],
  [fixed(8, 7), [-1, 127 / 128], [1, 1 / 256, NaN]],
  [fixed(4, 0), [-8, 7], [8]],
  [float32, [0.5, Infinity, NaN, -0], [0.1]],
] as const satisfies readonly (readonly [ScalarType, readonly number[], readonly number[]])[])(
  '$0.name contains $1 and not $2',
  (type, inside, outside) => {
    expect(inside.filter((value) => !contains(type, value))).toEqual([]);
    expect(outside.filter((value) => contains(type, value))).toEqual([]);
  },
);

describe('names', () => {
  const all = [...everyInt, bipolar, ternary, float32, fixed(8, 7), fixed(64, 0)];
  it('read back as the very same object, so types compare by identity', () => {
    for (const type of all) {
      expect(parseScalar(type.name)).toBe(type);
      expect(parseQonnxName(qonnxName(type))).toBe(type);
    }
  });

  it.each(['int0', 'int65', 'uint', 'int08', 'float64', 'INT4', 'fixed<8>', 'fixed<65,1>', ''])(
    '%j is none of ours',
    (text) => {
      expect(parseScalar(text)).toBeUndefined();
    },
  );

  it('of QONNX count fixed point by its integer bits, and BINARY is one bit', () => {
    expect(qonnxName(fixed(8, 7))).toBe('FIXED<8,1>');
    expect(parseQonnxName(' FIXED<8,1> ')).toBe(fixed(8, 7));
    expect(parseQonnxName('BINARY')).toBe(uint(1));
    expect(parseQonnxName('FIXED<8,9>')).toBeUndefined();
  });

  it('know which types are integers', () => {
    expect([int(4), bipolar, ternary, fixed(4, 2), float32].map(isInteger)).toEqual([true, true, true, false, false]);
  });

  it('refuse widths without use', () => {
    expect(() => int(65)).toThrow('from 1 to 64');
    expect(() => uint(0)).toThrow(RangeError);
  });
});
