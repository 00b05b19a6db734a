import type * as OnnxRuntime from 'onnxruntime-node';
import { tensorType, type Tensor, type TensorType } from '@finnc/ir';
import { reasonOf, type Loaded } from '../data/loaded.ts';
import { driverDiagnostics } from '../diagnostics.ts';

export type Runtime = typeof OnnxRuntime;

/** A model that onnxruntime has loaded: a tensor an input, in order; one an output, in the given types. */
export type HostModel = (feeds: readonly Tensor[]) => Promise<readonly Tensor[]>;

/**
 * Loads onnxruntime-node, which is installed only by those who need it.
 *
 * @param use  what it is needed for, as a sentence of the remedy
 */
export async function loadRuntime(use: string): Promise<Loaded<Runtime>> {
  try {
    return { value: await import('onnxruntime-node') };
  } catch (error) {
    return { problem: driverDiagnostics.noRuntime({ reason: reasonOf(error), use }) };
  }
}

/**
 * A part of a network that the host runs, with onnxruntime's optimisation switched off: that one changes what quantised
 * networks compute.
 *
 * @param outputs  types of the model's outputs, in order
 */
export async function loadHostModel(model: Uint8Array, outputs: readonly TensorType[]): Promise<Loaded<HostModel>> {
  const loaded = await loadRuntime('it runs the part of the network that is not in hardware');
  if (loaded.problem) return loaded;
  const { InferenceSession, Tensor: OnnxTensor } = loaded.value;
  try {
    const session = await InferenceSession.create(model, { graphOptimizationLevel: 'disabled', logSeverityLevel: 3 });
    return {
      value: async (feeds) => {
        const named = session.inputNames.map((name, i) => {
          const { type, data } = feeds[i]!;
          return [name, new OnnxTensor('float32', Float32Array.from(data), [...type.shape])] as const;
        });
        const results = await session.run(Object.fromEntries(named));
        return session.outputNames.map((name, i) => {
          const data = results[name]!.data as ArrayLike<number | bigint>;
          const { elem, shape } = outputs[i]!;
          return {
            type: tensorType(elem, shape),
            data: data instanceof Float32Array ? data : Float64Array.from(data, Number),
          };
        });
      },
    };
  } catch (error) {
    return { problem: driverDiagnostics.hostModel({ reason: reasonOf(error) }) };
  }
}
