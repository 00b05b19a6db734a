import { bipolar, float32, int, randomSource, tensorType, uint } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { convertFrames, decodeFrame, encodeFrame, frameLength, naturalEncoding, newBuffer } from './encoding.ts';

describe('encodings', () => {
  it.each([
    [bipolar, 'bits'],
    [uint(1), 'int32'],
    [int(32), 'int32'],
    [uint(32), 'float64'],
    [int(33), 'float64'],
    [float32, 'float64'],
  ] as const)('%o is held as %s', (elem, encoding) => {
    expect(naturalEncoding({ elem })).toBe(encoding);
  });

  it.each([1, 31, 32, 33, 64, 100])('packed vectors of %i come back, and bits behind them are 0', (length) => {
    const random = randomSource(length);
    const type = tensorType(bipolar, [2, 3, length]);
    const frames = [0, 1].map(() => Int32Array.from({ length: 6 * length }, () => (random() < 0.5 ? -1 : 1)));
    const bits = newBuffer('bits', 2 * frameLength(type, 'bits')).fill(-1);
    frames.forEach((data, i) => {
      encodeFrame(type, 'bits', data, bits, i);
    });
    frames.forEach((data, i) => {
      expect(decodeFrame(type, 'bits', bits, i)).toEqual(data);
    });
    const words = Math.ceil(length / 32);
    for (let v = 0; v < 12; v++) expect(length % 32 === 0 ? 0 : bits[v * words + words - 1]! >>> (length % 32)).toBe(0);

    for (const encoding of ['int32', 'float64'] as const) {
      const [wide, back] = [newBuffer(encoding, 12 * length), newBuffer('bits', bits.length)];
      convertFrames(type, 'bits', encoding, bits, wide, 2);
      expect(Array.from(wide)).toEqual(frames.flatMap((data) => Array.from(data)));
      convertFrames(type, encoding, 'bits', wide, back, 2);
      expect(back).toEqual(bits);
    }
  });
});
