import { requant } from '@finnc/layers';
import { compiledEngine, testLayer } from '../src/testing.ts';

testLayer(requant, {
  engines: [compiledEngine],
  cases: [
    {
      name: 'parameters a channel, rounded down',
      graph: `graph(%x: int20[1,2,2]) {
        %m = const int20[2] [-300000, 411111]
        %b = const int32[2] [1000000000, -7]
        %y = hw.requant(%x, %m, %b) {shift = 30, rounding = floor, low = -128, high = 127, outType = int8, pe = 1}
        return %y
      }`,
    },
    {
      name: 'one for all, halves to even',
      graph: `graph(%x: int10[1,4]) {
        %m = const int4[1] [-3]
        %b = const int4[1] [2]
        %y = hw.requant(%x, %m, %b) {shift = 2, rounding = half_even, low = -512, high = 511, outType = int10, pe = 1}
        return %y
      }`,
    },
  ],
});
