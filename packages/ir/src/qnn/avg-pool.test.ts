import { describe, expect, it } from 'vitest';
import { analyseIntegers } from '../analysis/index.ts';
import { toNumber } from '../math/rational.ts';
import { graphOf, standardAsk, testOp } from '../testing/index.ts';
import { int } from '../types/index.ts';
import { avgPool, ceiledWindow, qnnOps, sumPool } from './index.ts';

const window = { kernel: [2, 2], strides: [2, 2], pads: [1, 1, 0, 0], dilations: [1, 1], layout: 'nchw' } as const;
const sixteen = 'float32[1,1,4,4] [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]';

// Results by onnxruntime 1.31.
testOp(avgPool, [
  {
    name: 'divides by the pixels of the image',
    operands: { x: sixteen },
    attrs: { ...window, countIncludePad: false, ceilMode: false },
    results: { y: 'float32[1,1,2,2] [0, 1.5, 6, 7.5]' },
  },
  {
    name: 'divides by the padding, too, where it counts',
    operands: { x: sixteen },
    attrs: { ...window, countIncludePad: true, ceilMode: false },
    results: { y: 'float32[1,1,2,2] [0, 0.75, 3, 7.5]' },
  },
  {
    name: 'never counts what hangs over the padding',
    operands: { x: sixteen },
    attrs: { ...window, kernel: [3, 3], pads: [0, 0, 1, 1], countIncludePad: true, ceilMode: true },
    results: {
      y: `float32[1,1,2,2] [5, ${Math.fround(26 / 6)}, ${Math.fround(44 / 6)}, ${Math.fround(50 / 9)}]`,
    },
    arithmetic: 'float32',
  },
  {
    name: 'takes every second row where it is dilated',
    operands: { x: sixteen },
    attrs: {
      ...window,
      strides: [1, 1],
      pads: [0, 0, 0, 0],
      dilations: [2, 1],
      countIncludePad: false,
      ceilMode: false,
    },
    results: { y: 'float32[1,1,2,3] [4.5, 5.5, 6.5, 8.5, 9.5, 10.5]' },
  },
  {
    name: 'pools channels last',
    operands: { x: 'float32[1,1,2,2] [1, 2, 3, 6]' },
    attrs: { ...window, kernel: [1, 2], pads: [0, 0, 0, 0], countIncludePad: false, ceilMode: false, layout: 'nhwc' },
    results: { y: 'float32[1,1,1,2] [2, 4]' },
  },
]);

testOp(sumPool, [
  {
    name: 'adds the integers of a window, padding adding nothing',
    operands: { x: 'int4[1,1,2,2] [1, 2, 3, -8]' },
    attrs: { ...window, strides: [1, 1], outType: int(16) },
    results: { y: 'int16[1,1,2,2] [1, 3, 4, -2]' },
  },
]);

describe('a window of ceil mode', () => {
  it.each([
    ['hangs over the edge', [7, 7], [3, 3], [3, 3], [0, 0, 0, 0], [0, 0, 2, 2]],
    ['leaves out the padding it does not reach', [4, 4], [2, 2], [3, 3], [0, 0, 1, 1], [0, 0, 1, 1]],
    ['does not begin in the padding', [3, 3], [1, 1], [2, 2], [0, 0, 1, 1], [0, 0, 0, 0]],
  ] as const)('%s', (_name, size, kernel, strides, pads, expected) => {
    expect(ceiledWindow(size, { kernel, strides, pads, dilations: [1, 1] }).pads).toEqual(expected);
  });
});

describe('the integers of an average', () => {
  const analysed = (
    attrs: string,
    x = 'uint4[1,1,4,4]',
    bias = 0,
  ): ReturnType<typeof analyseIntegers> & { y: string } => {
    const graph = graphOf(
      `graph(%x: ${x}) {
        %b = const float32[] [${bias}]
        %a = qnn.add(%x, %b)
        %y = qnn.avg_pool(%a) {${attrs}}
        return %y
      }`,
      qnnOps,
    );
    const analysis = analyseIntegers(graph, standardAsk());
    const fact = analysis.facts.get(graph.outputs[0]!);
    const [reason] = analysis.reasons.values();
    const y =
      fact && reason === undefined
        ? `${toNumber(fact.scale.data[0]!)} · [${fact.low.data[0]!}, ${fact.high.data[0]!}] + ${toNumber(fact.bias.data[0]!)}`
        : (reason ?? 'nothing');
    return { ...analysis, y };
  };

  it.each([
    ['are window sums', 'kernel = [2, 2], strides = [2, 2]', 0, '0.25 · [0, 60] + 0'],
    ['keep the bias of their pixels', 'kernel = [2, 4]', 3, '0.125 · [0, 120] + 3'],
    ['count zeros as pixels', 'kernel = [2, 2], pads = [1, 1, 1, 1], countIncludePad = true', 0, '0.25 · [0, 60] + 0'],
    [
      'have no one scale where padding does not count',
      'kernel = [2, 2], pads = [1, 1, 0, 0]',
      0,
      'its windows divide by 1 to 4 pixels, as padding or what hangs over the edge does not count; set count_include_pad = True and ceil_mode = False, or choose windows that tile the image',
    ],
    [
      'have no one scale where the last window hangs over the edge',
      'kernel = [3, 3], strides = [2, 2], ceilMode = true',
      0,
      'its windows divide by 4 to 9 pixels, as padding or what hangs over the edge does not count; set count_include_pad = True and ceil_mode = False, or choose windows that tile the image',
    ],
    ['have one where every window fits, ceil mode or not', 'kernel = [2, 2], ceilMode = true', 0, '0.25 · [0, 60] + 0'],
    [
      'cannot be padded where 0 is none of them',
      'kernel = [2, 2], pads = [1, 0, 0, 0], countIncludePad = true',
      0.5,
      'zero padding of a biased input is not an integer',
    ],
  ])('%s', (_name, attrs, bias, expected) => {
    expect(analysed(attrs, 'uint4[1,1,4,4]', bias).y).toBe(expected);
  });

  it('are no integers for a real input', () => {
    expect(analysed('kernel = [2, 2]', 'float32[1,1,4,4]').y).toBe('its input is not quantised');
  });
});
