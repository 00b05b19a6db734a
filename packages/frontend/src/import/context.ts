import {
  constantValue,
  tensor,
  float32,
  isInteger,
  type Attrs,
  type Graph,
  type Node,
  type OpDef,
  type OperandsOf,
  type Tensor,
  type Value,
} from '@finnc/ir';
import type { OnnxAttribute, OnnxNode } from '../onnx/index.ts';
import { constantOf } from './constants.ts';
import { Refusal, type ImportContext } from './handler.ts';

export interface ContextParts {
  readonly graph: Graph;
  readonly node: OnnxNode;
  readonly nodeName: string;
  readonly opset: number;
  resolve(name: string): Value | undefined;
  isUsed(name: string): boolean;
  /** Collects the values computed from constants alone, over all nodes of the model. */
  readonly fixed: Set<Value>;
  /** Tensors of the sequences met so far, by the value that stands for each in the list of tensors. */
  readonly sequences: Map<Value, readonly Value[]>;
  isOutput(name: string): boolean;
  isReal(name: string): boolean;
}

/** What a node computes of constant operands, in float32 as the exporter's own tools would. */
function evaluated(
  op: OpDef,
  operand: Readonly<Record<string, Tensor>>,
  attrs: unknown,
): Readonly<Record<string, Tensor>> {
  return op.evaluate(operand as never, attrs as never, { arithmetic: 'float32', settle: () => undefined });
}

/** The values of a constant, or of what is computed from constants alone. */
function constantTensor(value: Value, fixed: ReadonlySet<Value>): Tensor | undefined {
  if (value.constant || !fixed.has(value) || !value.owner) return value.constant;
  const { node, result } = value.owner;
  const operands = Object.entries<Value>(node.operand).map(([key, of]) => [key, constantTensor(of, fixed)!] as const);
  return evaluated(node.op, Object.fromEntries(operands), node.attrs)[result];
}

const attributeName: Readonly<Record<string, string>> = {
  int: 'an integer',
  ints: 'integers',
  float: 'a number',
  string: 'a string',
};

/** The view of one node that its handler works with. */
export function importContext(parts: ContextParts): ImportContext {
  const { graph, node, nodeName, opset, resolve, isUsed, fixed, sequences } = parts;
  const refuse = (reason: string, remedy?: string): never => {
    throw new Refusal(reason, remedy);
  };
  const attribute = <T extends OnnxAttribute['type']>(
    name: string,
    type: T,
  ): Extract<OnnxAttribute, { type: T }>['value'] | undefined => {
    const found = node.attributes.get(name);
    if (!found) return undefined;
    if (found.type !== type) return refuse(`has an attribute '${name}' that is not ${attributeName[type] ?? type}`);
    return found.value as never;
  };
  const required = <T>(value: T | undefined, name: string): T => value ?? refuse(`lacks the attribute '${name}'`);
  const optional = (index: number): Value | undefined => {
    const name = node.inputs[index];
    const value = name === undefined || name === '' ? undefined : resolve(name);
    return value && sequences.has(value) ? refuse('reads a sequence, not a tensor') : value;
  };
  const input = (index: number): Value => optional(index) ?? refuse(`lacks input ${index}`);
  const tensorAttribute = (name: string): Tensor | undefined => {
    const value = attribute(name, 'tensor');
    if (!value) return undefined;
    return constantOf(value) ?? refuse(`has an integer beyond 2^53 in '${name}'`);
  };
  const create = <Op extends OpDef>(op: Op, operand: OperandsOf<Op>, attrs: Attrs<Op>): Node<Op> => {
    const node = graph.add(op, operand, attrs, { origin: [nodeName] });
    if (Object.values<Value>(operand).every((value) => value.constant ?? fixed.has(value)))
      for (const value of Object.values<Value>(node.result)) fixed.add(value);
    return node;
  };
  return {
    node,
    opset,
    inputCount: node.inputs.length,
    input,
    optional,
    known: (index) => constantTensor(input(index), fixed),
    constantInput(index, name) {
      return (
        constantTensor(input(index), fixed) ??
        refuse(`has a moving ${name}, which must be constant`, 'export it as an initializer')
      );
    },
    int: (name, fallback) => Number(required(attribute(name, 'int') ?? fallback, name)),
    ints: (name, fallback) =>
      required<readonly (number | bigint)[]>(attribute(name, 'ints') ?? fallback, name).map(Number),
    float: (name, fallback) => {
      // Some exporters write whole numbers as integers.
      const whole = node.attributes.get(name);
      if (whole?.type === 'int') return Number(whole.value);
      return required(attribute(name, 'float') ?? fallback, name);
    },
    string: (name, fallback) => required(attribute(name, 'string') ?? fallback, name),
    has: (name) => node.attributes.has(name),
    tensor: tensorAttribute,
    create,
    fold(op, operand, attrs) {
      const { result } = create(op, operand, attrs);
      const computed = Object.entries<Value>(result).map(([key, value]): [string, Value] => [
        key,
        fixed.has(value) ? constantValue(constantTensor(value, fixed)!) : value,
      ]);
      return Object.fromEntries(computed) as typeof result;
    },
    constant: (value) => constantValue(value),
    sequence(tensors) {
      if (node.outputs.some((name) => parts.isOutput(name))) return refuse('gives a sequence, which is no tensor');
      const place = constantValue(floats([0], []));
      sequences.set(place, tensors);
      return place;
    },
    tensorsOf(index) {
      const value = resolve(node.inputs[index] ?? '');
      return (value && sequences.get(value)) ?? refuse(`has an input ${index} that is no sequence`);
    },
    wraps: (index) => isInteger(input(index).type.elem) && !parts.isReal(node.inputs[index] ?? ''),
    isUsed: (index) => isUsed(node.outputs[index] ?? ''),
    refuse,
  };
}

/** A float32 constant of given shape, for handlers. */
export const floats = (shape: readonly number[], values: readonly number[] | Float32Array): Tensor =>
  tensor(float32, shape, values instanceof Float32Array ? values : Float32Array.from(values));
