import path from 'node:path';
import type { CorpusModel } from 'finnc/corpus';

/**
 * Models whose own recorded outputs are not what exact arithmetic gives, with the sibling whose outputs are.
 *
 * An average pool before a QuantizeLinear puts sums half-way between two codes; exact ties go to even, and float32
 * division by the scale moves some of them down. Two runs of onnxruntime differ there, too.
 */
const siblings: Readonly<Record<string, string>> = {
  'mobilenetv1-w4a4-random.qcdq': 'mobilenetv1-w4a4-random.qonnx',
};

/** The model with the golden files it is to be compared with. */
export function withReference(model: CorpusModel): CorpusModel {
  const sibling = siblings[model.name];
  if (sibling === undefined || model.golden === undefined) return model;
  return { ...model, golden: path.join(path.dirname(model.golden), `${sibling}.npz`) };
}
