import { exportModel, readModel, writeModel, type ReadModelOptions } from '@finnc/frontend';
import type { Diagnostic, Graph, Registry, Tensor } from '@finnc/ir';
import { reasonOf } from '../data/loaded.ts';
import { verifyDiagnostics } from '../verify/diagnostics.ts';
import type { Reference } from '../verify/verify.ts';
import { loadRuntime, type Runtime } from './onnxruntime.ts';

/**
 * The source model by onnxruntime, its optimisation switched off: that one changes what quantised networks compute.
 *
 * A model in ONNX's own operators is given as it is; one with others in the form that finnc exports, quantisers written
 * out as arithmetic.
 */
export async function onnxruntimeReference(
  bytes: Uint8Array,
  registry: Registry,
  options: ReadModelOptions,
): Promise<{ readonly reference: Reference } | { readonly problem: Diagnostic }> {
  const loaded = await loadRuntime('it is the reference, unless outputs are given with --expected');
  if (loaded.problem) return loaded;
  const read = readModel(bytes, options);
  const own = 'model' in read && isPlain(read.model.graph) ? writeModel(read.model) : undefined;
  const reference: Reference = {
    name: own ? 'onnxruntime' : 'onnxruntime (quantisers written out)',
    async outputs(source, frames, tidied) {
      // Constants that are computed at import by operators without a form of their own are plain after tidy-up.
      const exports = own ? [] : [source, ...(tidied ? [tidied] : [])].map((g) => exportModel(g, registry, 'standard'));
      const exported = exports.find(({ model }) => model)?.model;
      const model = own ?? (exported && writeModel(exported));
      if (!model) return { problems: exports.at(-1)?.diagnostics ?? [] };
      try {
        return { value: await run(loaded.value, model, source, frames) };
      } catch (error) {
        return { problems: [verifyDiagnostics.runtimeRefuses({ reason: reasonOf(error) })] };
      }
    },
  };
  return { reference };
}

/** Whether onnxruntime knows every operator, and takes the float32 that frames are given in. */
const isPlain = ({ nodes, inputs, initializers }: ModelGraph): boolean =>
  nodes.every(({ domain }) => domain === '') &&
  inputs.every(({ name, elemType }) => initializers.has(name) || elemType === 'float32');
type ModelGraph = Extract<ReturnType<typeof readModel>, { model: unknown }>['model']['graph'];

async function run(
  { InferenceSession, Tensor: RuntimeTensor }: Runtime,
  model: Uint8Array,
  graph: Graph,
  frames: readonly (readonly Tensor[])[],
): Promise<readonly (readonly ArrayLike<number>[])[]> {
  const session = await InferenceSession.create(model, { graphOptimizationLevel: 'disabled', logSeverityLevel: 3 });
  const outputs: (readonly ArrayLike<number>[])[] = [];
  for (const feed of frames) {
    const named = graph.inputPorts.map(({ name, source }, i) => {
      const data = Float32Array.from(feed[i]!.data);
      return [name, new RuntimeTensor('float32', data, [...source.shape])] as const;
    });
    const results = await session.run(Object.fromEntries(named));
    outputs.push(
      graph.outputPorts.map(({ name }) => Float64Array.from(results[name]!.data as ArrayLike<number | bigint>, Number)),
    );
  }
  return outputs;
}
