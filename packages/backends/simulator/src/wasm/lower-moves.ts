import type { Args } from './lower-pack.ts';
import { bitMasks } from './lower-product.ts';
import { reachable, thresholdRow } from './lower-thresholds.ts';
import type { Lower, Lowering } from './lower.ts';

const planesAt = ({ image, data }: Lowering, at: number, count: number): number =>
  image.planes(data.subarray(at, at + count));

const max: Lower = (lowering, args) => {
  const [count, taps, length, bits, src, dst] = args as Args<6>;
  lowering.emit('max', {
    ...{ count, taps, length, bits },
    src: planesAt(lowering, src, count * taps),
    dst: planesAt(lowering, dst, count),
  });
};

const move =
  (flip: number): Lower =>
  (lowering, args) => {
    const [count, run, src, dst] = args as Args<4>;
    const ends = { src: planesAt(lowering, src, count), dst: planesAt(lowering, dst, count) };
    lowering.emit('copy', { count, run, ...ends, flip });
  };

const add: Lower = (lowering, args) => {
  const [count, length, a, aBits, aFactor, b, bBits, bFactor, initial, dst, outBits] = args as Args<11>;
  lowering.emit('add', {
    ...{ count, length, aBits, aFactor, bBits, bFactor, outBits },
    a: planesAt(lowering, a, count),
    b: planesAt(lowering, b, count),
    constant: lowering.image.words(bitMasks([initial], outBits)),
    dst: planesAt(lowering, dst, count),
  });
};

const steps: Lower = (lowering, args) => {
  const [count, length, src, inBits, rows, number, thresholds, dst, outBits] = args as Args<9>;
  const { image, data } = lowering;
  const addresses = Array.from({ length: rows }, (_, row) => {
    const from = thresholds + row * number;
    return image.words(thresholdRow(reachable(data.subarray(from, from + number), inBits, false), inBits, false));
  });
  lowering.emit('steps', {
    ...{ count, length, inBits, outBits },
    src: planesAt(lowering, src, count),
    thresholds: image.words(addresses),
    rowStride: rows === 1 ? 0 : 4,
    dst: planesAt(lowering, dst, count),
  });
};

const argmax: Lower = (lowering, args) => {
  const [output, count, length, src, bits] = args as Args<5>;
  const { address, frameBytes } = lowering.image.outputs[output]!;
  const indexBits = Math.max(1, Math.ceil(Math.log2(length)));
  const from = planesAt(lowering, src, count);
  lowering.emit('argmax', { output: address, frameBytes, count, length, src: from, bits, indexBits });
};

const store: Lower = (lowering, args) => {
  const [output, count, length, src, bits, factor, bias] = args as Args<7>;
  const { address, frameBytes } = lowering.image.outputs[output]!;
  lowering.emit('store', {
    ...{ output: address, frameBytes, count, length, bits, factor, bias },
    src: planesAt(lowering, src, count),
  });
};

export const lowerMoves = { max, copy: move(0), invert: move(-1), add, steps, argmax, store };
