import { sizeOf, type TensorType } from '@finnc/ir';
import { fitsInt32, vectorsOf } from '../encoding.ts';
import { mapKernel, type Kernel } from '../facet.ts';

type Numbers = 'int32' | 'float64';

/** One integer a word, also where a packed vector of bits would be possible. */
const numbers = ({ elem }: TensorType): Numbers => (fitsInt32(elem) ? 'int32' : 'float64');

/** `factors[0] · a + factors[1] · b`; each product and the sum are exact in doubles. */
export function addKernel(
  [a, b]: readonly [TensorType, TensorType],
  y: TensorType,
  [f, g]: readonly [number, number],
): Kernel {
  const size = sizeOf(a.shape);
  return {
    reads: { a: numbers(a), b: numbers(b) },
    writes: { y: numbers(y) },
    run({ a: left, b: right }, { y: sum }, frames) {
      for (let i = 0; i < size * frames; i++) sum![i] = f * left![i]! + g * right![i]!;
    },
  };
}

/** `factors[c] · x + offsets[c]`, c along the last axis. */
export function channelwiseKernel(
  x: TensorType,
  y: TensorType,
  factors: ArrayLike<number>,
  offsets: ArrayLike<number>,
): Kernel {
  const size = sizeOf(x.shape);
  const channels = factors.length;
  return mapKernel(numbers(x), numbers(y), (input, output, frames) => {
    for (let i = 0, c = 0; i < size * frames; i++, c = c + 1 === channels ? 0 : c + 1)
      output[i] = factors[c]! * input[i]! + offsets[c]!;
  });
}

/** The channels of b behind those of a, vector by vector. */
export function concatKernel([a, b]: readonly [TensorType, TensorType], y: TensorType): Kernel {
  const { length: first, vectors } = vectorsOf(a);
  const { length: second } = vectorsOf(b);
  return {
    reads: { a: numbers(a), b: numbers(b) },
    writes: { y: numbers(y) },
    run({ a: left, b: right }, { y: joined }, frames) {
      let to = 0;
      for (let v = 0; v < vectors * frames; v++) {
        for (let c = v * first; c < (v + 1) * first; c++) joined![to++] = left![c]!;
        for (let c = v * second; c < (v + 1) * second; c++) joined![to++] = right![c]!;
      }
    },
  };
}

/** The channels of y, which begin at channel `start` of x. */
export function sliceKernel(x: TensorType, y: TensorType, start: number): Kernel {
  const { length, vectors } = vectorsOf(x);
  const { length: kept } = vectorsOf(y);
  return mapKernel(numbers(x), numbers(y), (input, output, frames) => {
    for (let v = 0, to = 0; v < vectors * frames; v++) {
      const from = v * length + start;
      for (let c = from; c < from + kept; c++) output[to++] = input[c]!;
    }
  });
}
