import { expectSameMeaning, graphOf, testPass } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { compiled, ops, registry } from '../compiled.test.support.ts';
import { stuckChannels } from './stuck-channels.ts';

/** Three neurons on two bipolar inputs, whose accumulators lie in [-2, 2]; then two outputs. */
const dense = (thresholds: string, rest = 'return %y'): string => `
  graph(%x: bipolar[1,2]) {
    %w1 = const bipolar[2,3] [1, -1, 1, 1, 1, -1]
    %t = const int8[3,1] [${thresholds}]
    %w2 = const bipolar[3,2] [1, -1, 1, 1, -1, 1]
    %a = qnn.mat_mul(%x, %w1) {outType = int32}
    %h = qnn.multi_threshold(%a, %t) {outType = bipolar, outScale = 2, outBias = -1, axis = 1}
    %y = qnn.mat_mul(%h, %w2) {outType = int32}
    ${rest}
  }`;
const last = '%u = const int8[1,1] [1]\n %z = qnn.multi_threshold(%y, %u) {outType = uint1, axis = 1}\n return %z';

testPass(stuckChannels(), {
  ops,
  ask: registry,
  cases: [
    {
      name: 'a channel that never fires is told',
      before: dense('0, 3, 1'),
      after: dense('0, 3, 1'),
      reports: ['FINNC3111'],
    },
    {
      name: 'a channel that always fires, too',
      before: dense('0, -2, 1'),
      after: dense('0, -2, 1'),
      reports: ['FINNC3111'],
    },
    {
      name: 'a threshold at the top of the range changes something',
      before: dense('0, 2, 1'),
      after: dense('0, 2, 1'),
    },
  ],
});

testPass(stuckChannels({ drop: true }), {
  ops,
  ask: registry,
  cases: [
    {
      name: 'its constant goes into the thresholds behind',
      before: dense('0, 3, 1', last),
      after: `
        graph(%x: bipolar[1,2]) {
          %w1 = const bipolar[2,2] [1, 1, 1, -1]
          %t = const int8[2,1] [0, 1]
          %w2 = const bipolar[2,2] [1, -1, -1, 1]
          %u = const uint2[2,1] [2, 2]
          %a = qnn.mat_mul(%x, %w1) {outType = int32}
          %h = qnn.multi_threshold(%a, %t) {outType = bipolar, outScale = 2, outBias = -1, axis = 1}
          %y = qnn.mat_mul(%h, %w2) {outType = int32}
          %z = qnn.multi_threshold(%y, %u) {outType = uint1, axis = 1}
          return %z
        }`,
      reports: ['FINNC3112'],
    },
    {
      name: 'or into an offset where there are none',
      before: dense('0, 3, 1'),
      after: `
        graph(%x: bipolar[1,2]) {
          %w1 = const bipolar[2,2] [1, 1, 1, -1]
          %t = const int8[2,1] [0, 1]
          %w2 = const bipolar[2,2] [1, -1, -1, 1]
          %o = const bipolar[2] [-1, -1]
          %a = qnn.mat_mul(%x, %w1) {outType = int32}
          %h = qnn.multi_threshold(%a, %t) {outType = bipolar, outScale = 2, outBias = -1, axis = 1}
          %p = qnn.mat_mul(%h, %w2) {outType = int32}
          %y = qnn.offset(%p, %o) {outType = int32}
          return %y
        }`,
      reports: ['FINNC3112'],
    },
  ],
});

/** A convolution with a stuck second channel, a pool, and what follows. */
const image = (threshold: number, rest: string, channel = 'outType = uint1'): string => `
  graph(%x: int4[1,2,4,4]) {
    %w = const int3[3,2,1,1] [1, 2, -1, 1, 3, -2]
    %t = const int8[3,1] [2, ${threshold}, -4]
    %a = qnn.conv(%x, %w) {kernel = [1, 1], strides = [1, 1], outType = int32}
    %h = qnn.multi_threshold(%a, %t) {${channel}, axis = 1}
    %p = qnn.max_pool(%h) {kernel = [2, 2], strides = [2, 2]}
    ${rest}
    return %y
  }`;
const numbers = (count: number): string => Array.from({ length: count }, (_, i) => (i % 5) - 2).join(', ');
const conv = (pads: string): string => `
  %v = const int3[2,3,2,2] [${numbers(24)}]
  %b = qnn.conv(%p, %v) {kernel = [2, 2], strides = [1, 1], pads = ${pads}, outType = int32}
  %u = const int8[1,1] [1]
  %y = qnn.multi_threshold(%b, %u) {outType = uint1, axis = 1}`;
const flattened = `
  %q = qnn.transpose(%p) {perm = [0, 2, 3, 1]}
  %f = qnn.reshape(%q) {shape = [1, 12]}
  %v = const int3[12,2] [${numbers(24)}]
  %y = qnn.mat_mul(%f, %v) {outType = int32}`;

/** The graph without its stuck channels, computing what it did. */
function dropped(text: string, multipleOf = 1) {
  const { graph, reports } = compiled(text, [stuckChannels({ drop: true, multipleOf })]);
  expectSameMeaning(graphOf(text, ops), graph, { ask: registry, seeds: 20 });
  const [first] = graph.order();
  return {
    channels: Object.values(first!.result as Record<string, { type: { shape: readonly number[] } }>)[0]!.type.shape[1],
    told: reports.map(({ message }) => message),
  };
}

describe('channels that never change are left out', () => {
  it.each([
    ['behind a pool, before a convolution', image(99, conv('[0, 0, 0, 0]'))],
    ['that always fire, before a convolution without padding', image(-99, conv('[0, 0, 0, 0]'))],
    ['that are 0, before a convolution with padding', image(99, conv('[1, 1, 1, 1]'))],
    ['of a flattened image, column by column', image(-99, flattened)],
  ])('%s', (_name, text) => {
    expect(dropped(text)).toEqual({ channels: 2, told: ['1 channel that never changes is left out'] });
  });

  it('but not where padding would tell them from zeros', () => {
    const { channels, told } = dropped(image(-99, conv('[1, 1, 1, 1]')));
    expect(channels).toBe(3);
    expect(told[0]).toContain('pads with zeros, which are not their constant');
  });

  it('but not where others read them', () => {
    const { channels, told } = dropped(image(99, conv('[0, 0, 0, 0]')).replace('return %y', 'return %y, %p'));
    expect(channels).toBe(3);
    expect(told[0]).toContain('others read the channels, too');
  });

  it('but for a multiple that layers can be folded by', () => {
    const { channels, told } = dropped(image(99, conv('[0, 0, 0, 0]')), 3);
    expect(channels).toBe(3);
    expect(told[0]).toContain('3 does not divide fewer channels');
  });
});
