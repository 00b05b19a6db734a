import { nameOfNode, type OnnxModel, type OnnxNode } from '@finnc/frontend';
import { parseQonnxName } from '@finnc/ir';
import { modulePath } from './module-path.ts';
import { intAttribute, numberAttribute, textAttribute, type Tensors } from './tensors.ts';

/** What a quantiser's numbers are for. */
export type QuantiserUse = 'activations' | 'weights' | 'bias';

/** A quantiser of the source model, in the words of its exporter; what cannot be told from the file is absent. */
export interface Quantiser {
  readonly layer: string;
  readonly node: string;
  readonly op: string;
  readonly use: QuantiserUse;
  readonly bits?: number;
  readonly signed?: boolean;
  readonly narrow?: boolean;
  /** `float e4m3` for minifloats. */
  readonly format?: string;
  /** One number for the tensor, or how many scales there are. */
  readonly scale?: number | { readonly channels: number };
  readonly zeroPoint?: number | 'per channel';
  readonly rounding?: string;
}

type Format = Omit<Quantiser, 'layer' | 'node' | 'op' | 'use'>;
type Read = (node: OnnxNode, tensors: Tensors) => Format | undefined;

/** The quantisers of a file, by the tensor that each gives. */
export function quantisersOf({ graph }: OnnxModel, tensors: Tensors): ReadonlyMap<string, Quantiser> {
  const found = new Map<string, Quantiser>();
  graph.nodes.forEach((node, index) => {
    const format = Object.hasOwn(readers, node.opType) ? readers[node.opType]?.(node, tensors) : undefined;
    const [output] = node.outputs;
    if (!format || output === undefined) return;
    const name = nameOfNode(node, index);
    const use = useOf(node, tensors);
    found.set(output, { layer: modulePath(node) ?? name, node: name, op: node.opType, use, ...format });
  });
  return found;
}

function useOf(node: OnnxNode, tensors: Tensors): QuantiserUse {
  const [input = '', output = ''] = [node.inputs[0], node.outputs[0]];
  if (!tensors.isFixed(input)) return 'activations';
  const isThird = tensors.readers(output).some(({ inputs }) => inputs.indexOf(output) === 2);
  return isThird || (tensors.shape(input)?.length ?? 2) < 2 ? 'bias' : 'weights';
}

/** QONNX `Quant(x, scale, zeroPoint, bits)`. */
const quant: Read = (node, tensors) => {
  const bits = tensors.numbers(node.inputs[3])?.[0];
  return {
    ...(bits === undefined ? {} : { bits }),
    signed: intAttribute(node, 'signed') !== 0,
    narrow: intAttribute(node, 'narrow') === 1,
    rounding: (textAttribute(node, 'rounding_mode') ?? 'ROUND').toUpperCase(),
    ...scaling(tensors, node.inputs[1], node.inputs[2]),
  };
};

const trunc: Read = (node, tensors) => {
  const bits = tensors.numbers(node.inputs.at(-1))?.[0];
  return {
    ...(bits === undefined ? {} : { bits }),
    rounding: (textAttribute(node, 'rounding_mode') ?? 'FLOOR').toUpperCase(),
    ...scaling(tensors, node.inputs[1], node.inputs[2]),
  };
};

const floatQuant: Read = (node, tensors) => {
  const [exponent, mantissa] = [2, 3].map((i) => tensors.numbers(node.inputs[i])?.[0]);
  if (exponent === undefined || mantissa === undefined) return { format: 'float' };
  return {
    bits: 1 + exponent + mantissa,
    format: `float e${exponent}m${mantissa}`,
    ...scaling(tensors, node.inputs[1], undefined),
  };
};

const multiThreshold: Read = (node, tensors) => {
  const type = parseQonnxName(textAttribute(node, 'out_dtype') ?? '');
  const steps = tensors.shape(node.inputs[1])?.at(-1);
  const bits = type?.bits ?? (steps === undefined ? undefined : Math.ceil(Math.log2(steps + 1)));
  return {
    ...(bits === undefined ? {} : { bits }),
    ...(type ? { signed: type.kind !== 'int' || type.signed } : {}),
    scale: numberAttribute(node, 'out_scale') ?? 1,
    rounding: 'thresholds',
  };
};

/** QCDQ ends in `DequantizeLinear`; a `Clip` before it narrows the range of the stored type. */
const dequantise: Read = (node, tensors) => {
  const [x = '', scale, zero] = node.inputs;
  const writer = tensors.producer(x);
  const clip = writer?.opType === 'Clip' ? writer : undefined;
  const stored = clip?.inputs[0] ?? x;
  const quantiser = tensors.producer(stored);
  const type =
    tensors.stored(stored)?.dataType ??
    (quantiser?.opType === 'QuantizeLinear' ? tensors.stored(quantiser.inputs[2] ?? '')?.dataType : undefined) ??
    tensors.stored(zero ?? '')?.dataType;
  const width = /^(u?)int(\d+)$/.exec(type ?? '');
  if (!width) return undefined;
  const signed = width[1] === '';
  const full = Number(width[2]);
  const [least, most] = signed ? [-(2 ** (full - 1)), 2 ** (full - 1) - 1] : [0, 2 ** full - 1];
  const low = Math.max(least, clip ? (tensors.numbers(clip.inputs[1])?.[0] ?? least) : least);
  const high = Math.min(most, clip ? (tensors.numbers(clip.inputs[2])?.[0] ?? most) : most);
  const bits = signed ? 1 + Math.ceil(Math.log2(Math.max(-low, high + 1))) : Math.ceil(Math.log2(high + 1));
  const narrow = signed ? low === -high : high === 2 ** bits - 2;
  return { bits, signed, narrow, rounding: 'ROUND', ...scaling(tensors, scale, zero) };
};

const bipolar: Read = (node, tensors) => ({ bits: 1, signed: true, ...scaling(tensors, node.inputs[1], undefined) });

const readers: Readonly<Record<string, Read>> = {
  Quant: quant,
  IntQuant: quant,
  BipolarQuant: bipolar,
  Trunc: trunc,
  FloatQuant: floatQuant,
  MultiThreshold: multiThreshold,
  DequantizeLinear: dequantise,
};

function scaling(
  tensors: Tensors,
  scale: string | undefined,
  zero: string | undefined,
): Pick<Quantiser, 'scale' | 'zeroPoint'> {
  const scales = tensors.numbers(scale);
  const zeros = tensors.numbers(zero);
  const [first, firstZero = 0] = [scales?.[0], zeros?.[0]];
  const isSame = zeros?.every((value) => value === firstZero) ?? true;
  return {
    ...(scales === undefined || first === undefined
      ? {}
      : { scale: scales.length === 1 ? first : { channels: scales.length } }),
    zeroPoint: isSame ? firstZero : 'per channel',
  };
}

/** `int4 narrow`, `uint8`, `bipolar`, `float e4m3`; undefined where the file does not tell. */
export function formatOf({ op, bits, signed, narrow, format }: Quantiser): string | undefined {
  if (format !== undefined) return format;
  if (op === 'BipolarQuant') return 'bipolar';
  if (bits === undefined) return undefined;
  return `${signed === false ? 'uint' : 'int'}${bits}${narrow ? ' narrow' : ''}`;
}
