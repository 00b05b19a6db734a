import { executor, Registry, sampler, type Graph } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { qnn } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import type { PortArray } from './engine.ts';
import { integerStageFacets } from './integer-stage.ts';
import { newPortArray } from './port-array.ts';
import { inputFormat, outputFormat } from './ports.ts';
import { interpreterEngine } from './sliced/interpreter-engine.ts';
import { slicedProgram } from './sliced/plan.ts';

const registry = new Registry([{ name: 'test', ops: qnn.qnnOps, facets: integerStageFacets }]);

/** Outputs by the program and by the meaning of the ops, for edge-biased frames. */
function bothWays(graph: Graph, frames: number, complements: boolean): [number[][], number[][]] {
  const { program, unfit } = slicedProgram(graph, registry, { complements });
  if (!program) throw new Error(`${unfit.layer}: ${unfit.why}`);
  const sample = sampler(graph);
  const feeds = Array.from({ length: frames }, (_, seed) => sample(seed));
  const inputs = graph.inputs.map(({ type }, i) => {
    const format = inputFormat(type);
    const array = newPortArray(format, frames);
    feeds.forEach((feed, frame) => {
      array.set(feed[i]!.data, frame * format.length);
    });
    return array;
  });
  const outputs: PortArray[] = graph.outputs.map(({ type }) => newPortArray(outputFormat(type), frames));
  interpreterEngine(complements).sliced!.load(program).run(inputs, frames, outputs);
  const run = executor(graph, { arithmetic: 'exact' });
  const results = feeds.map((feed) => run(feed));
  return [
    outputs.map((output) => Array.from(output)),
    graph.outputs.map((_, i) => results.flatMap((tensors) => Array.from(tensors[i]!.data))),
  ];
}

const numbers = (count: number, low: number, high: number): string =>
  Array.from({ length: count }, (_, i) => low + ((i * 7 + ((i * i) % 5)) % (high - low + 1))).join(', ');
const signs = (count: number): string =>
  Array.from({ length: count }, (_, i) => ((i * i + 3 * i) % 7 < 3 ? -1 : 1)).join(', ');

const cases = {
  'a convolution with padding, and thresholds by channel': `
    graph(%x: uint3[1,2,5,4]) {
      %w = const int3[3,2,3,3] [${numbers(54, -4, 3)}]
      %t = const int9[3,2] [-9, 8, 0, 3, -20, 40]
      %s = qnn.conv(%x, %w) {kernel = [3, 3], pads = [1, 1, 1, 1], strides = [2, 1], outType = int32}
      %y = qnn.multi_threshold(%s, %t) {outType = uint2, axis = 1}
      return %y
    }`,
  'signs all the way, with a pool': `
    graph(%x: bipolar[1,3,6,6]) {
      %w = const bipolar[4,3,3,3] [${signs(108)}]
      %t = const int6[4,1] [-1, 0, 3, -5]
      %s = qnn.conv(%x, %w) {kernel = [3, 3], outType = int32}
      %a = qnn.multi_threshold(%s, %t) {outType = bipolar, outScale = 2, outBias = -1, axis = 1}
      %p = qnn.max_pool(%a) {kernel = [2, 2], strides = [2, 2]}
      %f = qnn.reshape(%p) {shape = [1, 16]}
      %m = const bipolar[16,5] [${signs(80)}]
      %y = qnn.mat_mul(%f, %m) {outType = int32}
      return %y
    }`,
  'zeros around an input of signs': `
    graph(%x: bipolar[1,1,3,3]) {
      %w = const bipolar[1,1,3,3] [1, 1, 1, 1, -1, 1, 1, 1, 1]
      %y = qnn.conv(%x, %w) {kernel = [3, 3], pads = [1, 1, 1, 1], outType = int32}
      return %y
    }`,
  'groups and dilation': `
    graph(%x: int4[1,4,5,5]) {
      %w = const int2[6,2,2,2] [${numbers(48, -2, 1)}]
      %y = qnn.conv(%x, %w) {kernel = [2, 2], dilations = [2, 2], group = 2, outType = int32}
      return %y
    }`,
  'an input by multiplication and shift, a pool with padding': `
    graph(%x: uint8[1,2,4,4]) {
      %m = const uint8[1] [129]
      %o = const int15[1] [-16384]
      %q = qnn.requantise(%x, %m, %o) {shift = 7, low = -128, high = 127, outType = int8, axis = 1}
      %y = qnn.max_pool(%q) {kernel = [3, 3], strides = [2, 2], pads = [1, 1, 1, 1]}
      return %y
    }`,
  'sums by multiplication and shift, channel by channel': `
    graph(%x: uint4[1,3,2,2]) {
      %w = const int3[4,3,1,1] [${numbers(12, -4, 3)}]
      %s = qnn.conv(%x, %w) {kernel = [1, 1], outType = int32}
      %m = const uint5[4] [3, 17, 0, 9]
      %o = const int8[4] [5, -100, 64, 0]
      %y = qnn.requantise(%s, %m, %o) {shift = 4, rounding = half_even, low = -20, high = 27, outType = int6, axis = 1}
      return %y
    }`,
  'real inputs, channel by channel': `
    graph(%x: float32[1,2,2,3]) {
      %t = const float32[2,3] [-0.5, 0.25, 1e10, 0, 1, 2]
      %y = qnn.multi_threshold(%x, %t) {outType = uint2, axis = 1}
      return %y
    }`,
  'sums of windows, and offsets': `
    graph(%x: int4[1,4,4,3]) {
      %p = qnn.sum_pool(%x) {kernel = [2, 2], strides = [2, 2], layout = nhwc, outType = int32}
      %o = const int6[3] [-20, 7, 0]
      %y = qnn.offset(%p, %o) {outType = int32}
      return %y
    }`,
  'branches that join, moved about': `
    graph(%x: int4[1,2,3,4]) {
      %t = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
      %b = qnn.transpose(%t) {perm = [0, 3, 1, 2]}
      %y = qnn.sum(%x, %b) {aFactor = 3, bFactor = -2, outType = int32}
      return %y
    }`,
  'the index of the greatest': `
    graph(%x: int4[1,6]) {
      %y = qnn.top_k(%x) {k = 1}
      return %y
    }`,
} as const;

describe.each(Object.entries(cases))('in bit-sliced instructions, %s', (_, text) => {
  it.each([false, true])('gives the values of the ops (complements: %s)', (complements) => {
    const [found, wanted] = bothWays(graphOf(text, qnn.qnnOps), 45, complements);
    expect(found).toEqual(wanted);
  });
});

it.each([
  [
    'zeros around signs',
    `graph(%x: int4[1,1,3,3]) {
      %t = const int2[1,1] [1]
      %a = qnn.multi_threshold(%x, %t) {outType = bipolar, outScale = 2, outBias = -1, axis = 1}
      %w = const bipolar[1,1,3,3] [1,1,1,1,-1,1,1,1,1]
      %y = qnn.conv(%a, %w) {kernel = [3, 3], pads = [1, 1, 1, 1], outType = int32}
      return %y
    }`,
    'zeros are put around signs',
  ],
  [
    'products of two inputs',
    'graph(%x: int2[1,2], %w: int2[2,2]) { %y = qnn.mat_mul(%x, %w) {outType = int32} return %y }',
    'both factors are computed',
  ],
  ['real numbers', 'graph(%x: float32[1,2]) { %y = qnn.add(%x, %x) return %y }', "'qnn.add' has no bit-sliced form"],
])('says why there are none for %s', (_, text, why) => {
  const { unfit } = slicedProgram(graphOf(text, qnn.qnnOps), registry, { complements: false });
  expect(unfit?.why).toBe(why);
});
