import type { Graph, Node, Tensor, Value } from '@finnc/ir';
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor } from '../src/onnx/index.ts';

/**
 * A qnn graph in ONNX's standard operators, quantisers written out as the arithmetic that QONNX defines, so that
 * onnxruntime can run it: an oracle that shares no code with ours.
 *
 * @throws Error for an op it has no words for
 */
export function standardModel(graph: Graph): OnnxModel {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const names = new Map<Value, string>();
  let serial = 0;
  const fresh = (): string => `t${serial++}`;
  const constant = (values: readonly number[] | Float32Array, dims: readonly number[]): string => {
    const name = fresh();
    initializers.set(name, { name, dims, dataType: 'float32', data: Float32Array.from(values) });
    return name;
  };
  const integers = (values: readonly number[]): string => {
    const name = fresh();
    initializers.set(name, {
      name,
      dims: [values.length],
      dataType: 'int64',
      data: BigInt64Array.from(values.map(BigInt)),
    });
    return name;
  };
  const emit = (
    opType: string,
    inputs: readonly string[],
    attributes: readonly [string, OnnxAttribute][] = [],
  ): string => {
    const output = fresh();
    nodes.push({ name: output, opType, domain: '', inputs, outputs: [output], attributes: new Map(attributes) });
    return output;
  };
  const of = (value: Value): string => {
    const known = names.get(value);
    if (known !== undefined) return known;
    if (!value.constant) throw new Error(`${value.name ?? 'a value'} is read before it is made`);
    const name = constant(Float32Array.from(value.constant.data), value.constant.type.shape);
    names.set(value, name);
    return name;
  };
  const ints = (values: readonly number[]): OnnxAttribute => ({ type: 'ints', value: values });
  const sign = (x: string): string => emit('Sign', [x]);
  const round = (mode: string, y: string): string => {
    switch (mode) {
      case 'half_even':
        return emit('Round', [y]);
      case 'floor':
        return emit('Floor', [y]);
      case 'ceil':
        return emit('Ceil', [y]);
      case 'up':
        return emit('Mul', [sign(y), emit('Ceil', [emit('Abs', [y])])]);
      case 'down':
        return emit('Mul', [sign(y), emit('Floor', [emit('Abs', [y])])]);
      case 'half_up':
        return emit('Mul', [sign(y), emit('Floor', [emit('Add', [emit('Abs', [y]), constant([0.5], [])])])]);
      case 'half_down':
        return emit('Mul', [sign(y), emit('Ceil', [emit('Sub', [emit('Abs', [y]), constant([0.5], [])])])]);
      default:
        throw new Error(`rounding mode ${mode}`);
    }
  };
  const bipolar = (x: string, scale: string): string => {
    const minus = emit('Neg', [scale]);
    return emit('Where', [emit('GreaterOrEqual', [x, constant([0], [])]), scale, minus]);
  };
  const quantised = ({ operand, attrs }: Node): string => {
    const { x, scale, zeroPoint } = operand as Readonly<Record<string, Value>>;
    const { bits, signed, narrow, rounding } = attrs as {
      bits: number;
      signed: boolean;
      narrow: boolean;
      rounding: string;
    };
    const [s, z] = [of(scale!), of(zeroPoint!)];
    const y = emit('Add', [emit('Div', [of(x!), s]), z]);
    const isSign = bits === 1 && signed;
    const low = signed ? -(2 ** (bits - 1)) + (narrow ? 1 : 0) : 0;
    const high = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1 - (narrow ? 1 : 0);
    const code = isSign
      ? bipolar(y, constant([1], []))
      : round(rounding, emit('Clip', [y, constant([low], []), constant([high], [])]));
    return emit('Mul', [emit('Sub', [code, z]), s]);
  };
  const window = (node: Node): [string, OnnxAttribute][] => {
    const { kernel, strides, pads, dilations } = node.attrs as Readonly<Record<string, readonly number[]>>;
    return [
      ['kernel_shape', ints(kernel!)],
      ['strides', ints(strides!)],
      ['pads', ints(pads!)],
      ['dilations', ints(dilations!)],
    ];
  };
  const translate = (node: Node): string => {
    const operand = node.operand as Readonly<Record<string, Value>>;
    const attrs = node.attrs as Readonly<Record<string, unknown>>;
    switch (node.op.name) {
      case 'qnn.add':
      case 'qnn.sub':
      case 'qnn.mul':
      case 'qnn.div': {
        const name = node.op.name.slice('qnn.'.length);
        return emit(`${name[0]!.toUpperCase()}${name.slice(1)}`, [of(operand['a']!), of(operand['b']!)]);
      }
      case 'qnn.mat_mul':
        return emit('MatMul', [of(operand['a']!), of(operand['b']!)]);
      case 'qnn.conv':
        return emit(
          'Conv',
          [of(operand['x']!), of(operand['w']!)],
          [...window(node), ['group', { type: 'int', value: attrs['group'] as number }]],
        );
      case 'qnn.max_pool':
        return emit('MaxPool', [of(operand['x']!)], window(node));
      case 'qnn.batch_norm': {
        const parameters = ['x', 'gamma', 'beta', 'mean', 'variance'].map((key) => of(operand[key]!));
        return emit('BatchNormalization', parameters, [
          ['epsilon', { type: 'float', value: attrs['epsilon'] as number }],
        ]);
      }
      case 'qnn.reshape':
        return emit('Reshape', [of(operand['x']!), integers(attrs['shape'] as number[])]);
      case 'qnn.transpose':
        return emit('Transpose', [of(operand['x']!)], [['perm', ints(attrs['perm'] as number[])]]);
      case 'qnn.bipolar_quant':
        return bipolar(of(operand['x']!), of(operand['scale']!));
      case 'qnn.quant':
        return quantised(node);
      default:
        throw new Error(`no standard form of ${node.op.name}`);
    }
  };
  graph.inputs.forEach((value, i) => names.set(value, `in_${i}`));
  for (const node of graph.order()) names.set(Object.values<Value>(node.result)[0]!, translate(node));
  const outputs = graph.outputs.map(of);
  const info = (
    name: string,
    { shape }: Tensor['type'],
  ): { name: string; elemType: 'float32'; shape: readonly number[] } => ({
    name,
    elemType: 'float32',
    shape,
  });
  return {
    irVersion: 8,
    opsets: new Map([['', 13]]),
    producer: { name: 'finnc test', version: '' },
    metadata: new Map(),
    functions: [],
    graph: {
      name: 'standard',
      nodes,
      inputs: graph.inputs.map((value, i) => info(`in_${i}`, value.type)),
      outputs: graph.outputs.map((value, i) => info(outputs[i]!, value.type)),
      valueInfo: new Map(),
      initializers,
      annotations: new Map(),
    },
  };
}
