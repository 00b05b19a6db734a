import { randomSource } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { bipolarPlane, signAt, signPlanes } from './signs.ts';

/** What the planes stand for. */
function valueOf(w: Int32Array, negated: boolean): readonly number[] {
  const { scale, shifts, planes, shared, sharedShift } = signPlanes(w, negated)!;
  return Array.from(w, (_, i) => {
    const sum = shifts.reduce((total, shift, j) => total + (signAt(planes[j]!, i) === 1 ? 1 : -1) * 2 ** shift, 0);
    return (sum - shared * 2 ** sharedShift) / scale;
  });
}

const random = randomSource(3);
const between = (low: number, high: number): Int32Array =>
  Int32Array.from({ length: 100 }, () => low + Math.floor(random() * (high - low + 1)));

describe('integers as planes of signs', () => {
  it.each([
    ['-1 and 1', Int32Array.of(1, -1, -1, 1)],
    ['-1, 0 and 1', between(-1, 1)],
    ['1 alone', Int32Array.of(1, 1)],
    ['0 alone', Int32Array.of(0, 0)],
    ['two bits', between(-2, 1)],
    ['unsigned', between(0, 3)],
    ['eight bits', between(-128, 127)],
    ['sixteen bits', Int32Array.of(-32768, 32767, 0)],
    ['one sided', between(-9, -3)],
  ])('%s', (_, w) => {
    expect(valueOf(w, false)).toEqual(Array.from(w));
    if (Math.min(...w) > -32768) expect(valueOf(w, true)).toEqual(Array.from(w, (value) => 0 - value));
  });

  it('are one plane for signs and two for -1, 0, 1, without a shared term', () => {
    expect(signPlanes(Int32Array.of(1, -1), false)).toMatchObject({ scale: 1, shifts: [0], shared: 0 });
    expect(signPlanes(Int32Array.of(1, 0), false)).toMatchObject({ scale: 2, shifts: [0, 0], shared: 0 });
  });

  it('are the weights themselves where these are known to be -1 and 1', () => {
    const w = Int8Array.of(1, -1, -1, 1);
    for (const negated of [false, true]) {
      const { scale, planes } = bipolarPlane(w, negated);
      expect([scale, planes.length, planes[0]!.numbers]).toEqual([1, 1, w]);
      expect(Array.from(w, (_, i) => signAt(planes[0]!, i))).toEqual(negated ? [0, 1, 1, 0] : [1, 0, 0, 1]);
    }
  });

  it('end at sixteen bits', () => {
    expect(signPlanes(Int32Array.of(32768), false)).toBeUndefined();
    expect(signPlanes(Int32Array.of(-32768), true)).toBeUndefined();
  });
});
