import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, int } from '../types/index.ts';
import { attr, type AttrSpec } from './attr.ts';

/** A spec whose value type is forgotten, so that a table can hold several. */
const any = <T>(spec: AttrSpec<T>): AttrSpec<unknown> => spec;

describe('an attribute', () => {
  it.each([
    ['int', any(attr.int({ min: -5 })), ['3', '-5'], ['', 'x', '1.5', '-6', 'NaN']],
    ['float', any(attr.float()), ['0.1', '-0', 'Infinity', '1e+300'], ['', 'one', 'NaN']],
    ['bool', any(attr.bool()), ['true', 'false'], ['1', 'True', '']],
    ['ints', any(attr.ints({ length: 2 })), ['[1, 2]', '[-1, 0]'], ['[1]', '[1,,2]', '1, 2', '[1, ]', '[a, 1]']],
    ['no ints', any(attr.ints()), ['[]', '[1]'], ['', '[,]']],
    ['type', any(attr.type()), ['int4', 'fixed<8,7>', 'bipolar'], ['int0', 'float']],
    ['oneOf', any(attr.oneOf(['a', 'b'])), ['a', 'b'], ['c', '']],
  ] as const satisfies readonly (readonly [string, AttrSpec<unknown>, readonly string[], readonly string[]])[])(
    '%s reads what it prints and refuses the rest',
    (_, spec: AttrSpec<unknown>, good, bad) => {
      for (const text of good) {
        const value = spec.parse(text);
        expect(spec.check(value), text).toBe(true);
        expect(spec.print(value)).toBe(text);
      }
      expect(bad.filter((text) => spec.parse(text) !== undefined)).toEqual([]);
    },
  );

  it('of floats keeps every double but NaN', () => {
    const spec = attr.float();
    fc.assert(fc.property(fc.double({ noNaN: true }), (value) => Object.is(spec.parse(spec.print(value)), value)));
  });

  it('describes its range and holds its default', () => {
    expect(attr.int({ min: 1, default: 4 })).toMatchObject({ describe: 'integer in [1, ∞]', default: 4 });
    expect(attr.ints({ length: 2 }).describe).toBe('list of 2 of integers');
    expect('default' in attr.type()).toBe(false);
    expect(attr.type({ default: int(8) }).default).toBe(int(8));
    expect(attr.type().print(fixed(8, 1))).toBe('fixed<8,1>');
  });
});
