import { nameOfNode, type OnnxModel, type OnnxNode } from '@finnc/frontend';
import { sizeOf } from '@finnc/ir';
import { modulePath } from './module-path.ts';
import { formatOf, type Quantiser } from './quantisers.ts';
import { intAttribute, type Tensors } from './tensors.ts';

/** A layer as whoever wrote the training script knows it; what the file does not tell is absent, never zero. */
export interface SourceLayer {
  readonly layer: string;
  readonly node: string;
  /** The operator, said in a word: `Conv 3x3`, `depthwise Conv 3x3`, `Linear`, `AveragePool`. */
  readonly kind: string;
  readonly weightFormat?: string;
  /** What the layer reads. */
  readonly inputFormat?: string;
  readonly shape?: readonly number[];
  readonly macs?: number;
  /** Weights without bias. */
  readonly weights?: number;
  /** Weights and bias. */
  readonly parameters?: number;
}

type Quantisers = ReadonlyMap<string, Quantiser>;

/** The layers in the order of the file: products with weights, and what joins, pools or resizes. */
export function layersOf({ graph }: OnnxModel, tensors: Tensors, quantisers: Quantisers): readonly SourceLayer[] {
  return graph.nodes.flatMap((node, index) => {
    if (tensors.isFixed(node.outputs[0] ?? '')) return [];
    const kind = kindOf(node, tensors);
    if (kind === undefined) return [];
    const name = nameOfNode(node, index);
    const shape = tensors.shape(node.outputs[0]);
    const inputFormat = inputFormatOf(node, tensors, quantisers);
    return {
      layer: modulePath(node) ?? name,
      node: name,
      kind,
      ...(inputFormat === undefined ? {} : { inputFormat }),
      ...(shape ? { shape } : {}),
      ...(products.has(node.opType) ? productOf(node, tensors, quantisers) : {}),
    };
  });
}

const products = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'XnorPopcountMatMul']);
const others = new Set([
  ...['MaxPool', 'MaxPoolNHWC', 'AveragePool', 'GlobalAveragePool', 'QuantAvgPool2d', 'ReduceMean'],
  ...['Resize', 'Upsample', 'DepthToSpace', 'Softmax', 'LSTM', 'GRU', 'RNN', 'QuantLSTMCell'],
]);
/** Two moving operands make them a layer; with a constant they are part of their neighbour. */
const joins = new Set(['Add', 'Sub', 'Mul', 'Div', 'Concat']);

function kindOf(node: OnnxNode, tensors: Tensors): string | undefined {
  const { opType, domain, inputs } = node;
  if (domain.startsWith('finn.custom_op.fpgadataflow')) return opType;
  if (others.has(opType)) return opType;
  if (joins.has(opType)) return movingInputs(node, tensors).length > 1 ? opType : undefined;
  if (!products.has(opType)) return undefined;
  if (movingInputs(node, tensors).length > 1) return `${opType} of two activations`;
  if (opType === 'Gemm' || opType === 'MatMul') return 'Linear';
  const group = intAttribute(node, 'group') ?? 1;
  const kernel = node.attributes.get('kernel_shape');
  const size = kernel?.type === 'ints' ? ` ${kernel.value.join('x')}` : '';
  const channels = tensors.shape(inputs[1])?.[0];
  if (group === 1) return `${opType}${size}`;
  return group === channels ? `depthwise ${opType}${size}` : `${opType}${size} in ${group} groups`;
}

const movingInputs = ({ inputs }: OnnxNode, tensors: Tensors): readonly string[] =>
  inputs.filter((input) => input !== '' && !tensors.isFixed(input));

function productOf(
  node: OnnxNode,
  tensors: Tensors,
  quantisers: Quantisers,
): Pick<SourceLayer, 'weightFormat' | 'macs' | 'weights' | 'parameters'> {
  const weight = node.inputs.slice(0, 2).find((input) => tensors.isFixed(input));
  const sizes = tensors.shape(weight);
  const macs = macsOf(node, tensors);
  if (weight === undefined || !sizes) return macs === undefined ? {} : { macs };
  const weights = sizeOf(sizes);
  const bias = sizeOf(tensors.shape(node.inputs[2]) ?? [0]);
  const weightFormat = formatBehind(weight, tensors, quantisers) ?? storedFormat(weight, tensors);
  return { weightFormat, weights, parameters: weights + bias, ...(macs === undefined ? {} : { macs }) };
}

/** Multiply-accumulates of one frame: every output element takes as many as a filter has taps, or a row columns. */
function macsOf(node: OnnxNode, tensors: Tensors): number | undefined {
  const [x, w] = [tensors.shape(node.inputs[0]), tensors.shape(node.inputs[1])];
  const y = tensors.shape(node.outputs[0]);
  if (node.opType === 'Conv') return y && w ? sizeOf(y) * sizeOf(w.slice(1)) : undefined;
  // Here every input element meets every tap of its filters.
  if (node.opType === 'ConvTranspose') return x && w ? sizeOf(x) * sizeOf(w.slice(1)) : undefined;
  const axis = (transposed: string, first: number): number =>
    intAttribute(node, transposed) === 1 ? -3 - first : first;
  const depth = x?.at(axis('transA', -1)) ?? w?.at(axis('transB', -2));
  return y && depth !== undefined ? sizeOf(y) * depth : undefined;
}

/** What is quantised at most once more on the way: rearranging and selecting keep a tensor's numbers what they are. */
const transparent = new Set([
  ...['Transpose', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Identity', 'Pad', 'Slice', 'Split', 'Concat'],
  ...['MaxPool', 'MaxPoolNHWC', 'Relu', 'Resize', 'Upsample', 'DepthToSpace', 'Im2Col', 'Dropout', 'Cast'],
]);

function formatBehind(tensor: string, tensors: Tensors, quantisers: Quantisers): string | undefined {
  for (let name = tensor; ;) {
    const quantiser = quantisers.get(name);
    if (quantiser) return formatOf(quantiser);
    const node = tensors.producer(name);
    if (!node) return tensors.stored(name) ? undefined : tensors.declared(name);
    const before = node && transparent.has(node.opType) ? node.inputs[0] : undefined;
    if (before === undefined) return undefined;
    name = before;
  }
}

/** Stored integers tell by their type, or by their values where a float tensor holds them. */
function storedFormat(weight: string, tensors: Tensors): string {
  const stored = tensors.stored(weight);
  if (!stored) return 'float32';
  if (/int/.test(stored.dataType)) return stored.dataType;
  const numbers = tensors.numbers(weight) ?? [];
  let [low, high, whole, zero] = [0, 0, true, false];
  for (const value of numbers) {
    whole &&= Number.isInteger(value);
    zero ||= value === 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!whole || numbers.length === 0) return 'float32';
  if (low === -1 && high === 1 && !zero) return 'bipolar';
  return low < 0 ? `int${1 + Math.ceil(Math.log2(Math.max(-low, high + 1)))}` : `uint${Math.ceil(Math.log2(high + 1))}`;
}

function inputFormatOf(node: OnnxNode, tensors: Tensors, quantisers: Quantisers): string | undefined {
  const formats = movingInputs(node, tensors).map(
    (input) => formatBehind(input, tensors, quantisers) ?? 'not quantised',
  );
  return formats.length === 0 ? undefined : [...new Set(formats)].join(' and ');
}
