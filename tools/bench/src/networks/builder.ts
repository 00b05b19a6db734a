import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from '@finnc/frontend';
import { randomSource, sizeOf, type Shape } from '@finnc/ir';

const quantDomain = 'qonnx.custom_op.general';

/** How wide the codes of a network are. */
export interface Widths {
  readonly weightBits: number;
  readonly activationBits: number;
}

export interface ConvOptions extends Widths {
  readonly kernel: number;
  readonly stride: number;
  readonly group: number;
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

  convolution(x: Wire, channels: number, { kernel, stride, group, weightBits, activationBits }: ConvOptions): Wire {
    const [, inner = 1, height = 1, width = 1] = x.shape;
    const w = this.#quantisedWeights([channels, inner / group, kernel, kernel], weightBits);
    const pad = (kernel - 1) >> 1;
    const size = (n: number): number => Math.floor((n + 2 * pad - kernel) / stride) + 1;
    const y = this.#node('Conv', [x.name, w], [1, channels, size(height), size(width)], {
      kernel_shape: ints(kernel, kernel),
      strides: ints(stride, stride),
      pads: ints(pad, pad, pad, pad),
      dilations: ints(1, 1),
      group: int(group),
    });
    return this.activation(this.#normalised(y), activationBits);
  }

  /** Rectified and quantised, one scale for the tensor: what two branches of an addition share. */
  activation(x: Wire, bits: number, scale = 4 / 2 ** bits): Wire {
    const rectified = this.#node('Relu', [x.name], x.shape);
    return this.quantised(rectified, bits, false, scale);
  }

  quantised(x: Wire, bits: number, signed: boolean, scale: number): Wire {
    const parameters = [[scale], [0], [bits]].map((values) => this.#constant([], Float32Array.from(values)));
    return this.#node('Quant', [x.name, ...parameters], x.shape, quantAttributes(signed, false), quantDomain);
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
    const codes = this.quantised(mean, bits, false, 4 / 2 ** bits);
    return this.#node('Flatten', [codes.name], [1, channels], { axis: int(1) });
  }

  dense(x: Wire, columns: number, bits: number): Wire {
    const [, rows = 1] = x.shape;
    const w = this.#quantisedWeights([columns, rows], bits);
    const bias = this.#constant([columns], this.#floats(columns, 0.1));
    return this.#node('Gemm', [x.name, w, bias], [1, columns], { transB: int(1) });
  }

  finish(name: string, output: Wire): OnnxModel {
    const graph: OnnxGraph = {
      name,
      nodes: this.#nodes,
      inputs: [{ name: 'input', elemType: 'float32', shape: this.#input.shape }],
      outputs: [{ name: output.name, elemType: 'float32', shape: output.shape }],
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
