import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from '@finnc/frontend';
import { randomSource, sizeOf, type Shape } from '@finnc/ir';

const quantDomain = 'qonnx.custom_op.general';

/** How wide the codes of a network are; 32 bits stand for float32, without a quantiser. */
export interface Widths {
  readonly weightBits: number;
  readonly activationBits: number;
}
export const float32Widths: Widths = { weightBits: 32, activationBits: 32 };

/** What stands between a normalisation and its quantiser; a `sign` and an `identity` have signed codes behind them. */
export type Rectifier = 'relu' | 'sign' | 'identity';

export interface ConvOptions extends Widths {
  readonly kernel: number;
  readonly stride: number;
  readonly group: number;
  /** Rows and columns of zeros around the image; what keeps its size, if left out. */
  readonly pad?: number;
  readonly rectifier?: Rectifier;
}

/** A tensor of the network under construction; its shape has the batch first. */
export interface Wire {
  readonly name: string;
  readonly shape: Shape;
}

/** Writes a network layer by layer as Brevitas exports it: QONNX, float weights behind quantisers, seeded values. */
export class QonnxBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers = new Map<string, OnnxTensor>();
  readonly #random: () => number;
  readonly #input: Wire;
  #weights = 0;

  constructor(seed: number, shape: Shape) {
    this.#random = randomSource(seed);
    this.#input = { name: 'input', shape };
  }

  get input(): Wire {
    return this.#input;
  }
  /** Weights of matrices and kernels so far. */
  get weights(): number {
    return this.#weights;
  }

  convolution(
    x: Wire,
    channels: number,
    { kernel, stride, group, weightBits, activationBits, pad = (kernel - 1) >> 1, rectifier = 'relu' }: ConvOptions,
  ): Wire {
    const [, inner = 1, height = 1, width = 1] = x.shape;
    const w = this.#quantisedWeights([channels, inner / group, kernel, kernel], weightBits);
    const size = (n: number): number => Math.floor((n + 2 * pad - kernel) / stride) + 1;
    const y = this.#node('Conv', [x.name, w], [1, channels, size(height), size(width)], {
      kernel_shape: ints(kernel, kernel),
      strides: ints(stride, stride),
      pads: ints(pad, pad, pad, pad),
      dilations: ints(1, 1),
      group: int(group),
    });
    return this.activation(this.#normalised(y), activationBits, rectifier);
  }

  /** Rectified and quantised, one scale for the tensor: what two branches of an addition share. */
  activation(x: Wire, bits: number, rectifier: Rectifier = 'relu', scale = 4 / 2 ** bits): Wire {
    if (rectifier === 'relu') return this.quantised(this.#node('Relu', [x.name], x.shape), bits, false, scale);
    const y = rectifier === 'sign' && bits === 32 ? this.#node('Sign', [x.name], x.shape) : x;
    return this.quantised(y, bits, true, scale, true);
  }

  quantised(x: Wire, bits: number, signed: boolean, scale: number, narrow = false): Wire {
    if (bits === 32) return x;
    const parameters = [[scale], [0], [bits]].map((values) => this.#constant([], Float32Array.from(values)));
    return this.#node('Quant', [x.name, ...parameters], x.shape, quantAttributes(signed, narrow), quantDomain);
  }

  add(a: Wire, b: Wire): Wire {
    return this.#node('Add', [a.name, b.name], a.shape);
  }

  maxPool(x: Wire, kernel: number, stride: number, pad: number): Wire {
    const [, channels = 1, height = 1, width = 1] = x.shape;
    const size = (n: number): number => Math.floor((n + 2 * pad - kernel) / stride) + 1;
    return this.#node('MaxPool', [x.name], [1, channels, size(height), size(width)], {
      kernel_shape: ints(kernel, kernel),
      strides: ints(stride, stride),
      pads: ints(pad, pad, pad, pad),
    });
  }

  /** Mean of each channel, requantised, as a row. */
  pooledRow(x: Wire, bits: number): Wire {
    const [, channels = 1] = x.shape;
    const mean = this.#node('GlobalAveragePool', [x.name], [1, channels, 1, 1]);
    return this.flattened(this.quantised(mean, bits, false, 4 / 2 ** bits));
  }

  /** All elements as a row. */
  flattened(x: Wire): Wire {
    const [batch = 1, ...rest] = x.shape;
    return this.#node('Flatten', [x.name], [batch, sizeOf(rest)], { axis: int(1) });
  }

  dense(x: Wire, columns: number, bits: number): Wire {
    const [, rows = 1] = x.shape;
    const w = this.#quantisedWeights([columns, rows], bits);
    const bias = this.#constant([columns], this.#floats(columns, 0.1));
    return this.#node('Gemm', [x.name, w, bias], [1, columns], { transB: int(1) });
  }

  /** A dense layer with normalisation and activation. */
  hidden(x: Wire, columns: number, { weightBits, activationBits }: Widths, rectifier: Rectifier): Wire {
    return this.activation(this.#normalised(this.dense(x, columns, weightBits)), activationBits, rectifier);
  }

  /** @param batch  how many images a run takes; a name where the run decides */
  finish(name: string, output: Wire, batch: number | string = 1): OnnxModel {
    const batched = ({ name, shape }: Wire) => ({
      name,
      elemType: 'float32' as const,
      shape: [batch, ...shape.slice(1)],
    });
    const graph: OnnxGraph = {
      name,
      nodes: this.#nodes,
      inputs: [batched(this.#input)],
      outputs: [batched(output)],
      valueInfo: new Map(),
      initializers: this.#initializers,
      annotations: new Map(),
    };
    const opsets = new Map([
      ['', 13],
      [quantDomain, 2],
    ]);
    const producer = { name: 'finnc-bench', version: '1' };
    return { irVersion: 8, opsets, producer, metadata: new Map(), functions: [], graph };
  }

  #normalised(x: Wire): Wire {
    const channels = x.shape[1]!;
    const vector = (make: () => number): string =>
      this.#constant([channels], Float32Array.from({ length: channels }, make));
    const gamma = vector(() => 0.5 + this.#random());
    const beta = vector(() => this.#random() - 0.5);
    const mean = vector(() => this.#random() - 0.5);
    const variance = vector(() => 0.5 + this.#random());
    const attributes = { epsilon: { type: 'float', value: Math.fround(1e-5) } } as const;
    return this.#node('BatchNormalization', [x.name, gamma, beta, mean, variance], x.shape, attributes);
  }

  /** Weights of deviation 1 / √depth behind a narrow quantiser with one scale a row. */
  #quantisedWeights(shape: Shape, bits: number): string {
    const [rows = 1, ...rest] = shape;
    const count = sizeOf(shape);
    this.#weights += count;
    const reach = Math.sqrt(3 / sizeOf(rest));
    const raw = this.#constant(shape, this.#floats(count, reach));
    if (bits === 32) return raw;
    const scales = Float32Array.from({ length: rows }, () => (reach * (0.8 + 0.4 * this.#random())) / 2 ** (bits - 1));
    const scale = this.#constant([rows, ...rest.map(() => 1)], scales);
    const [zero, width] = [0, bits].map((value) => this.#constant([], Float32Array.of(value)));
    return this.#node('Quant', [raw, scale, zero!, width!], shape, quantAttributes(true, true), quantDomain).name;
  }

  #floats(count: number, reach: number): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = (this.#random() * 2 - 1) * reach;
    return values;
  }

  #constant(dims: Shape, data: Float32Array): string {
    const name = `c${this.#initializers.size}`;
    this.#initializers.set(name, { name, dims, dataType: 'float32', data });
    return name;
  }

  #node(
    opType: string,
    inputs: readonly string[],
    shape: Shape,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain = '',
  ): Wire {
    const name = `${opType}_${this.#nodes.length}`;
    this.#nodes.push({
      name,
      opType,
      domain,
      inputs,
      outputs: [name],
      attributes: new Map(Object.entries(attributes)),
    });
    return { name, shape };
  }
}

const int = (value: number): OnnxAttribute => ({ type: 'int', value });
const ints = (...value: number[]): OnnxAttribute => ({ type: 'ints', value });

const quantAttributes = (signed: boolean, narrow: boolean): Readonly<Record<string, OnnxAttribute>> => ({
  signed: int(signed ? 1 : 0),
  narrow: int(narrow ? 1 : 0),
  rounding_mode: { type: 'string', value: 'ROUND' },
});
