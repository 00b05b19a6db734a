import type { OnnxNode, OnnxValueInfo } from '../onnx/index.ts';

export const floatTypes: readonly string[] = ['float32', 'float64', 'float16', 'bfloat16'];

/** Operators of ONNX whose result has the type of what they read, and no number that was not there, except zeros. */
const moving: ReadonlySet<string> = new Set([
  ...['Identity', 'Dropout', 'DebugMarker', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose', 'Expand'],
  ...['Concat', 'Split', 'Slice', 'Gather', 'Pad', 'Tile', 'DepthToSpace', 'SpaceToDepth', 'Resize', 'Upsample'],
  'MaxPool',
]);

/**
 * Tensors that ONNX knows as real numbers, by name. An annotation may say that they hold integers; arithmetic on them
 * does not wrap around all the same.
 */
export class RealTensors {
  readonly #names = new Set<string>();

  /** An input of the model. */
  declare({ name, elemType }: OnnxValueInfo): void {
    if (elemType !== undefined && floatTypes.includes(elemType)) this.#names.add(name);
  }

  /** What a node gives, after what it reads. */
  follow({ opType, inputs, outputs }: OnnxNode): void {
    if (moving.has(opType) && inputs.some((name) => this.has(name))) outputs.forEach((name) => this.#names.add(name));
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }
}
