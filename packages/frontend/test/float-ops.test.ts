import { execute, qnn, sampler } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { byOnnxruntime, runtime } from './runtime.ts';

const unary = (node: string): string => `graph(%x: float32[2,3]) { %y = qnn.${node} return %y }`;
const mapped = (name: string): string => unary(`map(%x) {function = ${name}, alpha = 0.75, beta = 1.25}`);
const binary = (node: string): string =>
  `graph(%x: float32[2,3]) { %c = const float32[3] [0.5, 1, -2] %y = qnn.${node} return %y }`;

const cases: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(qnn.mapFunctions).map((name) => [name, mapped(name)])),
  'clip from below': unary('map(%x) {function = clip, alpha = 0.5, beta = Infinity}'),
  'clip from above': unary('map(%x) {function = clip, alpha = -Infinity, beta = 0.5}'),
  'clip nowhere': unary('map(%x) {function = clip, alpha = -Infinity, beta = Infinity}'),
  prelu: binary('prelu(%x, %c)'),
  softmax: unary('softmax(%x) {axis = 0}'),
  log_softmax: unary('log_softmax(%x) {axis = 1}'),
  pow: `graph(%x: float32[2,3]) { %a = qnn.map(%x) {function = abs} %c = const float32[3] [0.5, 1, -2] %y = qnn.pow(%a, %c) return %y }`,
  min: binary('min(%x, %c)'),
  max: binary('max(%c, %x)'),
  equal: `graph(%x: int2[2,3]) { %c = const int2[] [1] %y = qnn.equal(%x, %c) return %y }`,
  less: binary('less(%x, %c)'),
  less_or_equal: binary('less_or_equal(%c, %x)'),
  where: `graph(%x: float32[2,3], %b: uint1[3]) { %c = const float32[] [9] %y = qnn.where(%b, %x, %c) return %y }`,
  ...Object.fromEntries(
    ['l1', 'l2', 'log_sum_exp', 'max', 'mean', 'min', 'prod', 'sum', 'sum_square'].map((name) => [
      `reduce ${name}`,
      unary(`reduce(%x) {function = ${name}, axes = [1]}`),
    ]),
  ),
  'reduce log_sum': `graph(%x: uint4[2,3]) { %y = qnn.reduce(%x) {function = log_sum, axes = [0]} return %y }`,
  gather: `graph(%x: float32[2,3]) { %i = const int4[2] [-1, 0] %y = qnn.gather(%x, %i) {axis = 1} return %y }`,
  gather_last: `graph(%x: float32[2,3], %i: uint1[2,2]) { %y = qnn.gather_last(%x, %i) return %y }`,
  expand: unary('expand(%x) {shape = [2, 2, 3]}'),
  ...Object.fromEntries(
    ['constant', 'edge', 'reflect'].map((mode) => [
      `pad ${mode}`,
      unary(`pad(%x) {pads = [0, 1, 1, 2], mode = ${mode}, value = 3}`),
    ]),
  ),
};

describe.skipIf(!runtime)('a float op in ONNX’s own operators', () => {
  it.each(Object.entries(cases))('gives what onnxruntime gives: %s', async (_name, text) => {
    const graph = graphOf(text, qnn.qnnOps);
    const [run, sample] = [await byOnnxruntime(graph), sampler(graph)];
    for (let seed = 1; seed <= 5; seed++) {
      const feeds = sample(seed);
      const [theirs] = await run(feeds);
      const [ours] = execute(graph, feeds, { arithmetic: 'float32' });
      ours!.data.forEach((value, i) => {
        // Exponentials and the like are approximated there to a few last places.
        if (Number.isFinite(value))
          expect(Math.abs(value - theirs![i]!)).toBeLessThanOrEqual(4e-6 * Math.max(1, Math.abs(value)));
        else expect(theirs![i]).toBe(value);
      });
    }
  });
});
