import { maxPool, pad, pool, sumPool } from '@finnc/layers';
import { compiledEngine, testLayer } from '../src/testing.ts';

const layer = (op: string, type: string, attrs: string, lanes = 'pe'): string => `graph(%x: ${type}) {
  %y = ${op}(%x) {${attrs}, ${lanes} = 1}
  return %y
}`;
const engines = [compiledEngine];

// Each folding is compiled, so there are few channels: 1 and 2 lanes, and eight beats a pixel.
testLayer(maxPool, {
  engines,
  cases: [
    { name: 'side by side', graph: layer('hw.max_pool', 'int3[1,4,5,8]', 'kernel = [2, 2], strides = [2, 2]') },
    { name: 'overlapping', graph: layer('hw.max_pool', 'bipolar[1,5,5,2]', 'kernel = [3, 2], strides = [1, 2]') },
  ],
});

testLayer(pad, {
  engines,
  cases: [
    {
      name: 'signs among signs',
      graph: layer('hw.pad', 'bipolar[1,3,3,2]', 'pads = [1, 0, 0, 1], value = -1, outType = bipolar', 'simd'),
    },
    {
      name: 'zeros around signs',
      graph: layer('hw.pad', 'bipolar[1,3,3,2]', 'pads = [0, 1, 1, 0], value = 0, outType = ternary', 'simd'),
    },
  ],
});

testLayer(sumPool, {
  engines,
  cases: [
    {
      name: 'a whole image',
      graph: layer('hw.sum_pool', 'uint4[1,3,3,8]', 'kernel = [3, 3], strides = [3, 3], outType = uint8'),
    },
    {
      name: 'overlapping',
      graph: layer('hw.sum_pool', 'int4[1,5,6,2]', 'kernel = [3, 2], strides = [2, 1], outType = int7'),
    },
    {
      name: 'of signs',
      graph: layer('hw.sum_pool', 'bipolar[1,4,5,2]', 'kernel = [2, 2], strides = [2, 2], outType = int4'),
    },
  ],
});

testLayer(pool, {
  engines,
  cases: [
    { name: 'a maximum', graph: layer('hw.pool', 'int4[1,2,3,8]', 'function = max, taps = 4, outType = int4') },
    { name: 'a sum', graph: layer('hw.pool', 'ternary[1,2,3,18]', 'function = sum, taps = 9, outType = int5') },
  ],
});
