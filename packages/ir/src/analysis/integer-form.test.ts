import { describe, expect, it } from 'vitest';
import type { Value } from '../graph/graph.ts';
import { graphOf, randomGraph } from '../testing/index.ts';
import { qnnOps } from '../qnn/index.ts';
import { isInteger } from '../types/index.ts';
import { expectSameReals, integerGraph } from './integer-form.test.helper.ts';

describe('the integer form', () => {
  it('of a random network computes what the network computes in exact arithmetic', () => {
    for (let seed = 1; seed <= 80; seed++) expectSameReals(randomGraph(seed), 3);
  });

  it('holds integers only, from the first quantiser on', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { integer } = integerGraph(randomGraph(seed));
      for (const node of integer) {
        for (const value of Object.values<Value>(node.result))
          expect(isInteger(value.type.elem), node.op.name).toBe(true);
      }
    }
  });

  // An input with a scale and a bias per channel, and a range per channel from its quantiser.
  const grouped = (scales: string, biases: string, rest: string): string => `graph(%x: int4[1,4,5,4]) {
    %s = const float32[4,1,1] [${scales}]
    %b = const float32[4,1,1] [${biases}]
    %m = qnn.mul(%x, %s)
    %a = qnn.add(%m, %b)
    ${rest}
    return %y
  }`;
  const weights = (shape: string, count: number): string =>
    `%w = const float32[${shape}] [${Array.from({ length: count }, (_, i) => 0.25 * (((i * 5) % 7) - 3)).join(', ')}]`;
  const quantised = `%q = const float32[] [0.25] %z = const float32[] [0]
    %v = qnn.quant(%w, %q, %z) {bits = 4, signed = true}`;
  it.each([
    [
      'a depthwise convolution with padding, a scale per channel',
      grouped(
        '1, 0.3, -2, 0.7',
        '0, 0, 0, 0',
        `${weights('4,1,3,3', 36)} ${quantised}
        %y = qnn.conv(%a, %v) {kernel = [3, 3], strides = [1, 2], pads = [1, 1, 1, 1], group = 4}`,
      ),
    ],
    [
      'a depthwise convolution with two filters a channel, a scale and a bias per channel',
      grouped(
        '1, 0.3, -2, 0.7',
        '0.1, 0, 3, -1',
        `${weights('8,1,2,2', 32)} ${quantised}
        %y = qnn.conv(%a, %v) {kernel = [2, 2], strides = [1, 1], dilations = [2, 1], group = 4}`,
      ),
    ],
    [
      'a convolution in two groups, a scale a group and a bias per channel',
      grouped(
        '0.3, 0.3, -2, -2',
        '0.1, 0.7, 3, -1',
        `${weights('6,2,2,2', 48)} ${quantised}
        %y = qnn.conv(%a, %v) {kernel = [2, 2], strides = [1, 1], group = 2}`,
      ),
    ],
    [
      'a transposed convolution in two groups, a scale a group',
      grouped(
        '0.3, 0.3, -2, -2',
        '0, 0, 0, 0',
        `${weights('4,3,2,3', 72)} ${quantised}
        %y = qnn.conv_transpose(%a, %v) {kernel = [2, 3], strides = [2, 1], pads = [1, 0, 0, 1], dilations = [1, 2], outputPadding = [1, 0], group = 2}`,
      ),
    ],
    [
      'a transposed convolution without gaps of a biased input',
      grouped(
        '0.3, 0.3, 0.3, 0.3',
        '0.1, 0, 3, -1',
        `${weights('4,2,1,1', 8)} ${quantised}
        %y = qnn.conv_transpose(%a, %v) {kernel = [1, 1]}`,
      ),
    ],
    [
      'zeros between pixels, a scale per channel',
      grouped('1, 0.3, -2, 0.7', '0, 0, 0, 0', '%y = qnn.pixel_pad(%a) {strides = [2, 3]}'),
    ],
    [
      'blocks of channels with one scale a block',
      grouped('0.3, 0.3, 0.3, 0.3', '1, 1, 1, 1', '%y = qnn.depth_to_space(%a) {block = 2, mode = dcr}'),
    ],
    [
      'windows times a block-diagonal matrix, a scale per channel',
      grouped(
        '1, 0.3, -2, 0.7',
        '0, 0, 0, 0',
        `%t = qnn.transpose(%a) {perm = [0, 2, 3, 1]}
        %i = qnn.im2col(%t) {kernel = [1, 2], pads = [0, 1, 0, 0]}
        %v = const int4[8,4] [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 5, 0, 0, 0, 0, -6, 0, 0, 0, 0, 7, 0, 0, 0, 0, -8]
        %y = qnn.mat_mul(%i, %v)`,
      ),
    ],
    [
      'a depthwise product, a scale and a bias per channel',
      grouped(
        '1, 0.3, -2, 0.7',
        '0.1, 0, 3, -1',
        `%t = qnn.transpose(%a) {perm = [0, 2, 3, 1]}
        %i = qnn.im2col(%t) {kernel = [1, 2]}
        %v = const int4[2,8] [1, 2, 3, 4, 5, 6, 7, -8, 1, -2, 3, -4, 5, -6, 7, 0]
        %y = qnn.depthwise_product(%i, %v)`,
      ),
    ],
    [
      'a dense layer with a bias per channel',
      grouped(
        '0.3, 0.3, 0.3, 0.3',
        '0.1, 0, 3, -1',
        `%t = qnn.transpose(%a) {perm = [0, 2, 3, 1]}
        %v = const int4[4,2] [1, 2, 3, 4, 5, -6, 7, -8]
        %y = qnn.mat_mul(%t, %v)`,
      ),
    ],
    [
      'a dense layer whose inputs have scales of both signs and a bias per channel',
      grouped(
        '0.3, -0.3, 0.3, -0.3',
        '0.1, 0.2, 3, -1',
        `%t = qnn.transpose(%a) {perm = [0, 2, 3, 1]}
        %v = const int4[4,2] [1, 2, 3, 4, 5, -6, 7, -8]
        %y = qnn.mat_mul(%t, %v)`,
      ),
    ],
  ])('of %s computes what it computes', (_name, text) => {
    expectSameReals(graphOf(text, qnnOps), 5);
  });
});
