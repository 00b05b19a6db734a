import { Registry, type Graph, type Tensor } from '@finnc/ir';
import { expect } from 'vitest';
import type * as OnnxRuntime from 'onnxruntime-node';
import { exportModel, frontend, writeModel, type OnnxModel } from '../src/index.ts';

type Runtime = typeof OnnxRuntime;

/** Undefined, with a notice, where onnxruntime-node is not installed. */
export const runtime = await import('onnxruntime-node').then(
  (module): Runtime => module,
  () => {
    console.warn('onnxruntime-node is not installed: the comparison with it is skipped');
    return undefined;
  },
);

export const registry = new Registry([frontend]);

type Feeds = readonly Pick<Tensor, 'type' | 'data'>[];

/** Runs a model of float32 inputs in onnxruntime, its optimisation switched off; its outputs as numbers. */
export async function sessionOf(
  model: OnnxModel,
): Promise<
  (feeds: Feeds) => Promise<readonly { readonly shape: readonly number[]; readonly data: readonly number[] }[]>
> {
  const session = await runtime!.InferenceSession.create(writeModel(model), {
    graphOptimizationLevel: 'disabled',
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const moving = model.graph.inputs.filter(({ name }) => !model.graph.initializers.has(name));
  return async (feeds) => {
    const named = feeds.map(({ type, data }, i): [string, InstanceType<Runtime['Tensor']>] => [
      moving[i]!.name,
      new runtime!.Tensor('float32', Float32Array.from(data), [...type.shape]),
    ]);
    const results = await session.run(Object.fromEntries(named));
    return session.outputNames.map((name) => {
      const { dims, data } = results[name]!;
      return { shape: dims, data: Array.from(data as ArrayLike<number | bigint>, Number) };
    });
  };
}

/** What onnxruntime gives for a graph in ONNX's own operators. */
export async function byOnnxruntime(
  graph: Graph,
): Promise<(feeds: readonly Tensor[]) => Promise<readonly (readonly number[])[]>> {
  const { model, diagnostics } = exportModel(graph, registry, 'standard');
  expect(diagnostics).toEqual([]);
  const run = await sessionOf(model!);
  return async (feeds) => (await run(feeds)).map(({ data }) => data);
}
