import { definePlugin, qnn, Registry, sampler, execute } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { runPipeline, streamline } from '@finnc/passes';
import { expect, it } from 'vitest';
import { compareCodes } from './codes.ts';

const registry = new Registry([definePlugin({ name: 'qnn', ops: qnn.qnnOps, facets: qnn.qnnFacets })]);
const cx = {
  ask: registry.ask.bind(registry),
  lowerings: [],
  report: ({ message }: { readonly message: string }): never => {
    throw new Error(message);
  },
};

const network = `
  graph(%x: float32[1,6]) {
    %s = const float32[] [0.25]
    %z = const float32[] [0]
    %"/act/Quant" = qnn.quant(%x, %s, %z) {bits = 4, signed = true}
    return %"/act/Quant"
  }`;

function compared(change: (reals: Float64Array) => void, name = '__act__Quant'): ReturnType<typeof compareCodes> {
  const source = graphOf(network, qnn.qnnOps);
  const feeds = sampler(source, registry)(1);
  const reals = Float64Array.from(execute(source, feeds, { ask: registry })[0]!.data);
  change(reals);
  runPipeline(source, [streamline()], cx);
  const trace = new Map([[name, { shape: [1, 6], data: reals }]]);
  return compareCodes(source, registry, new Set(['/act/Quant', 'weights']), trace, feeds);
}

it('finds the tensor under the name that a file can hold, and counts equal codes', () => {
  expect(compared(() => undefined)).toEqual({ tensors: 1, unseen: 0, codes: 6, mismatches: 0 });
});

it('takes what float32 rounds for the same code, and one step for another', () => {
  const counted = compared((reals) => {
    reals[0]! += 1e-6;
    reals[1]! -= 0.25;
    reals[5] = NaN;
  });
  expect(counted).toMatchObject({ codes: 6, mismatches: 2 });
});

it('says which share of the recorded tensors the graph does not have', () => {
  const source = graphOf(network, qnn.qnnOps);
  const trace = new Map([['gone', { shape: [1], data: Float32Array.of(1) }]]);
  const feeds = sampler(source, registry)(1);
  expect(compareCodes(source, registry, new Set(['gone']), trace, feeds)).toEqual({
    tensors: 1,
    unseen: 1,
    codes: 0,
    mismatches: 0,
  });
});
