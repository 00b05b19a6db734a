import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantValue, Graph, type Value } from '../graph/graph.ts';
import { fork } from '../hw/index.ts';
import { add, conv, qnnOps } from '../qnn/index.ts';
import { tensor, tensorType } from '../tensor/index.ts';
import { bipolar, fixed, float32, int, ternary, uint, type ScalarType } from '../types/index.ts';
import { randomGraph } from '../testing/random-graph.ts';
import { graphOf } from '../testing/text.ts';
import { describeGraph } from './describe-graph.test.helper.ts';
import { parseGraph, printGraph } from './index.ts';

const ops = [...qnnOps, fork];

function expectRoundTrip(graph: Graph): void {
  const { text, data } = printGraph(graph);
  const { graph: read, diagnostics } = parseGraph(text, ops, { data });
  expect(diagnostics).toEqual([]);
  expect(describeGraph(read!)).toEqual(describeGraph(graph));
  const again = printGraph(read!);
  expect(again.text).toBe(text);
  expect([...again.data.keys()]).toEqual([...data.keys()]);
}

const anyName = fc.oneof(
  fc.constantFrom('a', 'b', 'conv1.out', '5', '', 'return', 'graph', 'mul_0', 'inf'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const anyNumbers = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double(), { minLength: length, maxLength: length });

/** Names, origins, meanings, ports and metadata that say nothing about what the graph computes. */
const dressing = fc.record({
  title: anyName,
  metadata: fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), { maxKeys: 3 }),
  names: fc.array(fc.option(anyName, { nil: undefined }), { minLength: 40, maxLength: 40 }),
  origins: fc.array(anyName, { maxLength: 3 }),
  portNames: fc.tuple(anyName, anyName),
  scale: anyNumbers(1),
  bias: anyNumbers(1),
  meant: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
});

function dressed(
  bare: Graph,
  {
    title,
    metadata,
    names,
    origins,
    portNames,
    scale,
    bias,
    meant,
  }: typeof dressing extends fc.Arbitrary<infer T> ? T : never,
): Graph {
  const graph = new Graph(title);
  for (const [key, text] of Object.entries(metadata)) graph.metadata.set(key, text);
  const values = new Map<Value, Value>();
  let i = 0;
  const dress = (from: Value, to: Value): Value => {
    to.name = names[i % names.length];
    if (meant[i % meant.length]) {
      const perm = to.type.shape.map((_, axis) => axis).reverse();
      to.meaning = { tensor: `tensor ${i}`, scale, bias, axis: i % 4, ...(i % 2 ? { perm } : {}) };
    }
    i++;
    values.set(from, to);
    return to;
  };
  for (const [k, value] of bare.inputs.entries()) {
    const { source, perm } = bare.inputPorts[k]!;
    const { type } = value;
    const [last = 1, ...others] = [...source.shape].reverse();
    const flipped = tensorType(source.elem, [last, ...others]);
    dress(value, graph.input(type, { name: portNames[0], source: flipped, perm: [...perm].reverse() }));
  }
  for (const node of bare.order()) {
    const operand = Object.fromEntries(
      Object.entries<Value>(node.operand).map(([key, v]) => [
        key,
        values.get(v) ?? dress(v, constantValue(v.constant!)),
      ]),
    );
    const name = names[i % names.length];
    const twin = graph.add(node.op, operand, node.attrs, {
      origin: origins,
      ...(name === undefined ? {} : { name: `${name}#${i}` }),
    });
    for (const key of node.op.results)
      dress((node.result as Record<string, Value>)[key]!, (twin.result as Record<string, Value>)[key]!);
  }
  for (const value of bare.outputs) {
    const to = values.get(value)!;
    const shape = [1, ...to.type.shape];
    graph.output(to, {
      name: portNames[1],
      source: to.type,
      scale,
      bias,
      shape,
      perm: shape.map((_, axis) => axis).reverse(),
    });
  }
  return graph;
}

describe('the text of a graph', () => {
  it('reads back as the same graph, whatever the graph computes', () => {
    for (let seed = 1; seed <= 60; seed++) expectRoundTrip(randomGraph(seed));
  });

  it('reads back with every name, origin, meaning, port and piece of metadata', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), dressing, (seed, extras) => {
        expectRoundTrip(dressed(randomGraph(seed, { layers: 2 }), extras));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  const integers = (elem: ScalarType, low: number, high: number): fc.Arbitrary<readonly [ScalarType, number[]]> =>
    fc.array(fc.integer({ min: low, max: high }), { maxLength: 100 }).map((values) => [elem, values]);
  const constants = fc.oneof(
    integers(int(8), -128, 127),
    integers(uint(3), 0, 7),
    integers(ternary, -1, 1),
    fc.array(fc.constantFrom(-1, 1), { maxLength: 100 }).map((values) => [bipolar, values] as const),
    fc
      .array(fc.integer({ min: -128, max: 127 }), { maxLength: 70 })
      .map((values) => [fixed(8, 7), values.map((v) => v / 128)] as const),
    fc.array(fc.double(), { maxLength: 100 }).map((values) => [float32, values] as const),
  );
  it('keeps every bit of a constant, inline or beside the text', () => {
    fc.assert(
      fc.property(constants, ([elem, values]) => {
        const graph = new Graph();
        const value = constantValue(tensor(elem, [values.length], values));
        const { type } = value;
        graph.output(value, { name: 'output_0', source: type, scale: [1], bias: [0], shape: type.shape, perm: [0] });
        expectRoundTrip(graph);
        expect(printGraph(graph).data.size).toBe(values.length > 64 ? 1 : 0);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('writes values that differ only in their sign bit, infinities and NaN', () => {
    const text = 'fnir 1\ngraph() {\n  %c = const float32[6] [-0, 0, inf, -inf, nan, 0.1]\n  return %c\n}\n';
    expect(printGraph(graphOf(text, [])).text).toBe(text);
  });

  it('names every result of a node', () => {
    const text = `fnir 1
graph(%x: int4[1,2]) {
  %a, %b = hw.fork(%x) {lanes = 2}
  %y = qnn.add(%a, %b)
  return %y
}
`;
    expect(printGraph(graphOf(text, ops)).text).toBe(text);
  });

  it('keeps the order of nodes, so that numbered layers keep their numbers', () => {
    const graph = new Graph();
    const type = tensorType(float32, [1, 2]);
    const x = graph.input(type, { name: 'x', source: type, perm: [0, 1] });
    const late = graph.add(add, { a: x, b: x }, {}, { name: 'late' });
    const early = graph.add(add, { a: x, b: x }, {}, { name: 'early' });
    const y = graph.add(add, { a: early.result.y, b: late.result.y }, {});
    graph.output(y.result.y, { name: 'y', source: type, scale: [1], bias: [0], shape: [1, 2], perm: [0, 1] });
    expectRoundTrip(graph);
    const structure = printGraph(graph, { structure: true }).text;
    const swapped = printGraph(graph).text.replace('qnn.add(%0, %1)', 'qnn.add(%1, %0)');
    expect(printGraph(graphOf(swapped, ops), { structure: true }).text).toBe(structure);
  });

  it('shares a constant between its readers', () => {
    const graph = graphOf(
      'graph(%x: float32[2]) { %c = const float32[2] [1, 2] %a = qnn.add(%x, %c) %b = qnn.mul(%a, %c) return %b }',
      ops,
    );
    const [first, second] = graph.order();
    expect(first!.operand).toHaveProperty('b', (second!.operand as Record<string, Value>)['b']);
    expect(printGraph(graph).text.match(/const/g)).toHaveLength(1);
  });

  it('leaves out what goes without saying', () => {
    const type = tensorType(float32, [1, 1, 2, 2]);
    const graph = new Graph();
    const x = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2, 3] });
    const w = constantValue(tensor(float32, [1, 1, 2, 2], [1, 2, 3, 4]));
    const attrs = {
      kernel: [2, 2],
      strides: [1, 1],
      pads: [0, 0, 0, 0],
      dilations: [1, 1],
      group: 1,
      outType: float32,
    };
    const y = graph.add(conv, { x, w }, attrs).result.y;
    graph.output(y, {
      name: 'output_0',
      source: y.type,
      scale: [1],
      bias: [0],
      shape: y.type.shape,
      perm: [0, 1, 2, 3],
    });
    expect(printGraph(graph).text).toBe(`fnir 1
graph(%x: float32[1,1,2,2]) {
  %0 = const float32[1,1,2,2] [1, 2, 3, 4]
  %1 = qnn.conv(%x, %0) {kernel = [2, 2]}
  return %1
}
`);
  });

  it('is read whatever its blanks and comments', () => {
    const text = `// a comment
      fnir 1 graph
      ( %x : int8 [ 1 , 2 ] ) { // another
        %y = qnn.reshape ( %x )
          { shape = [2,
             1] }   return %y
      }`;
    expect(graphOf(text, ops).outputs[0]!.type.shape).toEqual([2, 1]);
  });

  it('holds every qnn op', () => {
    const text = `
      graph(%x: float32[1,2,3,3]) {
        %g = const float32[2] [1, 2]
        %s = const float32[] [0.5]
        %z = const float32[] [0]
        %w = const float32[2,2,1,1] [1, 2, 3, 4]
        %m = const float32[9,2] [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9]
        %t = const float32[1,3] [1, 2, 3]
        %o = const int4[2] [1, -1]
        %k = const bipolar[2] [1, -1]
        %s4 = const float32[1,4,1,1] [1, 2, 3, 4]
        %a = qnn.add(%x, %s)
        %b = qnn.sub(%a, %s)
        %c = qnn.mul(%b, %s)
        %d = qnn.div(%c, %s)
        %e = qnn.batch_norm(%d, %g, %g, %g, %g) {epsilon = 0.001}
        %f = qnn.quant(%e, %s, %z) {bits = 4, signed = true, narrow = true, rounding = floor}
        %h = qnn.bipolar_quant(%f, %s)
        %i = qnn.conv(%h, %w) {kernel = [1, 1]}
        %j = qnn.max_pool(%i) {kernel = [2, 2], pads = [1, 1, 0, 0]}
        %l = qnn.reshape(%j) {shape = [2, 9]}
        %n = qnn.mat_mul(%l, %m)
        %p = qnn.multi_threshold(%n, %t) {outType = uint2, axis = 1}
        %q = qnn.flip(%p, %k) {axis = 1}
        %r = qnn.offset(%q, %o) {outType = int8}
        %u = qnn.transpose(%r) {perm = [1, 0]}
        %v = qnn.top_k(%u) {k = 2}
        %i1 = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %ct = qnn.conv_transpose(%x, %w) {kernel = [1, 1], strides = [2, 2], outputPadding = [1, 1]}
        %pp = qnn.pixel_pad(%x) {strides = [2, 2]}
        %ds = qnn.depth_to_space(%s4) {block = 2, mode = crd}
        %i2 = qnn.im2col(%i1) {kernel = [2, 2]}
        %dw = const float32[4,2] [1, 2, 3, 4, 5, 6, 7, 8]
        %dp = qnn.depthwise_product(%i2, %dw) {outType = float32}
        %i3 = qnn.dequant(%dp, %s, %z)
        %i4 = qnn.relu(%i3)
        %i5 = qnn.map(%i4) {function = tanh}
        %i6 = qnn.prelu(%i5, %s)
        %q1 = qnn.quantize(%x, %s, %z) {low = -8, high = 7}
        %q2 = qnn.dequantize(%q1, %s, %z)
        %q3 = qnn.requantise(%q1, %o, %o) {shift = 3, low = 0, high = 3, outType = uint2, axis = 1}
        %f1 = qnn.softmax(%x) {axis = 1}
        %f2 = qnn.log_softmax(%f1) {axis = 3}
        %f3 = qnn.pow(%f2, %s)
        %f4 = qnn.min(%f3, %s)
        %f5 = qnn.max(%f4, %s)
        %f6 = qnn.less(%f5, %s)
        %f7 = qnn.less_or_equal(%f6, %s)
        %f8 = qnn.equal(%f7, %s)
        %f9 = qnn.where(%f8, %f5, %s)
        %f10 = qnn.float_quant(%f9, %s) {exponentBits = 4, mantissaBits = 3, exponentBias = 7}
        %f11 = qnn.pad(%f10) {pads = [0, 0, 0, 0, 0, 0, -1, 1], mode = edge}
        %f12 = qnn.reduce(%f11) {function = l2, axes = [1]}
        %f13 = qnn.expand(%f12) {shape = [1, 2, 2, 4]}
        %f14 = qnn.gather(%f13, %v) {axis = 3}
        %f15 = qnn.reshape(%f14) {shape = [2, 8]}
        %f16 = qnn.gather_last(%f15, %p)
        %p1 = qnn.avg_pool(%x) {kernel = [2, 2], pads = [1, 1, 0, 0], countIncludePad = true, ceilMode = true}
        %p2 = qnn.trunc(%p1, %s, %z, %s) {bits = 4, signed = true, rounding = half_even}
        %p3 = qnn.sum_pool(%p2) {kernel = [2, 2]}
        %p4 = qnn.trunc_v1(%p3, %s, %z) {shift = 2}
        %j1 = qnn.upsample(%x) {factors = [1, 2]}
        %j2 = qnn.slice(%j1) {axis = 3, start = 4, end = -1, step = -2}
        %j3 = qnn.concat(%j2, %x) {axis = 1}
        %j4 = qnn.sum(%j3, %j3) {aFactor = -2, bFactor = 3, outType = int9}
        return %ct, %pp, %ds, %i6, %q2, %q3, %f16, %p4, %j4
      }`;
    const graph = graphOf(text, ops);
    const used = new Set([...graph].map(({ op }) => op.name));
    expect(qnnOps.map(({ name }) => name as string).filter((name) => !used.has(name))).toEqual([]);
    expectRoundTrip(graph);
  });
});
