import { depthToSpace, mvau, pixelPad, vvau } from '@finnc/layers';
import { compiledEngine, testLayer } from '../src/testing.ts';

const engines = [compiledEngine];
const pattern = (count: number, value: (i: number) => number): string =>
  Array.from({ length: count }, (_, i) => value(i)).join(', ');

// Each folding is compiled, so there are few channels.
testLayer(mvau, {
  engines,
  cases: [
    {
      name: 'with thresholds by position',
      graph: `graph(%x: bipolar[1,3,4,4]) {
        %w = const bipolar[4,4] [${pattern(16, (i) => (((i * 7) ^ (i >> 2)) & 1 ? 1 : -1))}]
        %t = const int4[16,3] [${pattern(48, (i) => ((i * 5) % 11) - 5)}]
        %o = const uint1[0] []
        %y = hw.mvau(%x, %w, %t, %o) {outType = uint2, accType = int4, rowClasses = [0, 1, 1], columnClasses = [1, 0, 0, 1]}
        return %y
      }`,
    },
    {
      name: 'with offsets by position',
      graph: `graph(%x: bipolar[1,1,5,2]) {
        %w = const int4[4,2] [${pattern(8, (i) => ((i * 11) % 16) - 8)}]
        %t = const uint1[1,0] []
        %o = const int8[12] [${pattern(12, (i) => ((i * 29) % 200) - 100)}]
        %y = hw.mvau(%x, %w, %t, %o) {outType = int9, accType = int6, rowClasses = [0], columnClasses = [0, 1, 1, 1, 2]}
        return %y
      }`,
    },
  ],
});

testLayer(vvau, {
  engines,
  cases: [
    {
      name: 'with thresholds a channel',
      graph: `graph(%x: uint4[1,2,2,36]) {
        %w = const int4[9,4] [${pattern(36, (i) => ((i * 11) % 16) - 8)}]
        %t = const int9[4,3] [${pattern(12, (i) => ((i * 37) % 90) - 40)}]
        %o = const uint1[0] []
        %y = hw.vvau(%x, %w, %t, %o) {outType = uint2, accType = int11}
        return %y
      }`,
    },
    {
      name: 'of signs, with two filters a channel',
      graph: `graph(%x: bipolar[1,2,2,6]) {
        %w = const bipolar[3,4] [${pattern(12, (i) => (((i * 7) ^ (i >> 2)) & 1 ? 1 : -1))}]
        %t = const int3[1,1] [1]
        %o = const uint1[0] []
        %y = hw.vvau(%x, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int3}
        return %y
      }`,
    },
    {
      name: 'with offsets and no activation',
      graph: `graph(%x: int8[2,6]) {
        %w = const int4[3,2] [${pattern(6, (i) => ((i * 11) % 16) - 8)}]
        %t = const uint1[1,0] []
        %o = const int8[2] [-128, 127]
        %y = hw.vvau(%x, %w, %t, %o) {outType = int14, accType = int14}
        return %y
      }`,
    },
    {
      name: 'thresholds by position',
      graph: `graph(%x: bipolar[1,3,2,6]) {
        %w = const int3[3,4] [${pattern(12, (i) => ((i * 5) % 8) - 4)}]
        %t = const int5[16,1] [${pattern(16, (i) => ((i * 13) % 17) - 8)}]
        %o = const uint1[0] []
        %y = hw.vvau(%x, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int6, rowClasses = [0, 1, 0], columnClasses = [0, 1]}
        return %y
      }`,
    },
  ],
});

testLayer(pixelPad, {
  engines,
  cases: [
    {
      name: 'signs',
      graph: 'graph(%x: bipolar[1,3,2,2]) { %y = hw.pixel_pad(%x) {strides = [2, 3], simd = 1} return %y }',
    },
    {
      name: 'a row',
      graph: 'graph(%x: int4[1,1,4,2]) { %y = hw.pixel_pad(%x) {strides = [1, 2], simd = 1} return %y }',
    },
  ],
});

const shuffle = (type: string, mode: string): string =>
  `graph(%x: ${type}) { %y = hw.depth_to_space(%x) {block = 2, mode = ${mode}, simd = 1} return %y }`;
testLayer(depthToSpace, {
  engines,
  cases: [
    { name: 'blocks of channels', graph: shuffle('int4[1,2,3,8]', 'dcr') },
    { name: 'channels of blocks', graph: shuffle('bipolar[1,2,3,8]', 'crd') },
    { name: 'one pixel', graph: shuffle('uint3[1,1,1,4]', 'dcr') },
  ],
});
