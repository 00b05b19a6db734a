import { toNumbers, type OnnxModel, type OnnxNode, type OnnxNumbers, type OnnxTensor } from '@finnc/frontend';
import type { TensorType } from '@finnc/ir';

/** What feeds what in a file, looked up by tensor name. */
export interface Tensors {
  producer(tensor: string): OnnxNode | undefined;
  readers(tensor: string): readonly OnnxNode[];
  /** An initializer, or what a Constant node holds. */
  stored(tensor: string): OnnxTensor | undefined;
  /** The numbers of a stored tensor. */
  numbers(tensor: string | undefined): OnnxNumbers | undefined;
  /** Whether it is computed from stored tensors alone, as quantised weights are. */
  isFixed(tensor: string): boolean;
  /** What the file says about an input of the model: `uint8` by its type or by FINN's annotation, else `float32 input`. */
  declared(tensor: string): string | undefined;
  /** Its sizes as far as they are known; a symbolic batch is 1. */
  shape(tensor: string | undefined): readonly number[] | undefined;
}

/**
 * @param types  of the tensors that could be imported; the file's own word fills the gaps
 */
export function tensorsOf({ graph }: OnnxModel, types: ReadonlyMap<string, TensorType>): Tensors {
  const producers = new Map<string, OnnxNode>();
  const readers = new Map<string, OnnxNode[]>();
  const fixed = new Set(graph.initializers.keys());
  const constants = new Map<string, OnnxTensor>(graph.initializers);
  for (const node of graph.nodes) {
    for (const input of new Set(node.inputs)) readers.set(input, [...(readers.get(input) ?? []), node]);
    const value = node.opType === 'Constant' ? node.attributes.get('value') : undefined;
    const [first] = node.outputs;
    if (value?.type === 'tensor' && first !== undefined) constants.set(first, value.value);
    const isFixed = node.inputs.every((input) => input === '' || fixed.has(input));
    for (const output of node.outputs) {
      producers.set(output, node);
      if (isFixed) fixed.add(output);
    }
  }
  const inputs = new Map(graph.inputs.map((info) => [info.name, info]));
  const outputs = new Map(graph.outputs.map((info) => [info.name, info]));
  return {
    producer: (tensor) => producers.get(tensor),
    readers: (tensor) => readers.get(tensor) ?? [],
    stored: (tensor) => constants.get(tensor),
    isFixed: (tensor) => fixed.has(tensor),
    numbers(tensor) {
      const stored = tensor === undefined ? undefined : constants.get(tensor);
      const read = stored && toNumbers(stored);
      return read && 'numbers' in read ? read.numbers : undefined;
    },
    declared(tensor) {
      const info = inputs.get(tensor);
      const annotation = graph.annotations.get(tensor)?.get('finn_datatype');
      if (!info || annotation !== undefined) return annotation?.toLowerCase();
      return /int/.test(info.elemType ?? '') ? info.elemType : `${info.elemType ?? 'unknown'} input`;
    },
    shape,
  };
  function shape(tensor: string | undefined): readonly number[] | undefined {
    if (tensor === undefined || tensor === '') return undefined;
    const known = types.get(tensor)?.shape ?? constants.get(tensor)?.dims;
    if (known) return known;
    const sizes = [graph.valueInfo, inputs, outputs]
      .map((infos) => infos.get(tensor)?.shape)
      .find((found) => found)
      ?.map((size, axis) => (typeof size === 'number' ? size : axis === 0 ? 1 : undefined));
    if (sizes?.every((size) => size !== undefined)) return sizes;
    const writer = producers.get(tensor);
    if (!writer) return undefined;
    if (keepsShape.test(writer.opType)) return shape(writer.inputs[0]);
    const perm = writer.opType === 'Transpose' ? writer.attributes.get('perm') : undefined;
    const turned = perm?.type === 'ints' ? shape(writer.inputs[0]) : undefined;
    return turned && perm?.type === 'ints' ? perm.value.map((axis) => turned[Number(axis)] ?? NaN) : undefined;
  }
}

/** What acts element by element, so that sizes are known also where a file could not be imported. */
const keepsShape =
  /^(.*Quant|QuantizeLinear|DequantizeLinear|Trunc|Clip|Relu|Sigmoid|Tanh|BatchNormalization|MultiThreshold|Cast|Identity|Softmax)$/;

/** An attribute's number, text or list; undefined where the node has none of that kind. */
export function intAttribute({ attributes }: OnnxNode, name: string): number | undefined {
  const found = attributes.get(name);
  return found?.type === 'int' ? Number(found.value) : undefined;
}
export function numberAttribute({ attributes }: OnnxNode, name: string): number | undefined {
  const found = attributes.get(name);
  return found?.type === 'int' || found?.type === 'float' ? Number(found.value) : undefined;
}
export function textAttribute({ attributes }: OnnxNode, name: string): string | undefined {
  const found = attributes.get(name);
  return found?.type === 'string' ? found.value : undefined;
}
