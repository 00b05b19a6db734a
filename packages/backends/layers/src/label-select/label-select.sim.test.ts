import { compareWithReference } from '@finnc/backend-simulator';
import { bipolar, Graph, int, Registry, tensorType } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { labelSelectKernels } from './label-select.sim.ts';
import { labelSelect } from './label-select.ts';

const registry = new Registry([{ name: 'test', ops: [labelSelect], facets: labelSelectKernels }]);

describe('label-select kernel', () => {
  it.each([
    [int(16), [1, 10], 1],
    [int(2), [3, 17], 1],
    [int(2), [1, 10], 5],
    [bipolar, [1, 40], 3],
    [int(48), [1, 4], 4],
  ] as const)('gives what the op means for %o %o, k = %i', (elem, shape, k) => {
    const graph = new Graph();
    const type = tensorType(elem, shape);
    const x = graph.input(type, { name: 'x', source: type, perm: [0, 1] });
    const { y } = graph.add(labelSelect, { x }, { k, pe: 1 }).result;
    graph.output(y, { name: 'y', source: y.type, scale: [1], bias: [0], shape: y.type.shape, perm: [0, 1] });
    expect(compareWithReference(graph, registry, 50)).toBeUndefined();
  });
});
