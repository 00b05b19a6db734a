import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as r from './rational.ts';

const big = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
const fraction = fc
  .tuple(
    big,
    big.filter((d) => d !== 0n),
  )
  .map(([n, d]) => r.rational(n, d));
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('fractions', () => {
  it('obey the laws of a field', () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(r.equal(r.add(a, b), r.add(b, a))).toBe(true);
        expect(r.equal(r.mul(a, r.add(b, c)), r.add(r.mul(a, b), r.mul(a, c)))).toBe(true);
        expect(r.equal(r.sub(r.add(a, b), b), a)).toBe(true);
        if (r.sign(b) !== 0) expect(r.equal(r.mul(r.div(a, b), b), a)).toBe(true);
        expect(r.div(a, r.ONE).d > 0n && r.negate(a).d > 0n).toBe(true);
      }),
    );
  });

  it('are ordered as their cross products are', () => {
    fc.assert(
      fc.property(fraction, fraction, (a, b) => {
        expect(r.compare(a, b)).toBe(-r.compare(b, a) + 0);
        expect(r.compare(a, b) === 0).toBe(r.equal(a, b));
        expect(r.sign(r.sub(a, b))).toBe(r.compare(a, b));
      }),
    );
  });

  it('lie between their floor and their ceiling, one apart unless whole', () => {
    fc.assert(
      fc.property(fraction, (a) => {
        const [low, high] = [r.floor(a), r.ceil(a)];
        expect(low * a.d <= a.n && a.n <= high * a.d).toBe(true);
        expect(high - low).toBe(r.isWhole(a) ? 0n : 1n);
      }),
    );
  });

  it('hold every finite double exactly, subnormal ones too', () => {
    fc.assert(fc.property(finite, (value) => r.toNumber(r.fromNumber(value)) === value));
    expect(
      [5e-324, -5e-324, Number.MAX_VALUE, 2 ** -1022, 0.1].map((value) => r.toNumber(r.fromNumber(value))),
    ).toEqual([5e-324, -5e-324, Number.MAX_VALUE, 2 ** -1022, 0.1]);
  });

  it('of doubles compare as the doubles do', () => {
    fc.assert(
      fc.property(
        finite,
        finite,
        (a, b) => r.compare(r.fromNumber(a), r.fromNumber(b)) === (a < b ? -1 : a > b ? 1 : 0),
      ),
    );
  });

  it('round half to even', () => {
    const halves = [-5n, -3n, -1n, 1n, 3n, 5n].map((n) => r.roundHalfEven({ n, d: 2n }));
    expect(halves).toEqual([-2n, -2n, 0n, 0n, 2n, 2n]);
    expect([r.roundHalfEven({ n: 51n, d: 20n }), r.roundHalfEven({ n: -49n, d: 20n })]).toEqual([3n, -2n]);
    expect(r.roundHalfEven(r.add({ n: 1n, d: 2n }, { n: 1n, d: 10n ** 40n }))).toBe(1n);
  });

  it('come near the double they are shown as, beyond its range too', () => {
    const near = (n: bigint, d: bigint, value: number): void =>
      expect(Math.abs(r.toNumber({ n, d }) / value - 1)).toBeLessThan(1e-15);
    near(10n ** 400n, 3n * 10n ** 400n, 1 / 3);
    near(-(2n ** 1100n), 2n ** 1099n, -2);
    near(1n, 10n ** 300n, 1e-300);
  });

  it('refuse zero denominators, infinities and NaN', () => {
    expect(() => r.rational(1n, 0n)).toThrow(RangeError);
    expect(() => r.div(r.ONE, r.ZERO)).toThrow(RangeError);
    for (const value of [NaN, Infinity, -Infinity]) expect(() => r.fromNumber(value)).toThrow(RangeError);
  });
});
