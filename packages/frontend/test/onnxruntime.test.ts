import type * as OnnxRuntime from 'onnxruntime-node';
import { execute, sampleInputs, type Graph } from '@finnc/ir';
import { randomGraph } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { writeModel } from '../src/onnx/index.ts';
import { standardModel } from './standard-onnx.ts';

type Runtime = typeof OnnxRuntime;
const runtime = await import('onnxruntime-node').then(
  (module): Runtime => module,
  () => {
    console.warn('onnxruntime-node is not installed: the comparison with it is skipped');
    return undefined;
  },
);

const onlyKnown = (graph: Graph): boolean =>
  graph.order().every(({ op }) => op.name !== 'qnn.top_k' && op.name !== 'qnn.multi_threshold');

describe.skipIf(!runtime)('float32 execution', () => {
  it('gives what onnxruntime gives on random networks, its optimisation switched off', async () => {
    let [compared, equal] = [0, 0];
    for (let seed = 1; seed <= 60; seed++) {
      const graph = randomGraph(seed);
      if (!onlyKnown(graph)) continue;
      const session = await runtime!.InferenceSession.create(writeModel(standardModel(graph)), {
        graphOptimizationLevel: 'disabled',
        intraOpNumThreads: 1,
      });
      const feeds = sampleInputs(graph, seed).map(({ type, data }) => ({ type, data: Float32Array.from(data) }));
      const named = feeds.map(({ type, data }, i): [string, InstanceType<Runtime['Tensor']>] => [
        `in_${i}`,
        new runtime!.Tensor('float32', data, [...type.shape]),
      ]);
      const results = await session.run(Object.fromEntries(named));
      const ours = execute(graph, feeds, { arithmetic: 'float32' });
      session.outputNames.forEach((name, i) => {
        const theirs = results[name]!.data as Float32Array;
        ours[i]!.data.forEach((value, k) => {
          compared++;
          // Sums of products round in another order there; a code that tips over shows as a whole step.
          if (Math.abs(value - theirs[k]!) <= 1e-4 * Math.max(1, Math.abs(value))) equal++;
        });
      });
    }
    expect(compared).toBeGreaterThan(150);
    expect(equal / compared).toBeGreaterThan(0.99);
  });
});
