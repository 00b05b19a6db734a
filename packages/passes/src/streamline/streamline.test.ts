import { isInteger, qnn, type Graph } from '@finnc/ir';
import { expectSameMeaning, graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { compiled, ops, registry } from '../compiled.test.support.ts';
import { stagePredicates } from '../stages.ts';
import { streamline } from './streamline.ts';

/** The graph in the integer stage, computing what it did before. */
function streamlined(text: string): Graph {
  const before = graphOf(text, ops);
  const { graph, told } = compiled(text, [streamline()]);
  expect(told).toEqual([]);
  expect(stagePredicates.integer.reasons(graph, registry)).toEqual([]);
  expectSameMeaning(before, graph, { ask: registry, seeds: 20 });
  return graph;
}
const told = (text: string): readonly string[] => compiled(text, [streamline()]).told;
/** Thresholds of the last quantiser, row by row. */
function rowsOf(graph: Graph): number[][] {
  const thresholds = graph.order().findLast(({ op }) => op === qnn.multiThreshold)?.operand['thresholds']?.constant;
  const [rows = 0, steps = 0] = thresholds?.type.shape ?? [];
  return Array.from({ length: rows }, (_, row) => Array.from(thresholds!.data.slice(row * steps, (row + 1) * steps)));
}
const both = (row: readonly number[]): (readonly number[])[] => [row, row];
const opsOf = (graph: Graph): string[] => graph.order().map(({ op }) => op.name);

/** x · w · factor, quantised to two signed bits at `scale`. */
const activated = (factor: string, scale: string, attrs = 'bits = 2, signed = true', zero = '0'): string => `
  graph(%x: int4[1,2]) {
    %w = const float32[2,2] [1, -1, 2, 1]
    %m = qnn.mat_mul(%x, %w)
    %f = const float32${factor}
    %p = qnn.mul(%m, %f)
    %s = const float32${scale}
    %z = const float32[] [${zero}]
    %y = qnn.quant(%p, %s, %z) {${attrs}}
    return %y
  }`;

describe('a quantiser behind a product', () => {
  it('becomes integer thresholds: ties go to even codes', () => {
    // Codes −2 … 1 at −1.5, −0.5 and 0.5: a tie at −1.5 falls to −2, one at −0.5 rises to 0, one at 0.5 falls to 0.
    const graph = streamlined(activated('[] [0.5]', '[] [1]'));
    expect(opsOf(graph)).toEqual(['qnn.mat_mul', 'qnn.multi_threshold']);
    expect(rowsOf(graph)).toEqual(both([-2, -1, 2]));
    expect(graph.outputPorts[0]).toMatchObject({ scale: [1], bias: [0] });
  });

  it.each([
    ['ceil', [-3, -1, 1]],
    ['floor', [-2, 0, 2]],
    ['half_up', [-2, 0, 1]],
    ['half_down', [-3, -1, 2]],
    ['up', [-2, 0, 1]],
    ['down', [-3, -1, 2]],
  ] as const)('rounds by %s exactly', (rounding, expected) => {
    const graph = streamlined(activated('[] [0.5]', '[] [1]', `bits = 2, signed = true, rounding = ${rounding}`));
    expect(rowsOf(graph)).toEqual(both(expected));
  });

  it('takes a scale that is no power of two without error: 0.1 of float32 is a little more than a tenth', () => {
    // fl(0.2) is exactly twice fl(0.1), so the ties are exact.
    expect(rowsOf(streamlined(activated('[] [0.1]', '[] [0.2]')))).toEqual(both([-2, -1, 2]));
    streamlined(activated('[] [0.3]', '[] [0.7]'));
  });

  it('has a row of thresholds per channel where the factor differs', () => {
    const graph = streamlined(activated('[2] [0.5, 0.25]', '[] [1]'));
    expect(rowsOf(graph)).toEqual([
      [-2, -1, 2],
      [-5, -2, 3],
    ]);
  });

  it('turns a falling channel around in the weights', () => {
    const graph = streamlined(activated('[2] [0.5, -0.5]', '[] [1]'));
    expect(opsOf(graph)).toEqual(['qnn.mat_mul', 'qnn.multi_threshold']);
    expect(Array.from(graph.order()[0]?.operand['b']?.constant?.data ?? [])).toEqual([1, 1, 2, -1]);
  });

  it('makes a channel of factor zero constant', () => {
    const graph = streamlined(activated('[2] [0, 1]', '[] [1]'));
    expect(rowsOf(graph)[0]).toEqual([-24, -24, 22]);
  });

  it('keeps a zero point in the integers, so that a real 0 is a 0', () => {
    const graph = streamlined(activated('[] [1]', '[] [2]', 'bits = 3, signed = false', '3'));
    expect(graph.order().at(-1)?.attrs).toMatchObject({ outBias: -3 });
  });

  it('of one signed bit is a sign', () => {
    const graph = streamlined(activated('[] [1]', '[] [2]', 'bits = 1, signed = true'));
    expect(graph.outputs[0]?.type.elem.name).toBe('bipolar');
    expect(rowsOf(graph)).toEqual(both([0]));
  });

  it('reads another quantiser', () => {
    const graph = streamlined(`graph(%x: float32[1,2]) {
      %z = const float32[] [0]
      %s = const float32[] [0.25]
      %a = qnn.quant(%x, %s, %z) {bits = 4, signed = true}
      %t = const float32[] [0.5]
      %y = qnn.quant(%a, %t, %z) {bits = 2, signed = true}
      return %y
    }`);
    expect(opsOf(graph)).toEqual(['qnn.multi_threshold', 'qnn.multi_threshold']);
  });
});

describe('a selection', () => {
  const selected = (rest: string): string => `
    graph(%x: int4[1,2]) {
      %w = const float32[2,3] [1, -1, 2, 1, 3, -2]
      %m = qnn.mat_mul(%x, %w)
      %f = const float32[] [-0.25]
      %p = qnn.mul(%m, %f)
      ${rest}
      return %y
    }`;

  it('among falling scores, such as the smallest, turns them around in the weights', () => {
    const graph = streamlined(selected('%y = qnn.top_k(%p) {k = 2}'));
    expect(opsOf(graph)).toEqual(['qnn.mat_mul', 'qnn.top_k']);
    expect(Array.from(graph.order()[0]?.operand['b']?.constant?.data ?? [])).toEqual([-1, 1, -2, -1, -3, 2]);
  });

  it('among falling scores with biases adds them in units of the scale', () => {
    const graph = streamlined(
      selected('%b = const float32[3] [0, 0.5, -0.25]\n %q = qnn.add(%p, %b)\n %y = qnn.top_k(%q) {k = 1}'),
    );
    expect(opsOf(graph)).toEqual(['qnn.mat_mul', 'qnn.offset', 'qnn.top_k']);
  });
});

describe('an output', () => {
  it('is the last accumulator, and its scale and bias are the port’s', () => {
    const graph = streamlined(`graph(%x: int4[1,2]) {
      %w = const float32[2,2] [1, -1, 2, 1]
      %m = qnn.mat_mul(%x, %w)
      %f = const float32[2] [0.5, -2]
      %p = qnn.mul(%m, %f)
      %b = const float32[2] [1, 3]
      %y = qnn.add(%p, %b)
      return %y
    }`);
    expect(opsOf(graph)).toEqual(['qnn.mat_mul']);
    expect(graph.outputPorts[0]).toMatchObject({
      scale: [0.5, -2],
      bias: [1, 3],
      steps: [
        { op: 'mul', values: [0.5, -2] },
        { op: 'add', values: [1, 3] },
      ],
    });
  });

  it('with a scale per channel of an image has its channels last', () => {
    const graph = streamlined(`graph(%x: int4[1,1,2,2]) {
      %w = const float32[2,1,1,1] [1, 2]
      %m = qnn.conv(%x, %w) {kernel = [1, 1], strides = [1, 1]}
      %f = const float32[2,1,1] [0.5, 3]
      %y = qnn.mul(%m, %f)
      return %y
    }`);
    expect(graph.outputs[0]?.type.shape).toEqual([1, 2, 2, 2]);
    expect(graph.outputPorts[0]).toMatchObject({ scale: [0.5, 3], shape: [1, 2, 2, 2], perm: [0, 3, 1, 2] });
  });

  it('whose scale varies along several axes is refused', () => {
    expect(
      told(`graph(%x: int4[1,2,2,1]) {
        %f = const float32[2,2,1] [1, 2, 3, 5]
        %y = qnn.mul(%x, %f)
        return %y
      }`),
    ).toEqual(["FINNC3102 output 'y' is not an integer times one scale: its scale varies along several axes"]);
  });

  it('that no quantiser leads to is refused', () => {
    expect(told('graph(%x: float32[1,2]) { %y = qnn.transpose(%x) {perm = [1, 0]} return %y }')).toEqual([
      "FINNC3102 output 'y' is not an integer times one scale: no quantiser lies between it and the input",
    ]);
  });
});

describe('where integers end, the reason is told:', () => {
  const dense = (before: string, weights = '%w = const float32[2,1] [1, 2]'): string => `graph(%x: int4[1,2]) {
    ${before}
    ${weights}
    %y = qnn.mat_mul(%a, %w)
    return %y
  }`;
  it.each([
    [
      'scales that differ in channels that are summed',
      dense('%f = const float32[2] [1, 3]\n %a = qnn.mul(%x, %f)'),
      'its input has different scales in channels that are summed',
    ],
    [
      'weights without a quantiser',
      dense('%a = qnn.reshape(%x) {shape = [1, 2]}', '%w = const float32[2,1] [0.3, 0.7]'),
      'its weights are not quantised constants',
    ],
    [
      'a real input that is not quantised',
      dense('%a = qnn.reshape(%x) {shape = [1, 2]}').replace('int4', 'float32'),
      'its input is not quantised',
    ],
    [
      'a real input times factors of both signs before codes that are not symmetric',
      `graph(%x: float32[1,2]) {
        %f = const float32[2] [-1, 1]
        %s = const float32[] [1]
        %z = const float32[] [0]
        %a = qnn.mul(%x, %f)
        %y = qnn.quant(%a, %s, %z) {bits = 4, signed = true}
        return %y
      }`,
      'it reads a real input times factors of both signs, and its codes are not symmetric; make its quantiser narrow',
    ],
    [
      'a rectifier without a quantiser behind',
      'graph(%x: int4[1,2]) { %y = qnn.relu(%x) return %y }',
      'no quantiser follows that could take it into its thresholds',
    ],
    [
      'weights that meet a rectified accumulator',
      dense('%a = qnn.relu(%x)').replace('[1, 2]', '[1, -1]'),
      'Relu lies between it and the last integer, with no quantiser behind',
    ],
    [
      'padding of a biased input',
      `graph(%x: int4[1,1,2,2]) {
        %f = const float32[] [0.5]
        %a = qnn.add(%x, %f)
        %w = const float32[1,1,1,1] [1]
        %y = qnn.conv(%a, %w) {kernel = [1, 1], strides = [1, 1], pads = [1, 0, 0, 0]}
        return %y
      }`,
      'zero padding of a biased input is not an integer',
    ],
    [
      'a product of two streams',
      'graph(%x: int4[1,2]) { %y = qnn.mul(%x, %x) return %y }',
      'both operands move, and only sums of two streams have an integer form',
    ],
    [
      'a sum whose scales have another ratio in each channel',
      `graph(%x: int4[1,2]) {
        %f = const float32[2] [1, 3]
        %a = qnn.mul(%x, %f)
        %y = qnn.add(%a, %x)
        return %y
      }`,
      'the scales of its summands have the ratio 1.00000 in one channel and 3.00000 in another; give both branches one quantiser instance',
    ],
    [
      'a sum of a channel without scale',
      `graph(%x: int4[1,2]) {
        %f = const float32[2] [1, 0]
        %a = qnn.mul(%x, %f)
        %y = qnn.add(%a, %x)
        return %y
      }`,
      'a summand has scale 0 in some channel',
    ],
    [
      'a sum of two shapes',
      'graph(%x: int4[2,2], %z: int4[2,1]) { %y = qnn.add(%x, %z) return %y }',
      'it adds int4[2,2] and int4[2,1]; two streams join only with equal shapes',
    ],
    [
      'a sum beyond 2^53',
      `graph(%x: int32[1,2]) {
        %f = const float32[] [16777213]
        %a = qnn.mul(%x, %f)
        %y = qnn.sub(%a, %x)
        return %y
      }`,
      'have the ratio 16777213 to -1, so its sums reach ±',
    ],
    [
      'scales so different that no factors bring them together',
      `graph(%x: int4[1,2]) {
        %f = const float32[] [1e-30]
        %a = qnn.mul(%x, %f)
        %y = qnn.add(%a, %x)
        return %y
      }`,
      'which whole factors express only beyond 2^53',
    ],
    [
      'a concatenation with real numbers',
      'graph(%x: int4[1,2], %z: float32[1,2]) { %y = qnn.concat(%x, %z) {axis = 1} return %y }',
      'one of its parts is not quantised',
    ],
    [
      'scales that differ inside a group of channels',
      `graph(%x: int4[1,4,2,2]) {
        %f = const float32[4,1,1] [1, 1, 1, 3]
        %a = qnn.mul(%x, %f)
        %w = const float32[2,2,1,1] [1, 1, 1, 1]
        %y = qnn.conv(%a, %w) {kernel = [1, 1], strides = [1, 1], group = 2}
        return %y
      }`,
      'its input has different scales in channels that are summed',
    ],
    [
      'a transposed convolution that is cut deeper than its kernel reaches',
      `graph(%x: int4[1,1,4,4]) {
        %w = const float32[1,1,2,2] [1, 1, 1, 1]
        %y = qnn.conv_transpose(%x, %w) {kernel = [2, 2], strides = [2, 2], pads = [2, 0, 0, 0]}
        return %y
      }`,
      'its padding reaches beyond its kernel',
    ],
    [
      'zeros between the pixels of a biased input',
      `graph(%x: int4[1,1,4,4]) {
        %b = const float32[] [0.5]
        %a = qnn.add(%x, %b)
        %y = qnn.pixel_pad(%a) {strides = [2, 2]}
        return %y
      }`,
      'zeros between the pixels of a biased input are not integers',
    ],
    [
      'channels of different scales that become pixels of one',
      `graph(%x: int4[1,4,2,2]) {
        %f = const float32[4,1,1] [1, 1, 1, 3]
        %s = const float32[] [1]
        %z = const float32[] [0]
        %a = qnn.mul(%x, %f)
        %b = qnn.depth_to_space(%a) {block = 2, mode = crd}
        %y = qnn.quant(%b, %s, %z) {bits = 2, signed = true}
        return %y
      }`,
      'channels with different scales or biases become pixels of one channel',
    ],
    [
      'a zero point per channel',
      `graph(%x: int4[1,2]) {
        %s = const float32[] [1]
        %z = const float32[2] [0, 1]
        %y = qnn.quant(%x, %s, %z) {bits = 2, signed = true}
        return %y
      }`,
      'the zero point differs between channels',
    ],
    [
      'more bits than thresholds are made for',
      `graph(%x: int4[1,2]) {
        %s = const float32[] [1]
        %z = const float32[] [0]
        %y = qnn.quant(%x, %s, %z) {bits = 24, signed = true}
        return %y
      }`,
      'its 16777216 codes need 16777215 thresholds; at most 8 bits become thresholds',
    ],
    [
      'a selection among values of different scales',
      `graph(%x: int4[1,2]) {
        %f = const float32[2] [-1, 1]
        %a = qnn.mul(%x, %f)
        %y = qnn.top_k(%a) {k = 1}
        return %y
      }`,
      'the scales of its input do not keep the order of the integers',
    ],
  ])('%s', (_name, text, reason) => {
    const messages = told(text);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^FINNC3101 '.*' \(qnn\.\w+\) stays in floating point: /);
    expect(messages[0]).toContain(reason);
  });

  it('once, not for everything behind', () => {
    expect(
      told(`graph(%x: int4[1,2]) {
        %a = qnn.mul(%x, %x)
        %b = qnn.mul(%a, %a)
        %y = qnn.mul(%b, %b)
        return %y
      }`),
    ).toHaveLength(1);
  });
});

it('an input of one bit, a constant output and a passed-on input are fine', () => {
  expect(opsOf(streamlined('graph(%x: uint1[1,2]) { return %x }'))).toEqual([]);
  const graph = streamlined('graph(%x: uint1[1,2]) { %c = const uint2[1] [3] return %c }');
  expect(isInteger(graph.outputs[0]!.type.elem)).toBe(true);
});

it('gives integers behind a curve no meaning: no scale and bias make them the numbers of the source', () => {
  const graph = streamlined(`
    graph(%x: int4[1,1,2,2]) {
      %s = qnn.map(%x) {function = sigmoid}
      %p = qnn.max_pool(%s) {kernel = [2, 2], strides = [1, 1]}
      %c = const float32[] [0.125]
      %z = const float32[] [0]
      %y = qnn.quant(%p, %c, %z) {bits = 3, signed = false}
      return %y
    }`);
  const pooled = graph.order().find(({ op }) => op === qnn.maxPool)?.result['y'];
  expect(pooled).toBeDefined();
  expect(pooled?.meaning).toBeUndefined();
});
