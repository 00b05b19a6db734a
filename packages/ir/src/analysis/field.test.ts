import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { broadcastOffsets, permutedOffsets, permutedShape, sizeOf, type Shape } from '../tensor/index.ts';
import { alongAxis, commonEntry, permuteField, reshapeField, uniform, zipField, type Field } from './field.ts';

const target: Shape = [2, 3, 4];
const fields = fc
  .constantFrom<Shape>([], [1], [4], [3, 1], [1, 3, 1], [2, 1, 1], [2, 3, 4], [3, 4])
  .map((shape): Field<number> => ({ shape, data: Array.from({ length: sizeOf(shape) }, (_, i) => (i * 7) % 5) }));
const spread = (field: Field<number>, shape: Shape): number[] =>
  Array.from(broadcastOffsets(field.shape, shape), (offset) => field.data[offset]!);

describe('a field', () => {
  it('means the same after combining as its entries written out', () => {
    fc.assert(
      fc.property(fields, fields, (a, b) => {
        const both = zipField(a, b, (x, y) => x * 10 + y);
        const [wide, other] = [spread(a, target), spread(b, target)];
        expect(spread(both, target)).toEqual(wide.map((x, i) => x * 10 + other[i]!));
      }),
    );
  });

  it('means the same after permuting and reshaping', () => {
    fc.assert(
      fc.property(fields, fc.constantFrom([0, 1, 2], [2, 0, 1], [1, 2, 0], [0, 2, 1]), (field, perm) => {
        const wide = spread(field, target);
        const permuted = Array.from(permutedOffsets(target, perm), (offset) => wide[offset]!);
        expect(spread(permuteField(field, perm), permutedShape(target, perm))).toEqual(permuted);
        expect(spread(reshapeField(field, target, [6, 4]), [6, 4])).toEqual(wide);
        const unsqueezed = reshapeField(field, target, [2, 1, 3, 4]);
        expect(spread(unsqueezed, [2, 1, 3, 4])).toEqual(wide);
        expect(unsqueezed.data).toHaveLength(field.data.length);
      }),
    );
  });

  it('knows the axis it varies along, also when written out', () => {
    const equal = (a: number, b: number): boolean => a === b;
    const perChannel: Field<number> = { shape: [3, 1], data: [1, 2, 3] };
    expect(alongAxis(perChannel, 3, equal)).toEqual({ axis: 1, entries: [1, 2, 3] });
    const written: Field<number> = { shape: [...target], data: spread(perChannel, target) };
    expect(alongAxis(written, 3, equal)).toEqual({ axis: 1, entries: [1, 2, 3] });
    expect(alongAxis(uniform(5), 3, equal)).toEqual({ axis: undefined, entries: [5] });
    expect(alongAxis({ shape: [2, 2], data: [1, 2, 3, 4] }, 2, equal)).toBeUndefined();
  });

  it('has a common entry where all are equal, 0 and false-like ones too', () => {
    expect(commonEntry({ shape: [2], data: [0, 0] }, Object.is)).toBe(0);
    expect(commonEntry({ shape: [2], data: [0, 1] }, Object.is)).toBeUndefined();
  });

  it('refuses shapes that do not broadcast', () => {
    expect(() => zipField({ shape: [2], data: [1, 2] }, { shape: [3], data: [1, 2, 3] }, (a) => a)).toThrow(RangeError);
  });
});
