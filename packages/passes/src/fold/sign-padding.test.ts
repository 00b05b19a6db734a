import { cloneGraph, randomSource, type Diagnostic, type Graph } from '@finnc/ir';
import { costModels, type SignPaddingChoice } from '@finnc/ir/hw';
import { expectSameMeaning, testPass } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { compiled, ops, registry } from '../compiled.test.support.ts';
import { convertToHw } from '../lower/convert-to-hw.ts';
import { fold } from './fold.ts';
import { insertStreams } from '../stream/insert-streams.ts';
import { streamline } from '../streamline/streamline.ts';
import { signPadding } from './sign-padding.ts';

const target = { board: registry.boards[0]!, clockMhz: 100, cost: 'finnc' } as const;

const layers = (border: string, unit: string): string => `graph(%x: bipolar[1,2,2,1]) {
  %p = hw.pad(%x) {pads = [1, 0, 0, 0], ${border}} as "FMPadding_0"
  %i = hw.sliding_window(%p) {kernel = [2, 1]} as "ConvolutionInputGenerator_0"
  %w = const int3[2,2] [3, 1, -2, 1]
  ${unit} as "MVAU_0"
  return %y
}`;
const zeros = 'value = 0, outType = ternary';
const signs = 'value = -1, outType = bipolar';
const none = '%o = const uint1[0] []';

testPass(signPadding({ choice: 'border' }), {
  ops,
  ask: registry,
  cases: [
    {
      name: 'lowers the thresholds of the first row by the weights that lie above the image',
      before: layers(
        zeros,
        `%t = const int3[1,1] [2]
         ${none}
         %y = hw.mvau(%i, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int4}`,
      ),
      after: layers(
        signs,
        `%t = const int4[4,1] [-1, 4, 2, 2]
         ${none}
         %y = hw.mvau(%i, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int4, rowClasses = [0, 1], columnClasses = [0, 0]}`,
      ),
      reports: ['FINNC3108'],
    },
    {
      name: 'starts accumulators at those weights where there are no thresholds, on top of the offsets there are',
      before: layers(
        zeros,
        `%t = const uint1[1,0] []
         %o = const int5[2] [10, -10]
         %y = hw.mvau(%i, %w, %t, %o) {outType = int6, accType = int6}`,
      ),
      after: layers(
        signs,
        `%t = const uint1[1,0] []
         %o = const int5[4] [13, -12, 10, -10]
         %y = hw.mvau(%i, %w, %t, %o) {outType = int6, accType = int6, rowClasses = [0, 1], columnClasses = [0, 0]}`,
      ),
      reports: ['FINNC3108'],
    },
    {
      name: 'leaves zeros that a pool reads',
      before: `graph(%x: bipolar[1,2,2,1]) {
        %p = hw.pad(%x) {pads = [1, 0, 0, 0], value = 0, outType = ternary}
        %y = hw.sum_pool(%p) {kernel = [2, 1], strides = [1, 1], outType = int3, pe = 1}
        return %y
      }`,
      after: `graph(%x: bipolar[1,2,2,1]) {
        %p = hw.pad(%x) {pads = [1, 0, 0, 0], value = 0, outType = ternary}
        %y = hw.sum_pool(%p) {kernel = [2, 1], strides = [1, 1], outType = int3, pe = 1}
        return %y
      }`,
      reports: ['FINNC3108'],
    },
    {
      name: 'leaves zeros between pixels',
      before: 'graph(%x: bipolar[1,2,2,1]) { %y = hw.pixel_pad(%x) {strides = [2, 2]} return %y }',
      after: 'graph(%x: bipolar[1,2,2,1]) { %y = hw.pixel_pad(%x) {strides = [2, 2]} return %y }',
      reports: ['FINNC3108'],
    },
    {
      name: 'has nothing to do where numbers are padded, or signs with signs',
      before: `graph(%x: int2[1,2,2,1], %z: bipolar[1,2,2,1]) {
        %y = hw.pad(%x) {pads = [1, 0, 0, 0], value = 0, outType = int2}
        %u = hw.pad(%z) {pads = [1, 0, 0, 0], value = 1, outType = bipolar}
        return %y, %u
      }`,
      after: `graph(%x: int2[1,2,2,1], %z: bipolar[1,2,2,1]) {
        %y = hw.pad(%x) {pads = [1, 0, 0, 0], value = 0, outType = int2}
        %u = hw.pad(%z) {pads = [1, 0, 0, 0], value = 1, outType = bipolar}
        return %y, %u
      }`,
    },
  ],
});

/** A convolution of signs with all that may vary, and what follows it. */
interface Convolution {
  readonly image: readonly [channels: number, height: number, width: number];
  readonly filters: number;
  readonly group?: number;
  readonly weights?: string;
  readonly window: string;
  readonly kernel: readonly [number, number];
  /** Thresholds and what they give; none for the accumulators. */
  readonly steps?: number;
}

function convolution({ image, filters, group = 1, weights = 'bipolar', kernel, ...rest }: Convolution): string {
  const random = randomSource(filters + image[1]);
  const [channels] = image;
  const shape = [filters, channels / group, ...kernel];
  const count = shape.reduce((size, n) => size * n, 1);
  const weight = (): number => (weights === 'bipolar' ? (random() < 0.5 ? -1 : 1) : Math.floor(random() * 8) - 4);
  const list = (size: number, value: () => number): string => Array.from({ length: size }, value).join(', ');
  const { steps = 1 } = rest;
  const threshold = (): number => Math.floor((random() - 0.5) * 2 * Math.sqrt(count / filters));
  const out = steps === 1 ? 'outType = bipolar, outScale = 2, outBias = -1' : 'outType = uint2';
  return `graph(%x: bipolar[1,${image.join()}]) {
    %w = const ${weights}[${shape.join()}] [${list(count, weight)}]
    %c = qnn.conv(%x, %w) {kernel = [${kernel.join()}], group = ${group}, ${rest.window}, outType = int12}
    ${steps > 0 ? `%t = const int8[${filters},${steps}] [${list(filters * steps, threshold)}]\n    %y = qnn.multi_threshold(%c, %t) {${out}, axis = 1}` : ''}
    return ${steps > 0 ? '%y' : '%c'}
  }`;
}

const same = 'pads = [1, 1, 1, 1]';
const convolutions: readonly (readonly [string, Convolution])[] = [
  ['3×3, one pixel around', { image: [2, 4, 5], filters: 3, kernel: [3, 3], window: same }],
  ['pads on two sides only', { image: [1, 4, 4], filters: 2, kernel: [2, 3], window: 'pads = [1, 0, 0, 2]' }],
  ['strides', { image: [2, 7, 6], filters: 2, kernel: [3, 3], window: `${same}, strides = [2, 3]` }],
  ['dilation', { image: [1, 6, 7], filters: 2, kernel: [3, 2], window: 'pads = [2, 1, 2, 1], dilations = [2, 2]' }],
  ['one row', { image: [3, 1, 9], filters: 2, kernel: [1, 5], window: 'pads = [0, 2, 0, 2]' }],
  ['an image smaller than its window', { image: [2, 2, 1], filters: 4, kernel: [3, 3], window: same }],
  ['weights of four bits', { image: [2, 4, 4], filters: 2, weights: 'int4', kernel: [3, 3], window: same }],
  ['several thresholds', { image: [2, 4, 4], filters: 3, kernel: [3, 3], window: same, steps: 3 }],
  ['accumulators', { image: [2, 4, 4], filters: 3, kernel: [3, 3], window: same, steps: 0 }],
  ['a filter a channel', { image: [3, 4, 4], filters: 3, group: 3, weights: 'int4', kernel: [3, 3], window: same }],
  ['two filters a channel', { image: [2, 4, 4], filters: 4, group: 2, kernel: [3, 3], window: same, steps: 3 }],
  ['groups', { image: [4, 3, 3], filters: 4, group: 2, kernel: [3, 3], window: same }],
];

interface Choice {
  readonly choice: SignPaddingChoice;
  readonly cost?: (typeof costModels)[number];
  readonly targetCycles?: number;
}

function chosen(
  text: string,
  { choice, cost = 'finnc', targetCycles = 2000 }: Choice,
): { graph: Graph; hardware: Graph; told: Diagnostic } {
  const hardware = compiled(text, [convertToHw(), fold({ targetCycles })]).graph;
  const pass = signPadding({ choice, target: { ...target, cost } });
  const { graph, reports } = compiled(cloneGraph(hardware), [pass]);
  const [told, ...others] = reports;
  expect(others).toEqual([]);
  return { graph, hardware, told: told! };
}
const isTernary = (graph: Graph): boolean =>
  graph
    .order()
    .some(
      ({ operand }) =>
        (operand as { readonly x?: { type: { elem: { name: string } } } }).x?.type.elem.name === 'ternary',
    );

describe('a padded convolution of signs', () => {
  it.each(convolutions)('of %s gives the same with −1 around', (_, convolved) => {
    const { graph, hardware } = chosen(convolution(convolved), { choice: 'border' });
    expect([isTernary(hardware), isTernary(graph)]).toEqual([true, false]);
    expectSameMeaning(hardware, graph, { ask: registry, seeds: 12 });
  });

  const [, plain] = convolutions[0]!;
  const few = convolution({ ...plain, image: [16, 8, 8], filters: 8 });
  // One lane holds 255 thresholds of 64 channels in nine classes, more than blocks are deep: dearer than a second bit.
  const many = `graph(%x: bipolar[1,1,4,4]) {
    %w = const int8[64,1,3,3] [${Array.from({ length: 576 }, (_, i) => ((i * 37) % 255) - 127).join(', ')}]
    %c = qnn.conv(%x, %w) {kernel = [3, 3], pads = [1, 1, 1, 1], outType = int12}
    %t = const int11[64,255] [${Array.from({ length: 64 * 255 }, (_, i) => (i % 255) * 8 - 1020).join(', ')}]
    %y = qnn.multi_threshold(%c, %t) {outType = uint8, axis = 1}
    return %y
  }`;

  it.each(costModels)('is built as costs less by the laws of %s, and both costs are told', (cost) => {
    const cheap = chosen(few, { choice: 'auto', cost });
    expect(isTernary(cheap.graph)).toBe(false);
    expect(cheap.told.message).toMatch(
      /-1 stands for them.*which costs less \(two bits: \d+ LUT.*9 classes of positions: \d+ LUT/,
    );
    expect(cheap.told.help).toContain('--sign-padding two-bit');
    const dear = chosen(many, { choice: 'auto', cost, targetCycles: 20_000 });
    expect(isTernary(dear.graph)).toBe(true);
    expect(dear.told.message).toMatch(
      /its inputs take two, which costs less \(two bits: .*; -1 and 9 classes of positions: .* BRAM18/,
    );
    expect(dear.told.help).toContain('--sign-padding border');
  });

  it('is built as asked for, whatever that costs', () => {
    for (const choice of ['two-bit', 'border'] as const) {
      for (const text of [few, many]) {
        const { graph, told } = chosen(text, { choice });
        expect(isTernary(graph)).toBe(choice === 'two-bit');
        expect(told.message).toContain('as asked for (two bits: ');
      }
    }
  });

  it('keeps its zeros where nothing tells what it is built for', () => {
    const { graph, told } = compiled(few, [convertToHw(), signPadding()]);
    expect(isTernary(graph)).toBe(true);
    expect(told).toEqual([expect.stringContaining('as no estimate compares the two')]);
  });

  it('keeps names, folding and the result that others read', () => {
    const passes = [convertToHw(), fold({ targetCycles: 300 })];
    const before = compiled(few, passes).graph;
    const { graph } = compiled(cloneGraph(before), [signPadding({ choice: 'border' })]);
    const layersOf = (of: Graph): unknown[] =>
      of.order().map(({ name, attrs }) => [name, (attrs as { pe?: number }).pe, (attrs as { simd?: number }).simd]);
    expect(layersOf(graph)).toEqual(layersOf(before));
    expect(graph.outputs[0]?.name).toBe(before.outputs[0]?.name);
    expect(graph.outputs[0]?.meaning).toEqual(before.outputs[0]?.meaning);
  });
});

describe('zeros that several windows read', () => {
  const shared = (other: string): string => `graph(%x: bipolar[1,3,3,2]) {
    %p = hw.pad(%x) {pads = [1, 1, 1, 1], value = 0, outType = ternary, simd = 1}
    %i = hw.sliding_window(%p) {kernel = [3, 3], simd = 1}
    %j = hw.sliding_window(%p) {kernel = [2, 2], strides = [2, 1], simd = 1}
    %w = const int3[2,18] [${Array.from({ length: 36 }, (_, i) => ((i * 5) % 8) - 4).join(', ')}]
    %v = const int3[4,4] [${Array.from({ length: 16 }, (_, i) => ((i * 3) % 8) - 4).join(', ')}]
    %t = const int4[2,3] [-4, 0, 5, -6, -1, 2]
    %n = const uint1[1,0] []
    %o = const uint1[0] []
    %y = hw.mvau(%i, %w, %t, %o) {outType = uint2, accType = int8}
    %z = hw.mvau(%i, %w, %n, %o) {outType = int8, accType = int8}
    %u = ${other}
    return %y, %z, %u
  }`;

  it('are −1 for all of them, each unit with its own classes', () => {
    const text = shared('hw.vvau(%j, %v, %n, %o) {outType = int6, accType = int6}');
    const { graph: before } = compiled(text, []);
    const { graph, told } = compiled(cloneGraph(before), [signPadding({ choice: 'border', target })]);
    expect(told).toHaveLength(1);
    expect(isTernary(graph)).toBe(false);
    expect(graph.size).toBe(before.size);
    expectSameMeaning(before, graph, { ask: registry });
  });

  it('stay for all of them where one needs them', () => {
    const { graph, told } = compiled(
      shared('hw.sum_pool(%p) {kernel = [3, 3], strides = [1, 1], outType = int5, pe = 1}'),
      [signPadding({ choice: 'border', target })],
    );
    expect(told).toEqual([expect.stringContaining('needs the zeros themselves')]);
    expect(isTernary(graph)).toBe(true);
  });
});

describe('zeros that must stay', () => {
  it('are told with the layer that needs them', () => {
    const { told } = compiled(
      `graph(%x: bipolar[1,2,2,1]) {
        %p = hw.pad(%x) {pads = [1, 0, 0, 0], value = 0, outType = ternary}
        %y = hw.sum_pool(%p) {kernel = [2, 1], strides = [1, 1], outType = int3, pe = 1} as "Pool_7"
        return %y
      }`,
      [signPadding({ choice: 'border', target })],
    );
    expect(told).toEqual([expect.stringContaining("its inputs take two, since 'Pool_7' needs the zeros themselves")]);
  });

  it('are told where they are an output, or streamed', () => {
    const unit = `%t = const int3[1,1] [2]
      ${none}
      %y = hw.mvau(%i, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int4}`;
    const pass = signPadding({ choice: 'border', target });
    const windows = compiled(layers(zeros, unit).replace('return %y', 'return %y, %i'), [pass]);
    expect(windows.told).toEqual([expect.stringContaining('since they are in an output of the network')]);
    expect(isTernary(windows.graph)).toBe(true);
    const streamed = compiled(layers(zeros, unit), [insertStreams(), pass]);
    expect(streamed.told).toEqual([expect.stringContaining('already streams them')]);
    expect(isTernary(streamed.graph)).toBe(true);
  });
});

describe('a note', () => {
  it('names the convolution, not what was absorbed in it', () => {
    const scaled = `graph(%x: bipolar[1,1,3,3]) {
      %w = const int3[2,1,2,2] [1, -2, 3, -1, 2, 2, -3, 1]
      %c = qnn.conv(%x, %w) {kernel = [2, 2], pads = [1, 1, 0, 0], outType = float32} as "Conv_3" from "Conv_3"
      %s = const float32[2,1,1] [-0.5, 0.25]
      %m = qnn.mul(%c, %s) as "Mul_4" from "Mul_4"
      %t = const float32[2,1] [0.5, 0.25]
      %y = qnn.multi_threshold(%m, %t) {outType = bipolar, outScale = 2, outBias = -1, axis = 1} as "Sign_5" from "Sign_5"
      return %y
    }`;
    const { graph, told } = compiled(scaled, [streamline(), convertToHw(), signPadding()]);
    expect(graph.order()[0]?.origin).toEqual(['Conv_3', 'Sign_5']);
    expect(told).toEqual([expect.stringContaining("'Conv_3' pads signs")]);
  });
});
