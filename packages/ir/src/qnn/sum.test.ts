import { testOp } from '../testing/index.ts';
import { int } from '../types/index.ts';
import { sum } from './index.ts';

testOp(sum, [
  {
    name: 'adds two tensors',
    operands: { a: 'int4[1,2] [7, -8]', b: 'uint4[1,2] [15, 0]' },
    attrs: { aFactor: 1, bFactor: 1, outType: int(6) },
    results: { y: 'int6[1,2] [22, -8]' },
  },
  {
    name: 'multiplies each by its factor',
    operands: { a: 'bipolar[3] [1, -1, 1]', b: 'int4[3] [2, 3, -4]' },
    attrs: { aFactor: 3, bFactor: -2, outType: int(8) },
    results: { y: 'int8[3] [-1, -9, 11]' },
  },
  {
    name: 'is exact beyond 32 bits',
    operands: { a: 'int32[1] [2147483647]', b: 'int32[1] [2147483647]' },
    attrs: { aFactor: 1048576, bFactor: 1, outType: int(64) },
    results: { y: 'int64[1] [2251801960120319]' },
  },
]);
