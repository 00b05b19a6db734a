import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testOp, graphOf } from '../testing/index.ts';
import { printGraph } from '../text/index.ts';
import { map, mapFunctions, prelu, qnnOps, risesWith, type MapFunction, type MapFunctionName } from './index.ts';

testOp(map, [
  {
    name: 'rounds half to even and keeps NaN',
    operands: { x: 'float32[5] [0.5, 1.5, -0.5, inf, nan]' },
    attrs: { function: 'round', alpha: 0, beta: 0 },
    results: { y: 'float32[5] [0, 2, 0, inf, nan]' },
  },
  {
    name: 'clips, the upper bound last',
    operands: { x: 'float32[3] [-9, 0, 9]' },
    attrs: { function: 'clip', alpha: 4, beta: 2 },
    results: { y: 'float32[3] [2, 2, 2]' },
  },
  {
    name: 'leaks below 0',
    operands: { x: 'int4[3] [-4, 0, 4]' },
    attrs: { function: 'leaky_relu', alpha: 0.25, beta: 0 },
    results: { y: 'float32[3] [-1, 0, 4]' },
  },
  {
    name: 'has its limits far out',
    operands: { x: 'float32[2] [-inf, inf]' },
    attrs: { function: 'sigmoid', alpha: 0, beta: 0 },
    results: { y: 'float32[2] [0, 1]' },
  },
  {
    name: 'does not overflow',
    operands: { x: 'float32[2] [1000, -1000]' },
    attrs: { function: 'softplus', alpha: 0, beta: 0 },
    results: { y: 'float32[2] [1000, 0]' },
  },
  {
    name: 'rounds to float32 once',
    operands: { x: 'float32[1] [1]' },
    attrs: { function: 'exp', alpha: 0, beta: 0 },
    results: { y: `float32[1] [${Math.fround(Math.E)}]` },
    arithmetic: 'float32',
  },
]);
testOp(prelu, [
  {
    name: 'has a slope per channel',
    operands: { x: 'float32[1,2,2] [-1, 1, -1, 1]', slope: 'float32[2,1] [0.5, -2]' },
    attrs: {},
    results: { y: 'float32[1,2,2] [-0.5, 1, 2, 1]' },
  },
]);

it('is written and read with open bounds', () => {
  const text = 'graph(%x: float32[1]) { %y = qnn.map(%x) {function = clip, alpha = 0, beta = Infinity} return %y }';
  const graph = graphOf(text, qnnOps);
  expect(graph.order()[0]?.attrs).toEqual({ function: 'clip', alpha: 0, beta: Infinity });
  expect(graphOf(printGraph(graph).text, qnnOps).order()[0]?.attrs).toEqual(graph.order()[0]?.attrs);
});

describe('a function that says it rises', () => {
  const names = Object.keys(mapFunctions) as MapFunctionName[];
  const real = fc.double({ min: -40, max: 40, noNaN: true });
  it.each(names)('never falls: %s', (name) => {
    const { apply, rises }: MapFunction = mapFunctions[name];
    fc.assert(
      fc.property(real, real, real, real, (p, q, a, b) => {
        const [alpha, beta] = [a / 20, b / 20];
        if (!rises(alpha, beta)) return;
        const [low, high] = [apply(Math.min(p, q), alpha, beta), apply(Math.max(p, q), alpha, beta)];
        expect(low).toBeLessThanOrEqual(high + 1e-12 * Math.abs(high));
      }),
      { numRuns: 100, seed: 1 },
    );
  });
  it.each([
    ['leaky_relu', -0.1, 0],
    ['elu', -1, 0],
    ['selu', 1, -1],
    ['hard_sigmoid', -1, 0],
    ['thresholded_relu', -1, 0],
    ['shrink', 0.5, 1],
    ['abs', 0, 0],
    ['sqrt', 0, 0],
  ] as const)('is not %s with %f and %f', (name, alpha, beta) => {
    expect(risesWith({ function: name, alpha, beta })).toBe(false);
  });
});
