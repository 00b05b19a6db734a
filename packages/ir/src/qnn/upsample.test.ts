import { testOp } from '../testing/index.ts';
import { upsample } from './index.ts';

testOp(upsample, [
  {
    name: 'repeats rows and columns of each channel',
    operands: { x: 'int4[1,2,1,2] [1, 2, 3, 4]' },
    attrs: { factors: [2, 3], layout: 'nchw' },
    results: { y: 'int4[1,2,2,6] [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4]' },
  },
  {
    name: 'keeps the channels of a pixel together where they are last',
    operands: { x: 'float32[1,2,1,2] [1, 2, 3, 4]' },
    attrs: { factors: [1, 2], layout: 'nhwc' },
    results: { y: 'float32[1,2,2,2] [1, 2, 1, 2, 3, 4, 3, 4]' },
  },
  {
    name: 'repeats whole images one after another',
    operands: { x: 'int4[2,1,1,1] [5, -6]' },
    attrs: { factors: [2, 1], layout: 'nhwc' },
    results: { y: 'int4[2,2,1,1] [5, 5, -6, -6]' },
  },
]);
