import { compareWithReference } from '@finnc/backend-simulator';
import { bipolar, Graph, int, Registry, tensorType, ternary, uint } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { padKernels } from './pad.sim.ts';
import { pad } from './pad.ts';

const registry = new Registry([{ name: 'test', ops: [pad], facets: padKernels }]);

describe('pad kernel', () => {
  it.each([
    [bipolar, [1, 3, 4, 40], ternary, 0, [1, 1, 1, 1]],
    [bipolar, [1, 3, 4, 40], bipolar, 1, [1, 0, 2, 3]],
    [bipolar, [2, 3, 2, 64], bipolar, -1, [0, 1, 0, 2]],
    [bipolar, [1, 3, 2, 32], bipolar, 1, [1, 1, 1, 1]],
    [uint(8), [1, 3, 3, 3], uint(8), 0, [1, 1, 1, 1]],
    [int(4), [2, 2, 3, 5], int(8), -77, [2, 1, 0, 3]],
    [int(40), [1, 2, 2, 2], int(48), 7, [1, 1, 1, 1]],
  ] as const)('gives what the op means for %o %o to %o', (elem, shape, outType, value, pads) => {
    const graph = new Graph();
    const type = tensorType(elem, shape);
    const x = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2, 3] });
    const { y } = graph.add(pad, { x }, { pads, value, outType, simd: 1 }).result;
    graph.output(y, { name: 'y', source: y.type, scale: [1], bias: [0], shape: y.type.shape, perm: [0, 1, 2, 3] });
    expect(compareWithReference(graph, registry, 7)).toBeUndefined();
  });
});
