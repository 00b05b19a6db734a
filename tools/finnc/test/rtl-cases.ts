/** `.fnir` texts of graphs of one layer, which has RTL. */
export interface RtlCase {
  readonly name: string;
  readonly graph: string;
}

const pattern = (count: number, at: (i: number) => number): string =>
  Array.from({ length: count }, (_, i) => at(i)).join(', ');
const sign = (i: number): number => (((i * 7) ^ (i >> 2)) & 1 ? 1 : -1);

export const rtlCases: readonly RtlCase[] = [
  {
    name: 'mvau signs',
    graph: `graph(%x: bipolar[1,2,2,36]) {
      %w = const bipolar[6,36] [${pattern(216, sign)}]
      %t = const int7[6,1] [-4, -2, 0, 0, 2, 8]
      %o = const uint1[0] []
      %y = hw.mvau(%x, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int7}
      return %y
    }`,
  },
  {
    name: 'mvau signs to sums',
    graph: `graph(%x: bipolar[3,40]) {
      %w = const bipolar[10,40] [${pattern(400, sign)}]
      %t = const uint1[1,0] []
      %o = const uint1[0] []
      %y = hw.mvau(%x, %w, %t, %o) {outType = int8, accType = int8}
      return %y
    }`,
  },
  {
    name: 'mvau signs to three bits in block memory',
    graph: `graph(%x: bipolar[3,16]) {
      %w = const bipolar[4,16] [${pattern(64, sign)}]
      %t = const int6[4,5] [${pattern(20, (i) => ((i * 13) % 17) - 8)}]
      %o = const int4[4] [1, -2, 3, 0]
      %y = hw.mvau(%x, %w, %t, %o) {outType = int4, outBias = -3, accType = int7, ramStyle = block}
      return %y
    }`,
  },
  {
    name: 'mvau ternary by unsigned',
    graph: `graph(%x: uint2[4,6]) {
      %w = const ternary[4,6] [${pattern(24, (i) => ((i * 5) % 3) - 1)}]
      %t = const int6[1,3] [-3, 0, 5]
      %o = const uint1[0] []
      %y = hw.mvau(%x, %w, %t, %o) {outType = uint2, accType = int6}
      return %y
    }`,
  },
  {
    name: 'mvau integers with offsets',
    graph: `graph(%x: int8[2,12]) {
      %w = const int4[6,12] [${pattern(72, (i) => ((i * 11) % 16) - 8)}]
      %t = const uint1[1,0] []
      %o = const int8[6] [-128, 127, 0, 1, -1, 64]
      %y = hw.mvau(%x, %w, %t, %o) {outType = int16, accType = int16}
      return %y
    }`,
  },
  {
    name: 'mvau signs by integers in block memory with a threshold',
    graph: `graph(%x: int4[2,8]) {
      %w = const bipolar[4,8] [${pattern(32, sign)}]
      %t = const int8[4,1] [100, 0, -3, -100]
      %o = const uint1[0] []
      %y = hw.mvau(%x, %w, %t, %o) {outType = uint1, accType = int8, ramStyle = block}
      return %y
    }`,
  },
  {
    name: 'thresholding to signs',
    graph: `graph(%x: uint8[2,3,4,6]) {
      %t = const uint8[1,1] [128]
      %y = hw.thresholding(%x, %t) {outType = bipolar, outBias = -1}
      return %y
    }`,
  },
  {
    name: 'thresholding a row a channel',
    graph: `graph(%x: int6[2,2,2,4]) {
      %t = const int6[4,6] [${pattern(24, (i) => ((i * 17) % 50) - 25)}]
      %y = hw.thresholding(%x, %t) {outType = int4, outBias = -4}
      return %y
    }`,
  },
  {
    name: 'sliding window',
    graph: `graph(%x: uint2[1,6,5,4]) {
      %y = hw.sliding_window(%x) {kernel = [3, 3], strides = [1, 1], dilations = [1, 1]}
      return %y
    }`,
  },
  {
    name: 'sliding window with rows and columns left over',
    graph: `graph(%x: uint3[1,8,6,2]) {
      %y = hw.sliding_window(%x) {kernel = [2, 3], strides = [3, 2], dilations = [1, 1]}
      return %y
    }`,
  },
  {
    name: 'sliding window dilated',
    graph: `graph(%x: int3[1,7,9,2]) {
      %y = hw.sliding_window(%x) {kernel = [3, 2], strides = [2, 1], dilations = [2, 3]}
      return %y
    }`,
  },
  {
    name: 'sliding window of one pixel',
    graph: `graph(%x: int3[1,4,4,2]) {
      %y = hw.sliding_window(%x) {kernel = [1, 1], strides = [2, 2], dilations = [1, 1]}
      return %y
    }`,
  },
  {
    name: 'label select',
    graph: `graph(%x: int5[1,10]) {
      %y = hw.label_select(%x) {k = 1}
      return %y
    }`,
  },
  {
    name: 'label select of three',
    graph: `graph(%x: uint3[1,12]) {
      %y = hw.label_select(%x) {k = 3}
      return %y
    }`,
  },
  ...(
    [
      [2, 6],
      [6, 2],
      [4, 6],
      [6, 4],
      [3, 3],
    ] as const
  ).map(([inLanes, outLanes]) => ({
    name: `width ${inLanes} to ${outLanes}`,
    graph: `graph(%x: int3[2,24]) {
      %y = hw.width(%x) {inLanes = ${inLanes}, outLanes = ${outLanes}}
      return %y
    }`,
  })),
  {
    name: 'fifo in block memory',
    graph: `graph(%x: int3[2,200]) {
      %z = hw.width(%x) {inLanes = 1, outLanes = 1}
      %y = hw.fifo(%z) {depth = 100, lanes = 1}
      return %y
    }`,
  },
  {
    name: 'pad signs with zeros',
    graph: `graph(%x: bipolar[1,3,4,4]) {
      %y = hw.pad(%x) {pads = [1, 2, 0, 1], value = 0, outType = ternary}
      return %y
    }`,
  },
  {
    name: 'pad',
    graph: `graph(%x: int3[1,4,3,2]) {
      %y = hw.pad(%x) {pads = [0, 1, 2, 0], value = -3, outType = int3}
      return %y
    }`,
  },
  {
    name: 'max pool',
    graph: `graph(%x: int4[1,6,6,4]) {
      %y = hw.max_pool(%x) {kernel = [2, 2], strides = [2, 2], pe = 4}
      return %y
    }`,
  },
  {
    name: 'max pool with rows and columns left over',
    graph: `graph(%x: bipolar[1,7,8,2]) {
      %y = hw.max_pool(%x) {kernel = [2, 3], strides = [2, 3], pe = 2}
      return %y
    }`,
  },
  {
    name: 'max pool of windows that overlap',
    graph: `graph(%x: uint3[1,7,8,4]) {
      %y = hw.max_pool(%x) {kernel = [3, 3], strides = [2, 2], pe = 2}
      return %y
    }`,
  },
  {
    name: 'max pool of windows apart',
    graph: `graph(%x: int3[1,7,9,2]) {
      %y = hw.max_pool(%x) {kernel = [1, 2], strides = [3, 3], pe = 2}
      return %y
    }`,
  },
  {
    name: 'sum pool',
    graph: `graph(%x: uint4[1,5,5,4]) {
      %y = hw.sum_pool(%x) {kernel = [5, 5], strides = [5, 5], outType = uint9, pe = 4}
      return %y
    }`,
  },
  {
    name: 'sum pool of signed values',
    graph: `graph(%x: int4[1,5,6,2]) {
      %y = hw.sum_pool(%x) {kernel = [2, 3], strides = [1, 2], outType = int8, pe = 2}
      return %y
    }`,
  },
  {
    name: 'pool over laid-out windows',
    graph: `graph(%x: int4[1,3,2,24]) {
      %y = hw.pool(%x) {function = max, taps = 6, outType = int4, pe = 4}
      return %y
    }`,
  },
  {
    name: 'add',
    graph: `graph(%a: int4[2,6], %b: uint3[2,6]) {
      %y = hw.add(%a, %b) {aFactor = 3, bFactor = -2, outType = int8}
      return %y
    }`,
  },
  {
    name: 'mvau thresholds by position',
    graph: `graph(%x: bipolar[1,3,4,18]) {
      %w = const bipolar[4,18] [${pattern(72, sign)}]
      %t = const int6[16,2] [${pattern(32, (i) => ((i * 13) % 17) - 8)}]
      %o = const uint1[0] []
      %y = hw.mvau(%x, %w, %t, %o) {outType = uint2, accType = int6, rowClasses = [0, 1, 1], columnClasses = [1, 0, 0, 1]}
      return %y
    }`,
  },
  {
    name: 'mvau offsets by position',
    graph: `graph(%x: int4[1,2,2,3]) {
      %w = const int3[2,3] [${pattern(6, (i) => ((i * 5) % 8) - 4)}]
      %t = const uint1[1,0] []
      %o = const int8[4] [10, -20, 30, 40]
      %y = hw.mvau(%x, %w, %t, %o) {outType = int9, accType = int9, rowClasses = [1, 0], columnClasses = [0, 0]}
      return %y
    }`,
  },
  {
    name: 'vvau',
    graph: `graph(%x: uint4[1,3,2,54]) {
      %w = const int4[9,6] [${pattern(54, (i) => ((i * 11) % 16) - 8)}]
      %t = const int9[6,3] [${pattern(18, (i) => ((i * 37) % 90) - 40)}]
      %o = const uint1[0] []
      %y = hw.vvau(%x, %w, %t, %o) {outType = uint2, accType = int11}
      return %y
    }`,
  },
  {
    name: 'vvau of several filters',
    graph: `graph(%x: bipolar[1,2,2,20]) {
      %w = const bipolar[5,8] [${pattern(40, sign)}]
      %t = const int4[1,1] [1]
      %o = const uint1[0] []
      %y = hw.vvau(%x, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int4}
      return %y
    }`,
  },
  {
    name: 'vvau with offsets in block memory',
    graph: `graph(%x: int8[2,12]) {
      %w = const int4[3,4] [${pattern(12, (i) => ((i * 11) % 16) - 8)}]
      %t = const uint1[1,0] []
      %o = const int8[4] [-128, 127, 0, 1]
      %y = hw.vvau(%x, %w, %t, %o) {outType = int14, accType = int14, ramStyle = block}
      return %y
    }`,
  },
  {
    name: 'vvau by position',
    graph: `graph(%x: bipolar[1,3,2,12]) {
      %w = const int3[3,8] [${pattern(24, (i) => ((i * 5) % 8) - 4)}]
      %t = const int5[32,1] [${pattern(32, (i) => ((i * 13) % 17) - 8)}]
      %o = const uint1[0] []
      %y = hw.vvau(%x, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int6, rowClasses = [0, 1, 0], columnClasses = [0, 1]}
      return %y
    }`,
  },
  {
    name: 'concat',
    graph: `graph(%a: int4[1,2,3,8], %b: uint4[1,2,3,4]) {
      %y = hw.concat(%a, %b)
      return %y
    }`,
  },
  {
    name: 'concat of one type',
    graph: `graph(%a: uint3[2,2], %b: uint3[2,6]) {
      %y = hw.concat(%a, %b)
      return %y
    }`,
  },
  {
    name: 'upsample',
    graph: `graph(%x: uint3[1,3,4,4]) {
      %y = hw.upsample(%x) {factors = [2, 3]}
      return %y
    }`,
  },
  {
    name: 'requant',
    graph: `graph(%x: uint8[3,2,4]) {
      %m = const int10[4] [51, -300, 7, 128]
      %o = const int18[4] [-1000, 80000, 3, -64]
      %y = hw.requant(%x, %m, %o) {shift = 8, rounding = half_even, low = -20, high = 60, outType = int7}
      return %y
    }`,
  },
  {
    name: 'requant of one factor',
    graph: `graph(%x: int6[3,2,4]) {
      %m = const int10[1] [51]
      %o = const int18[1] [-100]
      %y = hw.requant(%x, %m, %o) {shift = 4, low = -100, high = 90, outType = int8}
      return %y
    }`,
  },
  {
    name: 'channelwise',
    graph: `graph(%x: uint4[2,6]) {
      %f = const int4[6] [1, -2, 3, 0, 7, -8]
      %o = const int6[6] [-31, 0, 5, 20, -7, 30]
      %y = hw.channelwise(%x, %f, %o) {outType = int9}
      return %y
    }`,
  },
  {
    name: 'channelwise of signs',
    graph: `graph(%x: bipolar[3,4]) {
      %f = const bipolar[4] [1, -1, -1, 1]
      %o = const uint1[4] [0, 0, 0, 0]
      %y = hw.channelwise(%x, %f, %o) {outType = bipolar}
      return %y
    }`,
  },
  {
    name: 'slice',
    graph: `graph(%x: int3[2,12]) {
      %y = hw.slice(%x) {start = 4, end = 8}
      return %y
    }`,
  },
  {
    name: 'pixel pad',
    graph: `graph(%x: bipolar[1,3,3,4]) {
      %y = hw.pixel_pad(%x) {strides = [2, 3]}
      return %y
    }`,
  },
  ...(['dcr', 'crd'] as const).flatMap((mode) => [
    {
      name: `depth to space ${mode}`,
      graph: `graph(%x: int3[1,2,3,24]) {
      %y = hw.depth_to_space(%x) {block = 2, mode = ${mode}, simd = 1}
      return %y
    }`,
    },
    {
      name: `depth to space ${mode} of one row and two images`,
      graph: `graph(%x: bipolar[2,1,2,18]) {
      %y = hw.depth_to_space(%x) {block = 3, mode = ${mode}, simd = 1}
      return %y
    }`,
    },
  ]),
  {
    name: 'depth to space of one pixel',
    graph: `graph(%x: int8[1,2,1,2]) {
      %y = hw.depth_to_space(%x) {block = 1, mode = crd, simd = 1}
      return %y
    }`,
  },
  {
    name: 'sliding window over three images',
    graph: `graph(%x: uint2[3,5,4,2]) {
      %y = hw.sliding_window(%x) {kernel = [2, 3], strides = [2, 1], dilations = [1, 1]}
      return %y
    }`,
  },
  {
    name: 'pads of two images',
    graph: `graph(%x: int3[2,2,3,2]) {
      %z = hw.pad(%x) {pads = [1, 0, 0, 1], value = 1, outType = int3, simd = 2}
      %y = hw.pixel_pad(%z) {strides = [2, 2], simd = 2}
      return %y
    }`,
  },
  {
    name: 'pools of two images',
    graph: `graph(%x: int4[2,5,5,2]) {
      %z = hw.max_pool(%x) {kernel = [3, 3], strides = [1, 1], pe = 2}
      %y = hw.max_pool(%z) {kernel = [2, 2], strides = [2, 2], pe = 2}
      return %y
    }`,
  },
  {
    name: 'mvau by position of two images',
    graph: `graph(%x: int4[2,2,2,3]) {
      %w = const int3[2,3] [${pattern(6, (i) => ((i * 5) % 8) - 4)}]
      %t = const uint1[1,0] []
      %o = const int8[4] [10, -20, 30, 40]
      %y = hw.mvau(%x, %w, %t, %o) {outType = int9, accType = int9, rowClasses = [1, 0], columnClasses = [0, 0]}
      return %y
    }`,
  },
  {
    name: 'fork',
    graph: `graph(%x: int3[2,6]) {
      %y, %z = hw.fork(%x) {lanes = 3}
      return %y, %z
    }`,
  },
  // A bypass with room to spare, and one that is full most of the time.
  ...[48, 18].map((depth) => ({
    name: `residual block with a bypass of ${depth} words`,
    graph: `graph(%x: uint2[1,6,6,4]) {
      %a, %b = hw.fork(%x) {lanes = 2}
      %p = hw.pad(%a) {pads = [1, 1, 1, 1], outType = uint2, simd = 2}
      %s = hw.sliding_window(%p) {kernel = [3, 3], strides = [1, 1], dilations = [1, 1], simd = 2}
      %w = const int3[4,36] [${pattern(144, (i) => ((i * 5) % 8) - 4)}]
      %t = const int8[4,3] [${pattern(12, (i) => ((i * 37) % 60) - 30)}]
      %o = const uint1[0] []
      %u = hw.width(%s) {inLanes = 2, outLanes = 6}
      %m = hw.mvau(%u, %w, %t, %o) {outType = uint2, accType = int10, simd = 6, pe = 4}
      %n = hw.width(%m) {inLanes = 4, outLanes = 2}
      %q = hw.fifo(%b) {depth = ${depth}, lanes = 2}
      %y = hw.add(%n, %q) {outType = uint3, pe = 2}
      return %y
    }`,
  })),
  {
    name: 'branches of different depth joined behind one another',
    graph: `graph(%x: int3[2,3,3,4]) {
      %a, %b = hw.fork(%x) {lanes = 4}
      %q = hw.fifo(%b) {depth = 12, lanes = 4}
      %f = const int2[4] [1, -1, 1, -2]
      %g = const int4[4] [0, 3, -4, 7]
      %c = hw.channelwise(%a, %f, %g) {outType = int6, pe = 4}
      %d = hw.width(%q) {inLanes = 4, outLanes = 2}
      %e = hw.width(%c) {inLanes = 4, outLanes = 2}
      %y = hw.concat(%d, %e) {simd = 2}
      return %y
    }`,
  },
];
