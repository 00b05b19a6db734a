import { compareWithReference } from '@finnc/backend-simulator';
import { bipolar, Graph, int, Registry, tensorType, uint } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { slidingWindowKernels } from './sliding-window.sim.ts';
import { slidingWindow } from './sliding-window.ts';

const registry = new Registry([{ name: 'test', ops: [slidingWindow], facets: slidingWindowKernels }]);

describe('sliding-window kernel', () => {
  const plain = { strides: [1, 1], dilations: [1, 1] };
  it.each([
    [bipolar, [1, 6, 5, 64], { kernel: [3, 3], ...plain }],
    [bipolar, [1, 6, 5, 3], { kernel: [3, 3], ...plain }],
    [bipolar, [1, 7, 7, 33], { kernel: [2, 3], ...plain, strides: [2, 1] }],
    [bipolar, [2, 7, 7, 40], { kernel: [3, 2], strides: [1, 2], dilations: [2, 3] }],
    [bipolar, [1, 1, 9, 31], { kernel: [1, 5], ...plain }],
    [bipolar, [1, 4, 4, 16], { kernel: [4, 4], ...plain }],
    [uint(8), [1, 6, 6, 3], { kernel: [3, 3], ...plain }],
    [int(48), [2, 5, 6, 2], { kernel: [2, 2], ...plain, strides: [2, 3] }],
  ] as const)('gives what the op means for %o %o', (elem, shape, window) => {
    const graph = new Graph();
    const type = tensorType(elem, shape);
    const x = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2, 3] });
    const { y } = graph.add(slidingWindow, { x }, { ...window, simd: 1 }).result;
    graph.output(y, { name: 'y', source: y.type, scale: [1], bias: [0], shape: y.type.shape, perm: [0, 1, 2, 3] });
    expect(compareWithReference(graph, registry, 7)).toBeUndefined();
  });
});
