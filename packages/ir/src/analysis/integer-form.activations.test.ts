import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executor, sampler } from '../exec/index.ts';
import type { Graph } from '../graph/graph.ts';
import { graphOf, standardAsk } from '../testing/index.ts';
import { qnnOps, roundingModes } from '../qnn/index.ts';
import { analyseIntegers } from './index.ts';
import { expectSameReals, integerGraph, reals } from './integer-form.test.helper.ts';

const ask = standardAsk();

describe('the integer form', () => {
  const word = (value: number): string => (Object.is(value, -0) ? '0' : String(value));

  const channel = fc.record({
    // `exact` recovers the integer from a double, so a scale may not vanish beside the bias.
    scale: fc.oneof(
      fc.constantFrom(1, 0.5, -0.25, 0, 0.1),
      fc.float({ min: -2, max: 2, noNaN: true }).filter((s) => Math.abs(s) > 1e-5),
    ),
    bias: fc.oneof(
      fc.constantFrom(0, 0.5, -1.5, 0.25),
      fc.float({ min: -4, max: 4, noNaN: true }).filter((b) => Math.abs(b) > 1e-5),
    ),
    step: fc.oneof(fc.constantFrom(1, 0.5, 0.1, 3), fc.float({ min: Math.fround(0.05), max: 4, noNaN: true })),
  });
  const quantiser = fc.record({
    channels: fc.tuple(channel, channel, channel),
    perChannel: fc.boolean(),
    elem: fc.constantFrom('int8', 'uint8', 'int4', 'float32', 'bipolar'),
    bits: fc.integer({ min: 1, max: 6 }),
    signed: fc.boolean(),
    narrow: fc.boolean(),
    zero: fc.constantFrom(0, 0, 3, -2, 0.5, 1.25),
    rounding: fc.constantFrom(...roundingModes),
  });

  it('of one quantiser behind an affine map gives its codes, for every width, mode, zero point and slope', () => {
    fc.assert(
      fc.property(quantiser, ({ channels, perChannel, elem, bits, signed, narrow, zero, rounding }) => {
        const list = (key: 'bias' | 'step'): string => channels.map((entry) => word(entry[key])).join(', ');
        // Real inputs times factors of both signs need symmetric codes; here all channels rise, or all fall.
        const sign = channels[0].scale < 0 ? -1 : 1;
        const scaleOf = (scale: number): number => (elem === 'float32' ? sign * (Math.abs(scale) || 1) : scale);
        const scales = channels.map(({ scale }) => word(scaleOf(scale))).join(', ');
        const step = perChannel ? `float32[3] [${list('step')}]` : `float32[] [${word(channels[0].step)}]`;
        const graph = graphOf(
          `graph(%x: ${elem}[8,3]) {
            %s = const float32[3] [${scales}]
            %b = const float32[3] [${list('bias')}]
            %q = const ${step}
            %z = const float32[] [${word(zero)}]
            %m = qnn.mul(%x, %s)
            %a = qnn.add(%m, %b)
            %y = qnn.quant(%a, %q, %z) {bits = ${bits}, signed = ${signed}, narrow = ${narrow}, rounding = ${rounding}}
            return %y
          }`,
          qnnOps,
        );
        expectSameReals(graph, 4);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('of a quantiser behind rectifiers and affine maps per channel gives its codes', () => {
    fc.assert(
      fc.property(quantiser, ({ channels, elem, bits, signed, zero, rounding }) => {
        const list = (key: 'bias' | 'step' | 'scale', of: (value: number) => number = (value) => value): string =>
          channels.map((entry) => word(of(entry[key]))).join(', ');
        const sign = elem === 'float32' ? Math.abs : (value: number): number => value;
        const graph = graphOf(
          `graph(%x: ${elem}[8,3]) {
            %s = const float32[3] [${list('scale', sign)}]
            %b = const float32[3] [${list('bias')}]
            %c = const float32[3] [${list('step', (step) => sign(step - 1))}]
            %q = const float32[3] [${list('step')}]
            %z = const float32[] [${word(zero)}]
            %m = qnn.mul(%x, %s)
            %a = qnn.add(%m, %b)
            %r = qnn.relu(%a)
            %n = qnn.mul(%r, %c)
            %d = qnn.sub(%n, %b)
            %e = qnn.relu(%d)
            %y = qnn.quant(%e, %q, %z) {bits = ${bits}, signed = ${signed}, rounding = ${rounding}}
            return %y
          }`,
          qnnOps,
        );
        expectSameReals(graph, 3);
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  const pooling = fc.record({
    elem: fc.constantFrom('int4', 'uint4', 'bipolar', 'ternary'),
    scale: fc.constantFrom(1, 0.5, 0.1, -0.3),
    kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom(0, 0, 1),
    dilation: fc.constantFrom(1, 1, 2),
    shift: fc.integer({ min: -1, max: 5 }),
    bits: fc.integer({ min: 1, max: 6 }),
    signed: fc.boolean(),
    narrow: fc.boolean(),
    zero: fc.constantFrom(0, 0, 4, 1),
    version: fc.constantFrom(1, 2),
    rounding: fc.constantFrom(...roundingModes),
  });

  it('of an average pool and a truncation drops the low bits of exact window sums', () => {
    fc.assert(
      fc.property(pooling, ({ elem, scale, kernel, strides, pad, dilation, shift, version, zero, ...rest }) => {
        // What Brevitas writes: the scale of the mean, in float32.
        const mean = Math.fround(Math.fround(scale) / (kernel[0] * kernel[1]));
        const { bits, signed, narrow, rounding } = rest;
        const truncation =
          version === 1
            ? `qnn.trunc_v1(%m, %q, %z) {shift = ${Math.max(0, shift)}, rounding = ${rounding}}`
            : `qnn.trunc(%m, %q, %z, %o) {bits = ${bits}, signed = ${signed}, narrow = ${narrow}, rounding = ${rounding}}`;
        const graph = graphOf(
          `graph(%x: ${elem}[1,2,5,6]) {
            %s = const float32[] [${scale}]
            %q = const float32[] [${word(mean)}]
            %z = const float32[] [${zero}]
            %o = const float32[] [${word(mean * 2 ** shift)}]
            %r = qnn.mul(%x, %s)
            %m = qnn.avg_pool(%r) {kernel = [${kernel.join()}], strides = [${strides.join()}], pads = [${pad}, 0, 0, ${pad}], dilations = [1, ${dilation}], countIncludePad = true}
            %y = ${truncation}
            return %y
          }`,
          qnnOps,
        );
        expectSameReals(graph, 4);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('of a maximum of falling and rectified values is one of negated integers', () => {
    const graph = graphOf(
      `graph(%x: int6[1,3,4,4]) {
        %s = const float32[3,1,1] [-0.5, 0.25, -1]
        %q = const float32[] [0.5]
        %z = const float32[] [0]
        %m = qnn.mul(%x, %s)
        %r = qnn.relu(%m)
        %p = qnn.max_pool(%r) {kernel = [2, 2], strides = [2, 2]}
        %y = qnn.quant(%p, %q, %z) {bits = 3, signed = false}
        return %y
      }`,
      qnnOps,
    );
    expectSameReals(graph, 20);
  });

  const functions = [
    'function = sigmoid',
    'function = tanh',
    'function = selu, alpha = 1.6732632423543772, beta = 1.0507009873554805',
    'function = elu, alpha = 1',
    'function = leaky_relu, alpha = 0.125',
    'function = clip, alpha = -0.5, beta = 1.25',
    'function = softsign',
    'function = round',
    'function = sign',
    'function = hard_sigmoid, alpha = 0.2, beta = 0.5',
  ];
  it('of a quantiser behind a rising function gives its codes', () => {
    fc.assert(
      fc.property(quantiser, fc.constantFrom(...functions), (about, attrs) => {
        const { channels, elem, bits, signed, zero, rounding } = about;
        const scales = channels.map(({ scale }) => word(elem === 'float32' ? Math.abs(scale) : scale / 16)).join(', ');
        const graph = graphOf(
          `graph(%x: ${elem}[8,3]) {
            %s = const float32[3] [${scales}]
            %b = const float32[3] [${channels.map(({ bias }) => word(bias)).join(', ')}]
            %q = const float32[] [${word(channels[0].step / 8)}]
            %z = const float32[] [${word(zero)}]
            %m = qnn.mul(%x, %s)
            %a = qnn.add(%m, %b)
            %f = qnn.map(%a) {${attrs}}
            %y = qnn.quant(%f, %q, %z) {bits = ${bits}, signed = ${signed}, rounding = ${rounding}}
            return %y
          }`,
          qnnOps,
        );
        expectSameReals(graph, 2);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  const wide = fc.record({
    scales: fc.array(
      fc.oneof(fc.float({ min: Math.fround(0.001), max: 4, noNaN: true }), fc.constantFrom(0.5, 0.125, 3)),
      {
        minLength: 3,
        maxLength: 3,
      },
    ),
    falls: fc.boolean(),
    bias: fc.constantFrom(0, 0.5, -3.25, Math.fround(0.1)),
    step: fc.oneof(fc.float({ min: Math.fround(0.01), max: 1, noNaN: true }), fc.constantFrom(1, 0.25)),
    elem: fc.constantFrom('int8', 'int12', 'uint6'),
    bits: fc.integer({ min: 5, max: 12 }),
    signed: fc.boolean(),
    zero: fc.constantFrom(0, 3, -2),
    rounding: fc.constantFrom(...roundingModes),
  });
  const wideGraph = ({
    scales,
    falls,
    bias,
    step,
    elem,
    bits,
    signed,
    zero,
    rounding,
  }: typeof wide extends fc.Arbitrary<infer T> ? T : never): Graph =>
    graphOf(
      `graph(%x: ${elem}[16,3]) {
        %s = const float32[3] [${scales.map((s) => word(falls ? -s : s)).join(', ')}]
        %b = const float32[] [${word(bias)}]
        %q = const float32[] [${word(step)}]
        %z = const float32[] [${zero}]
        %m = qnn.mul(%x, %s)
        %a = qnn.add(%m, %b)
        %y = qnn.quant(%a, %q, %z) {bits = ${bits}, signed = ${signed}, rounding = ${rounding}}
        return %y
      }`,
      qnnOps,
    );

  it('of a quantiser with many codes gives them by multiplication and shift, or says that none does', () => {
    let products = 0;
    fc.assert(
      fc.property(wide, (about) => {
        const graph = wideGraph(about);
        const [reason] = analyseIntegers(graph, ask).reasons.values();
        if (reason !== undefined) {
          expect(about.bits).toBeGreaterThan(8);
          expect(reason).toContain('no multiplication and shift gives the same codes');
          return;
        }
        const integer = expectSameReals(graph, 3, 'multiply');
        if (integer.order().some(({ op }) => op.name === 'qnn.requantise')) products++;
      }),
      { numRuns: 200, seed: 6 },
    );
    expect(products).toBeGreaterThan(100);
  });

  it('of a quantiser in powers of two rounds halves to even, as shifts would not', () => {
    const graph = wideGraph({
      scales: [0.5, 0.25, 0.125],
      falls: false,
      bias: 0,
      step: 1,
      elem: 'int12',
      bits: 10,
      signed: true,
      zero: 0,
      rounding: 'half_even',
    });
    const integer = expectSameReals(graph, 5);
    expect(integer.order().map(({ op, attrs }): readonly unknown[] => [op.name, attrs['rounding']])).toEqual([
      ['qnn.requantise', 'half_even'],
    ]);
  });

  it('of a quantiser of a real input gives the codes of float32, on its steps as well', () => {
    const float = fc.float({ min: Math.fround(0.01), max: 3, noNaN: true });
    fc.assert(
      fc.property(float, float, float, fc.constantFrom(...roundingModes), (factor, offset, step, rounding) => {
        const graph = graphOf(
          `graph(%x: float32[64]) {
            %f = const float32[] [${word(factor)}]
            %o = const float32[] [${word(offset)}]
            %q = const float32[] [${word(Math.fround(step / 16))}]
            %z = const float32[] [3]
            %m = qnn.mul(%x, %f)
            %s = qnn.sub(%m, %o)
            %d = qnn.div(%s, %f)
            %r = qnn.relu(%d)
            %y = qnn.quant(%r, %q, %z) {bits = 6, signed = true, rounding = ${rounding}}
            return %y
          }`,
          qnnOps,
        );
        const { integer, facts } = integerGraph(graph);
        const sample = sampler(graph, ask);
        const [runFloat32, runInteger] = [executor(graph, { arithmetic: 'float32' }), executor(integer)];
        for (let seed = 1; seed <= 3; seed++) {
          const feeds = sample(seed);
          const [expected] = runFloat32(feeds);
          const [found] = runInteger(feeds);
          expect(reals(facts[0]!, found!).map(Math.fround)).toEqual(Array.from(expected!.data, (real) => real + 0));
        }
      }),
      { numRuns: 100, seed: 8 },
    );
  });
});
