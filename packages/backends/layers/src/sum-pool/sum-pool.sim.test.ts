import { compareWithReference } from '@finnc/backend-simulator';
import { bipolar, Graph, int, Registry, tensorType, uint } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { sumPoolKernels } from './sum-pool.sim.ts';
import { sumPool } from './sum-pool.ts';

const registry = new Registry([{ name: 'test', ops: [sumPool], facets: sumPoolKernels }]);

describe('sum-pool kernel', () => {
  it.each([
    [bipolar, [1, 6, 6, 64], [2, 2], [2, 2], int(4)],
    [bipolar, [2, 7, 5, 33], [3, 2], [1, 2], int(4)],
    [uint(4), [1, 5, 5, 3], [5, 5], [5, 5], uint(9)],
    [int(8), [2, 5, 5, 7], [3, 3], [1, 1], int(12)],
    [int(40), [1, 4, 4, 2], [2, 2], [2, 2], int(42)],
    [int(30), [1, 4, 4, 2], [2, 2], [2, 2], int(40)],
  ] as const)('gives what the op means for %o %o', (elem, shape, kernel, strides, outType) => {
    const graph = new Graph();
    const type = tensorType(elem, shape);
    const x = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2, 3] });
    const { y } = graph.add(sumPool, { x }, { kernel, strides, outType, pe: shape[3] }).result;
    graph.output(y, { name: 'y', source: y.type, scale: [1], bias: [0], shape: y.type.shape, perm: [0, 1, 2, 3] });
    expect(compareWithReference(graph, registry, 7)).toBeUndefined();
  });
});
