import {
  constantValue,
  float32,
  Graph,
  int,
  qnn,
  randomSource,
  sizeOf,
  tensor,
  tensorType,
  uint,
  bipolar,
  type ConstantValue,
  type Shape,
  type Value,
} from '@finnc/ir';

/**
 * Networks that `randomGraph` does not make: dilated and padded windows of any shape, pooling whose stride is not its
 * kernel, normalisations after pooling and flattening, quantisers in a row, scales that are negative or per channel,
 * several outputs, outputs and inputs that nothing reads, inputs that are read twice or are integers.
 *
 * Most compile; the others must be refused by a diagnostic. The same seed gives the same graph.
 */
export function wildGraph(seed: number): Graph {
  const net = new Wild(seed);
  let x = net.input();
  const extra: Value[] = [];
  const layers = net.from(1, 4);
  for (let layer = 0; layer < layers; layer++) {
    if (net.happens(0.08)) extra.push(net.quantised(x));
    if (x.type.shape.length === 4 && (layer === layers - 1 || net.happens(0.25)) && net.happens(0.85))
      x = net.flattened(x);
    x = x.type.shape.length === 4 ? net.convolved(x) : net.dense(x);
    if (net.happens(0.5)) x = net.normalised(x);
    if (layer < layers - 1 || net.happens(0.4)) x = net.quantised(x);
    if (net.happens(0.1)) x = net.quantised(x);
    if (x.type.shape.length === 4 && net.happens(0.4)) {
      x = net.pooled(x);
      if (net.happens(0.15)) x = net.normalised(x);
      if (net.happens(0.3)) x = net.quantised(x);
    }
    if (net.happens(0.05)) extra.push(x);
  }
  if (net.happens(0.15)) x = net.scaled(x);
  else if (net.happens(0.25)) x = net.selected(x);
  if (net.happens(0.05)) x = net.selected(net.quantised(x));
  net.output('y', x);
  extra.forEach((value, i) => {
    net.output(`extra${i}`, value);
  });
  return net.graph;
}

class Wild {
  readonly graph = new Graph('wild');
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomSource(seed);
  }

  from(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }
  happens(chance: number): boolean {
    return this.#random() < chance;
  }
  #one<T>(values: readonly T[]): T {
    return values[this.from(0, values.length - 1)]!;
  }
  #normal(): number {
    return this.#random() + this.#random() + this.#random() + this.#random() - 2;
  }
  #floats(shape: Shape, make: (i: number) => number): ConstantValue {
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => make(i));
    return constantValue(tensor(float32, shape, data));
  }
  #near(size: number): number {
    const wanted = size * (0.6 + this.#random());
    return this.happens(0.4) ? 2 ** Math.round(Math.log2(wanted)) : wanted;
  }

  output(name: string, value: Value): void {
    const { type } = value;
    const perm = type.shape.map((_, axis) => axis);
    this.graph.output(value, { name, source: type, scale: [1], bias: [0], shape: type.shape, perm });
  }

  input(): Value {
    const shape = this.happens(0.7) ? [1, this.from(1, 3), this.from(3, 7), this.from(3, 7)] : [1, this.from(2, 12)];
    const elem = this.#one([float32, float32, uint(8), int(8), bipolar, uint(1), int(2)]);
    const type = tensorType(elem, shape);
    const perm = shape.map((_, axis) => axis);
    const value = this.graph.input(type, { name: 'x', source: type, perm });
    if (this.happens(0.05)) {
      const unused = tensorType(float32, [1, 2]);
      this.graph.input(unused, { name: 'unused', source: unused, perm: [0, 1] });
    }
    const read = this.happens(0.2) ? this.scaled(value) : value;
    return elem === float32 || this.happens(0.3) ? this.quantised(read) : read;
  }

  /** One factor and one offset per tensor or per channel, some negative. */
  scaled(x: Value): Value {
    const shape = this.happens(0.5) ? [] : x.type.shape.map((size, axis) => (axis === 1 ? size : 1));
    const factor = this.#floats(shape, () => (this.happens(0.2) ? -1 : 1) * this.#near(1));
    const y = this.graph.add(this.#one([qnn.mul, qnn.div]), { a: x, b: factor }, {}).result.y;
    if (this.happens(0.5)) return y;
    return this.graph.add(this.#one([qnn.add, qnn.sub]), { a: y, b: this.#floats(shape, () => this.#normal()) }, {})
      .result.y;
  }

  #weights(shape: Shape): Value {
    const raw = this.#floats(shape, () => this.#normal() * 0.5);
    const bits = this.#one([1, 1, 2, 3, 4, 8]);
    const sign = this.happens(0.1) ? -1 : 1;
    const rows = [shape[0]!, ...shape.slice(1).map(() => 1)];
    const scale = this.#floats(
      this.happens(0.3) ? rows : [],
      () => sign * this.#near(bits === 1 ? 0.5 : 2 ** (1 - bits)),
    );
    if (bits === 1) return this.graph.add(qnn.bipolarQuant, { x: raw, scale }, {}).result.y;
    const attrs = { bits, signed: true, narrow: this.happens(0.5), rounding: this.#one(qnn.roundingModes) };
    return this.graph.add(qnn.quant, { x: raw, scale, zeroPoint: this.#floats([], () => 0) }, attrs).result.y;
  }

  dense(x: Value): Value {
    const depth = x.type.shape.at(-1)!;
    const w = this.#weights([this.from(1, 8), depth]);
    const b = this.graph.add(qnn.transpose, { x: w }, { perm: [1, 0] }).result.y;
    return this.graph.add(qnn.matMul, { a: x, b }, { outType: float32 }).result.y;
  }

  #window(
    size: Shape,
    kernelMost: number,
  ): {
    readonly kernel: number[];
    readonly strides: number[];
    readonly pads: number[];
    readonly dilations: number[];
  } {
    const kernel = size.map((n) => this.from(1, Math.min(kernelMost, n)));
    const dilations = kernel.map((k, axis) => (k > 1 && size[axis]! >= 2 * (k - 1) + 1 && this.happens(0.2) ? 2 : 1));
    const strides = size.map(() => this.from(1, 3));
    const side = (axis: number): number => (this.happens(0.3) ? this.from(0, Math.max(0, kernel[axis]! - 1)) : 0);
    return { kernel, strides, pads: [side(0), side(1), side(0), side(1)], dilations };
  }

  convolved(x: Value): Value {
    const [, channels = 1, ...size] = x.type.shape;
    const window = this.#window(size, 3);
    const w = this.#weights([this.from(1, 5), channels, ...window.kernel]);
    return this.graph.add(qnn.conv, { x, w }, { ...window, group: 1, outType: float32 }).result.y;
  }

  pooled(x: Value): Value {
    const attrs = { ...this.#window(x.type.shape.slice(2), 3), layout: 'nchw' as const };
    if (this.happens(0.5)) return this.graph.add(qnn.maxPool, { x }, attrs).result.y;
    const averaging = { ...attrs, countIncludePad: this.happens(0.7), ceilMode: this.happens(0.3) };
    return this.graph.add(qnn.avgPool, { x }, averaging).result.y;
  }

  flattened(x: Value): Value {
    return this.graph.add(qnn.reshape, { x }, { shape: [1, sizeOf(x.type.shape)] }).result.y;
  }

  normalised(x: Value): Value {
    const shape = [x.type.shape[1]!];
    const gamma = this.#floats(shape, () => this.#one([1, 1, 1, 1, -1, 0.5, 0]) * (0.4 + this.#random()));
    const operands = {
      x,
      gamma,
      beta: this.#floats(shape, () => this.#normal()),
      mean: this.#floats(shape, () => this.#normal()),
      variance: this.#floats(shape, () => 0.3 + this.#random() * 4),
    };
    return this.graph.add(qnn.batchNorm, operands, { epsilon: 1e-5, axis: 1 }).result.y;
  }

  quantised(x: Value): Value {
    const sign = this.happens(0.05) ? -1 : 1;
    const perChannel = x.type.shape.map((size, axis) => (axis === 1 ? size : 1));
    const scale = (size: number): ConstantValue =>
      this.#floats(this.happens(0.1) ? perChannel : [], () => sign * this.#near(size));
    if (this.happens(0.25)) return this.graph.add(qnn.bipolarQuant, { x, scale: scale(1) }, {}).result.y;
    const bits = this.#one([1, 1, 2, 2, 3, 4, 8]);
    const signed = this.happens(0.5);
    const zeroPoint = this.#floats([], () => (bits > 1 && this.happens(0.2) ? this.from(-1, 2) : 0));
    const attrs = { bits, signed, narrow: this.happens(0.2), rounding: this.#one(qnn.roundingModes) };
    return this.graph.add(qnn.quant, { x, scale: scale(6 / 2 ** bits), zeroPoint }, attrs).result.y;
  }

  selected(x: Value): Value {
    const k = this.from(1, x.type.shape.at(-1)!);
    return this.graph.add(qnn.topK, { x }, { k }).result.indices;
  }
}
