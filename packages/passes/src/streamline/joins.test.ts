import { qnn, type Graph } from '@finnc/ir';
import { expectSameMeaning, graphOf, testRule } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { compiled, ops, registry } from '../compiled.test.support.ts';
import { narrow } from '../narrow/narrow.ts';
import { ruleNamed } from '../rule-named.test.support.ts';
import { stagePredicates } from '../stages.ts';
import { absorbFlipRules } from './absorb-flip.ts';
import { streamline } from './streamline.ts';

/** The narrowed graph of integers, which computes what the text says. */
function integers(text: string): Graph {
  const { graph, told } = compiled(text, [streamline(), narrow()]);
  expect(told).toEqual([]);
  expect(stagePredicates.integer.reasons(graph, registry)).toEqual([]);
  expectSameMeaning(graphOf(text, ops), graph, { ask: registry, seeds: 20 });
  return graph;
}
const opsOf = (graph: Graph): string[] => graph.order().map(({ op }) => op.name);
const factorsOf = (graph: Graph): readonly number[] => {
  const { aFactor, bFactor } = graph.order().find(({ op }) => op.name === qnn.sum.name)!.attrs as {
    readonly aFactor: number;
    readonly bFactor: number;
  };
  return [aFactor, bFactor];
};

/** x · left (+ or −) z · right, then a quantiser. */
const joined = (left: string, right: string, op = 'add', rest = ''): string => `graph(%x: int4[1,2], %z: uint3[1,2]) {
  %f = const float32${left}
  %g = const float32${right}
  %a = qnn.mul(%x, %f)
  %b = qnn.mul(%z, %g)
  %s = qnn.${op}(%a, %b)
  ${rest}
  %q = const float32[] [0.5]
  %o = const float32[] [0]
  %y = qnn.quant(${rest === '' ? '%s' : '%n'}, %q, %o) {bits = 4, signed = true}
  return %y
}`;

describe('two streams', () => {
  it.each([
    ['of one scale', '[] [0.25]', '[] [0.25]', 'add', [1, 1]],
    ['of scales with a ratio', '[] [0.5]', '[] [0.75]', 'add', [2, 3]],
    ['of one scale per channel', '[2] [0.5, 3]', '[2] [0.25, 1.5]', 'add', [2, 1]],
    ['of opposite signs', '[] [0.5]', '[] [-0.5]', 'add', [1, -1]],
    ['of which one is subtracted', '[] [1]', '[] [0.5]', 'sub', [2, -1]],
    ['that fall together', '[] [-0.5]', '[] [-0.5]', 'add', [-1, -1]],
    ['of any two float32 scales', `[] [${Math.fround(0.1)}]`, `[] [${Math.fround(0.3)}]`, 'add', undefined],
  ] as const)('%s are one sum', (_name, left, right, op, factors) => {
    const graph = integers(joined(left, right, op));
    expect(opsOf(graph)).toEqual(['qnn.sum', 'qnn.multi_threshold']);
    if (factors) expect(factorsOf(graph)).toEqual(factors);
  });

  it('of signs that differ between channels meet with some channels negated', () => {
    const graph = integers(joined('[2] [0.5, -0.5]', '[] [0.5]'));
    expect(opsOf(graph)).toContain('qnn.flip');
  });

  it('keep the biases of both, and accumulate in the narrowest type', () => {
    const graph = integers(`graph(%x: int4[1,2], %z: int4[1,2]) {
      %c = const float32[2] [0.5, -3]
      %a = qnn.add(%x, %c)
      %b = qnn.sub(%z, %c)
      %y = qnn.add(%a, %b)
      return %y
    }`);
    expect(graph.outputs[0]?.type.elem.name).toBe('int5');
  });

  it('of which one is the other are one sum, too', () => {
    expect(opsOf(integers('graph(%x: int4[1,2]) { %y = qnn.add(%x, %x) return %y }'))).toEqual(['qnn.sum']);
  });

  it('may be summed again', () => {
    const graph = integers(`graph(%x: int4[1,2], %z: int4[1,2]) {
      %h = const float32[] [0.5]
      %a = qnn.add(%x, %z)
      %b = qnn.mul(%z, %h)
      %y = qnn.sub(%a, %b)
      return %y
    }`);
    expect(opsOf(graph)).toEqual(['qnn.sum', 'qnn.sum']);
  });
});

const falling = (factor: string): string =>
  joined('[] [0.5]', '[] [0.5]', 'add', `%k = const float32${factor}\n %n = qnn.mul(%s, %k)`);

describe('a falling normalisation behind a sum', () => {
  it('goes into the factors where all channels fall', () => {
    const graph = integers(falling('[] [-0.5]'));
    expect(opsOf(graph)).toEqual(['qnn.sum', 'qnn.multi_threshold']);
    expect(factorsOf(graph)).toEqual([-1, -1]);
  });
  it('stays as signs where some do', () => {
    expect(opsOf(integers(falling('[2] [0.5, -0.5]')))).toEqual(['qnn.sum', 'qnn.flip', 'qnn.multi_threshold']);
  });
  it('goes into the weights of summands that have their own', () => {
    const graph = integers(`graph(%x: int4[1,2], %z: int4[1,2]) {
      %w = const float32[2,2] [1, -1, 2, 1]
      %v = const float32[2,2] [1, 1, -2, 1]
      %a = qnn.mat_mul(%x, %w)
      %b = qnn.mat_mul(%z, %v)
      %s = qnn.add(%a, %b)
      %k = const float32[2] [1, -1]
      %n = qnn.mul(%s, %k)
      %q = const float32[] [1]
      %o = const float32[] [0]
      %y = qnn.quant(%n, %q, %o) {bits = 4, signed = true}
      return %y
    }`);
    expect(opsOf(graph)).toEqual(['qnn.mat_mul', 'qnn.mat_mul', 'qnn.sum', 'qnn.multi_threshold']);
  });
});

/** Channels with ranges and scales of their own, side by side before a dense layer. */
const concatenated = (left: string, right: string, rest: string): string => `graph(%x: int3[1,2], %z: uint4[1,1]) {
  %f = const float32${left}
  %g = const float32${right}
  %a = qnn.mul(%x, %f)
  %b = qnn.mul(%z, %g)
  %c = qnn.concat(%a, %b) {axis = 1}
  ${rest}
  return %y
}`;
const dense = `%w = const float32[3,2] [1, -1, 2, 1, -3, 1]
  %y = qnn.mat_mul(%c, %w)`;

describe('channels side by side', () => {
  it('of one scale are summed over the ranges they have', () => {
    const graph = integers(concatenated('[] [0.5]', '[] [0.5]', dense));
    expect(opsOf(graph)).toEqual(['qnn.concat', 'qnn.mat_mul']);
    // 1 · x0 + 2 · x1 − 3 · z lies in [−4 − 8 − 45, 3 + 6 − 0].
    expect(graph.outputs[0]?.type.elem.name).toBe('int7');
  });

  it('whose scales differ in sign only are summed by weights that take the sign', () => {
    const graph = integers(concatenated('[2] [0.5, -0.5]', '[] [0.5]', dense));
    expect(opsOf(graph)).toEqual(['qnn.concat', 'qnn.mat_mul']);
  });

  it('with different scales each have their own thresholds', () => {
    const quantised = `%q = const float32[] [1]
      %o = const float32[] [0]
      %y = qnn.quant(%c, %q, %o) {bits = 2, signed = true}`;
    const graph = integers(concatenated('[2] [0.5, -0.25]', '[] [0.5]', quantised));
    expect(opsOf(graph)).toEqual(['qnn.concat', 'qnn.flip', 'qnn.multi_threshold']);
  });

  it('of which some are sliced off again keep what is known of them', () => {
    const graph = integers(
      concatenated(
        '[2] [0.5, 0.25]',
        '[] [2]',
        '%d = qnn.slice(%c) {axis = 1, start = 1, end = 2}\n %w = const float32[1,1] [3]\n %y = qnn.mat_mul(%d, %w)',
      ),
    );
    expect(graph.outputPorts[0]?.scale).toEqual([0.25]);
  });
});

it('an enlarged image keeps its scale per channel', () => {
  const graph = integers(`graph(%x: int4[1,2,2,1]) {
    %f = const float32[2,1,1] [1, 2]
    %a = qnn.mul(%x, %f)
    %u = qnn.upsample(%a) {factors = [2, 3]}
    %q = const float32[] [1]
    %o = const float32[] [0]
    %y = qnn.quant(%u, %q, %o) {bits = 3, signed = true}
    return %y
  }`);
  expect(opsOf(graph)).toEqual(['qnn.upsample', 'qnn.multi_threshold']);
});

const flipped = (signs: string, result = '%y'): string => `graph(%x: int4[1,2], %z: int4[1,2]) {
  %a = qnn.sum(%x, %z) {aFactor = 2, outType = int6}
  %s = const bipolar[${signs.split(',').length}] [${signs}]
  %y = qnn.flip(%a, %s) {axis = 1}
  return ${result}
}`;

testRule(ruleNamed(absorbFlipRules, 'absorb-flip-into-sum'), {
  ops: qnn.qnnOps,
  rewrites: [
    {
      name: 'into both factors',
      before: flipped('-1, -1'),
      after: `graph(%x: int4[1,2], %z: int4[1,2]) {
        %y = qnn.sum(%x, %z) {aFactor = -2, bFactor = -1, outType = int7}
        return %y
      }`,
    },
  ],
  declines: [
    { name: 'signs that differ', before: flipped('-1, 1'), because: 'it negates some channels only' },
    {
      name: 'a sum that others read',
      before: flipped('-1').replace('return %y', '%i = qnn.top_k(%a) {k = 1}\n return %y, %i'),
      because: 'the sum has other readers',
    },
  ],
});

const products = (result = '%y'): string => `graph(%x: int4[1,2], %z: int4[1,2]) {
  %w = const int3[2,2] [1, -1, 2, 1]
  %a = qnn.mat_mul(%x, %w) {outType = int8}
  %b = qnn.mat_mul(%z, %w) {outType = int8}
  %c = qnn.sum(%a, %b) {outType = int9}
  %s = const bipolar[2] [1, -1]
  %y = qnn.flip(%c, %s) {axis = 1}
  return ${result}
}`;

testRule(ruleNamed(absorbFlipRules, 'move-flip-into-summands'), {
  ops: qnn.qnnOps,
  rewrites: [
    {
      name: 'to both products',
      before: products(),
      after: `graph(%x: int4[1,2], %z: int4[1,2]) {
        %w = const int3[2,2] [1, -1, 2, 1]
        %a = qnn.mat_mul(%x, %w) {outType = int8}
        %s = const bipolar[2] [1, -1]
        %d = qnn.flip(%a, %s) {axis = 1}
        %b = qnn.mat_mul(%z, %w) {outType = int8}
        %e = qnn.flip(%b, %s) {axis = 1}
        %y = qnn.sum(%d, %e) {outType = int10}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'summands without weights',
      before: flipped('1, -1'),
      because: 'a summand has no weights of its own that could take the signs',
    },
    {
      name: 'a product that others read',
      before: products('%y, %i').replace('return', '%i = qnn.top_k(%b) {k = 1}\n return'),
      because: 'a summand has no weights of its own that could take the signs',
    },
  ],
});
