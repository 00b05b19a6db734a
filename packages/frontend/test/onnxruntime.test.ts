import { execute, qnn, sampler } from '@finnc/ir';
import { graphOf, randomGraph } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { byOnnxruntime, runtime } from './runtime.ts';

describe.skipIf(!runtime)('float32 execution', () => {
  it('gives what onnxruntime gives on random networks, its optimisation switched off', async () => {
    let [compared, equal] = [0, 0];
    for (let seed = 1; seed <= 60; seed++) {
      const graph = randomGraph(seed);
      const feeds = sampler(graph)(seed);
      const theirs = await (await byOnnxruntime(graph))(feeds);
      execute(graph, feeds, { arithmetic: 'float32' }).forEach(({ data }, i) => {
        data.forEach((value, k) => {
          compared++;
          // Sums of products round in another order there; a code that tips over shows as a whole step.
          if (Math.abs(value - theirs[i]![k]!) <= 1e-4 * Math.max(1, Math.abs(value))) equal++;
        });
      });
    }
    expect(compared).toBeGreaterThan(150);
    expect(equal / compared).toBeGreaterThan(0.99);
  });
});

const quant = (attrs: string): string => `
  graph(%x: float32[1,64]) {
    %s = const float32[] [0.30000001192092896]
    %z = const float32[] [0]
    %y = qnn.quant(%x, %s, %z) {${attrs}}
    return %y
  }`;

const truncation = (body: string): string => `
  graph(%x: int6[1,32]) {
    %s = const float32[] [0.30000001192092896]
    %z = const float32[] [1]
    %o = const float32[] [1.2000000476837158]
    %m = qnn.mul(%x, %s)
    %y = ${body}
    return %y
  }`;

/** Ops without sums of fractions: every bit is determined. */
const exact: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    qnn.roundingModes.map((mode) => [
      `a quantiser that rounds ${mode}`,
      quant(`bits = 4, signed = true, rounding = ${mode}`),
    ]),
  ),
  'a narrow unsigned quantiser': quant('bits = 3, signed = false, narrow = true'),
  'a sign bit': quant('bits = 1, signed = true'),
  'a sign': `graph(%x: float32[2,3]) { %s = const float32[3] [1, -2, 0.5] %y = qnn.bipolar_quant(%x, %s) return %y }`,
  'convolutions of other kinds': `
    graph(%x: int4[1,4,4,3]) {
      %v = const int3[4,2,2,3] [${Array.from({ length: 48 }, (_, i) => ((i * 5) % 7) - 3).join(', ')}]
      %c = qnn.conv_transpose(%x, %v) {kernel = [2, 3], strides = [2, 1], pads = [1, 0, 0, 1], dilations = [1, 2], outputPadding = [1, 0], group = 2, outType = int16}
      %p = qnn.pixel_pad(%c) {strides = [1, 2]}
      %d = qnn.depth_to_space(%p) {block = 2, mode = crd}
      %n = qnn.transpose(%d) {perm = [0, 2, 3, 1]}
      %q = qnn.pixel_pad(%n) {strides = [2, 1], layout = nhwc}
      %x4 = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
      %i = qnn.im2col(%x4) {kernel = [1, 2]}
      %w = const int4[2,8] [1, -2, 3, -4, 5, -6, 7, -8, 7, -6, 5, -4, 3, -2, 1, 0]
      %y = qnn.depthwise_product(%i, %w) {outType = int12}
      %z = qnn.depth_to_space(%y) {block = 2, mode = dcr, layout = nhwc}
      return %q, %z
    }`,
  'a network of integers': `
    graph(%x: int4[1,3,6,6]) {
      %w = const int3[4,3,3,3] [${Array.from({ length: 108 }, (_, i) => ((i * 5) % 7) - 3).join(', ')}]
      %c = qnn.conv(%x, %w) {kernel = [3, 3], pads = [1, 1, 1, 1], strides = [2, 1], outType = int32}
      %signs = const bipolar[4] [1, -1, 1, -1]
      %f = qnn.flip(%c, %signs) {axis = 1}
      %t = const int8[4,3] [-9, 0, 9, -5, 1, 4, -30, 2, 30, -1, 0, 1]
      %a = qnn.multi_threshold(%f, %t) {outType = int2, outBias = -1, axis = 1}
      %p = qnn.max_pool(%a) {kernel = [2, 2], strides = [1, 2], pads = [0, 0, 1, 0]}
      %n = qnn.transpose(%p) {perm = [0, 2, 3, 1]}
      %m = qnn.max_pool(%n) {kernel = [2, 1], layout = nhwc}
      %i = qnn.im2col(%m) {kernel = [1, 3], strides = [1, 1], pads = [0, 1, 0, 1], dilations = [1, 2]}
      %o = const int4[12] [1, -2, 3, -4, 5, -6, 7, -8, 7, -6, 5, -4]
      %b = qnn.offset(%i, %o) {outType = int8}
      return %b
    }`,
  ...Object.fromEntries(
    [
      'kernel = [2, 2], strides = [2, 2], pads = [1, 0, 0, 1]',
      'kernel = [2, 2], pads = [1, 0, 0, 1], countIncludePad = true',
      'kernel = [3, 2], strides = [2, 2], ceilMode = true',
      'kernel = [2, 2], dilations = [2, 1], pads = [0, 1, 0, 0]',
      'kernel = [1, 2], pads = [0, 2, 0, 0], countIncludePad = true, layout = nhwc',
    ].map((attrs) => [
      `means of integers: ${attrs}`,
      `graph(%x: int4[1,3,5,6]) { %y = qnn.avg_pool(%x) {${attrs}} return %y }`,
    ]),
  ),
  'sums of windows': `
    graph(%x: int4[1,3,5,6]) {
      %y = qnn.sum_pool(%x) {kernel = [2, 3], strides = [2, 1], pads = [0, 1, 1, 0], dilations = [1, 2], outType = int8}
      return %y
    }`,
  ...Object.fromEntries(
    qnn.roundingModes.flatMap((rounding) => [
      [
        `a truncation that rounds ${rounding}`,
        truncation(`qnn.trunc(%m, %s, %z, %o) {bits = 3, signed = true, rounding = ${rounding}}`),
      ],
      [
        `a truncation of version 1 that rounds ${rounding}`,
        truncation(`qnn.trunc_v1(%m, %s, %z) {shift = 2, rounding = ${rounding}}`),
      ],
    ]),
  ),
  'codes by multiplication': `
    graph(%x: int24[1,2,3]) {
      %m = const int16[2] [30000, -77]
      %o = const int24[2] [1000000, -5]
      %y = qnn.requantise(%x, %m, %o) {shift = 20, rounding = half_even, low = -128, high = 127, outType = int8, axis = 1}
      return %y
    }`,
  'joins, pieces and pools': `
    graph(%x: int4[1,2,4,4], %z: int4[1,2,4,4]) {
      %s = qnn.sum(%x, %z) {aFactor = 3, bFactor = -2, outType = int8}
      %c = qnn.concat(%s, %x) {axis = 1}
      %r = qnn.slice(%c) {axis = 1, start = 3, end = -1, step = -2}
      %u = qnn.upsample(%r) {factors = [2, 3]}
      %p = qnn.sum_pool(%u) {kernel = [2, 2], strides = [1, 2], pads = [1, 0, 0, 1], outType = int16}
      %n = qnn.transpose(%p) {perm = [0, 2, 3, 1]}
      %v = qnn.upsample(%n) {factors = [1, 2], layout = nhwc}
      %q = qnn.sum_pool(%v) {kernel = [1, 3], layout = nhwc, outType = int16}
      return %q
    }`,
  'codes and their real values': `
    graph(%x: float32[1,2,32]) {
      %s = const float32[2,1] [0.25, 0.30000001192092896]
      %z = const int8[2,1] [3, -7]
      %q = qnn.quantize(%x, %s, %z) {low = -8, high = 7}
      %y = qnn.dequantize(%q, %s, %z)
      return %y
    }`,
  'a minifloat': `
    graph(%x: float32[1,64]) {
      %s = const float32[] [0.5]
      %y = qnn.float_quant(%x, %s) {exponentBits = 4, mantissaBits = 3, exponentBias = 7, max = 448}
      return %y
    }`,
  'thresholds in a 3-D tensor, scaled': `
    graph(%x: int4[2,3,2]) {
      %t = const int4[1,4] [3, -2, 0, 3]
      %y = qnn.multi_threshold(%x, %t) {outType = float32, outScale = 0.5, outBias = -0.25, axis = 2}
      return %y
    }`,
  'an output between integers and reals': `
    graph(%x: int4[1,4]) {
      %s = const float32[] [0.5]
      %b = const float32[4] [0, 1, -1, 0.5]
      %d = qnn.dequant(%x, %s, %b)
      %r = qnn.relu(%d)
      %i = qnn.top_k(%r) {k = 2}
      return %i
    }`,
};

describe.skipIf(!runtime)('an op in ONNX’s own operators', () => {
  it.each(Object.entries(exact))('gives the same bits: %s', async (_name, text) => {
    const graph = graphOf(text, qnn.qnnOps);
    const [run, sample] = [await byOnnxruntime(graph), sampler(graph)];
    for (let seed = 1; seed <= 20; seed++) {
      const feeds = sample(seed);
      const theirs = await run(feeds);
      execute(graph, feeds, { arithmetic: 'float32' }).forEach(({ data }, i) => {
        expect(theirs[i]!.map((value) => value + 0)).toEqual(Array.from(data, (value) => value + 0));
      });
    }
  });

  it('normalises along any axis', async () => {
    const text = (axis: number): string => `
      graph(%x: float32[1,2,2]) {
        %g = const float32[2] [1.5, -0.7]
        %b = const float32[2] [0.1, 0.2]
        %m = const float32[2] [0.3, -0.4]
        %v = const float32[2] [0.9, 1.7]
        %y = qnn.batch_norm(%x, %g, %b, %m, %v) {axis = ${axis}}
        return %y
      }`;
    for (const axis of [1, 2]) {
      const graph = graphOf(text(axis), qnn.qnnOps);
      const feeds = sampler(graph)(axis);
      const [theirs] = await (await byOnnxruntime(graph))(feeds);
      const [ours] = execute(graph, feeds, { arithmetic: 'float32' });
      ours!.data.forEach((value, i) => {
        expect(theirs![i]!).toBeCloseTo(value, 5 - Math.ceil(Math.log10(Math.abs(value) + 1)));
      });
    }
  });
});
