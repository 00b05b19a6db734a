import { testOp } from '../testing/index.ts';
import { int, uint } from '../types/index.ts';
import { requantise } from './index.ts';

testOp(requantise, [
  {
    name: 'multiplies, shifts and clamps, channel by channel',
    operands: { x: 'int8[2,2] [10, 10, -10, 100]', multipliers: 'int4[2] [3, -3]', offsets: 'int8[2] [0, 4]' },
    attrs: { shift: 3, rounding: 'floor', low: -8, high: 7, outType: int(4), axis: 1 },
    results: { y: 'int4[2,2] [3, -4, -4, -8]' },
  },
  {
    name: 'rounds halves to even where they are met',
    operands: { x: 'int8[4] [2, 6, -2, -6]', multipliers: 'int2[1] [1]', offsets: 'int2[1] [0]' },
    attrs: { shift: 2, rounding: 'half_even', low: -8, high: 7, outType: int(4), axis: 0 },
    results: { y: 'int4[4] [0, 2, 0, -2]' },
  },
  {
    name: 'keeps sums beyond 32 bits',
    operands: { x: 'int32[1] [2000000000]', multipliers: 'int20[1] [400000]', offsets: 'int32[1] [1]' },
    attrs: { shift: 40, rounding: 'floor', low: 0, high: 1023, outType: uint(10), axis: 0 },
    results: { y: 'uint10[1] [727]' },
  },
]);
