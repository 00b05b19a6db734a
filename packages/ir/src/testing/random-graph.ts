import { constantValue, Graph, type ConstantValue, type Value } from '../graph/graph.ts';
import { randomSource } from '../exec/sample.ts';
import {
  add,
  batchNorm,
  bipolarQuant,
  conv,
  matMul,
  maxPool,
  mul,
  multiThreshold,
  quant,
  reshape,
  topK,
  transpose,
} from '../qnn/index.ts';
import { roundingModes } from '../qnn/rounding.ts';
import { sizeOf, tensor, tensorType, type Shape } from '../tensor/index.ts';
import { float32, int, uint } from '../types/index.ts';

export interface RandomGraphOptions {
  /** Convolutions before the dense layers; by default the seed decides. */
  readonly convolutions?: boolean;
  /** Greatest number of layers with weights, at least 1. */
  readonly layers?: number;
  /** Whether zero padding may occur. */
  readonly padding?: boolean;
}

/**
 * A small quantised network in the qnn stage, as an exporter would write it, with the cases that break compilers:
 * all widths, narrow ranges and rounding modes, zero points, bipolar and ternary weights, scales per channel and not
 * dyadic, normalisations whose factor is negative or zero, biases, pooling. Scales fit the sums they meet, so that
 * most codes occur. The same seed gives the same graph.
 */
export function randomGraph(seed: number, options: RandomGraphOptions = {}): Graph {
  const net = new Builder(seed);
  const { random } = net;
  const convolutions = options.convolutions ?? random() < 0.5;
  const layers = 1 + Math.floor(random() * Math.max(1, options.layers ?? 4));
  let x = convolutions
    ? net.input([1, net.from(1, 4), net.from(5, 8), net.from(5, 8)])
    : net.input([1, net.from(2, 20)]);
  for (let layer = 0; layer < layers; layer++) {
    const last = layer === layers - 1;
    if (x.type.shape.length === 4 && (last || random() < 0.3)) x = net.flatten(x);
    if (x.type.shape.length === 4) {
      x = net.normalised(net.convolution(x, options.padding ?? true));
      x = net.activation(x);
      if (random() < 0.4 && Math.min(...x.type.shape.slice(2)) >= 2) x = net.pool(x);
    } else {
      x = net.dense(x);
      if (!last || random() < 0.5) x = net.normalised(x);
      if (!last || random() < 0.4) x = net.activation(x);
    }
  }
  return net.finish(x);
}

class Builder {
  readonly graph = new Graph('random');
  readonly random: () => number;

  constructor(seed: number) {
    this.random = randomSource(seed);
  }

  /** An integer from `low` to `high`, both included. */
  from(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1));
  }
  one<T>(values: readonly T[]): T {
    return values[this.from(0, values.length - 1)]!;
  }
  /** About normal, mean 0, deviation 1. */
  #normal(): number {
    return this.random() + this.random() + this.random() + this.random() - 2 + (this.random() - 0.5) * 1.5;
  }

  #floats(shape: Shape, make: (i: number) => number): ConstantValue {
    return constantValue(
      tensor(
        float32,
        shape,
        Float32Array.from({ length: sizeOf(shape) }, (_, i) => make(i)),
      ),
    );
  }
  /** A scale near `size`: a power of two or any float32. */
  #scale(size: number): number {
    const wanted = size * (0.6 + this.random());
    return this.random() < 0.4 ? 2 ** Math.round(Math.log2(wanted)) : Math.fround(wanted);
  }

  input(shape: Shape): Value {
    const kind = this.one(['float32', 'uint8', 'int4', 'int8'] as const);
    const elem = { float32, uint8: uint(8), int4: int(4), int8: int(8) }[kind];
    const type = tensorType(elem, shape);
    const value = this.graph.input(type, { name: 'input', source: type, perm: shape.map((_, axis) => axis) });
    if (kind === 'float32') return this.#quantised(value, 1, 1);
    const size = this.#scale(kind === 'int4' ? 1 / 8 : 1 / 128);
    const scaled = this.graph.add(mul, { a: value, b: this.#floats([], () => size) }, {}).result.y;
    return this.random() < 0.5
      ? scaled
      : this.graph.add(add, { a: scaled, b: this.#floats([1], () => 0) }, {}).result.y;
  }

  #weights(shape: Shape): Value {
    const raw = this.#floats(shape, () => this.#normal() * 0.5);
    const perRow = this.random() < 0.5;
    const rows = [shape[0]!, ...shape.slice(1).map(() => 1)];
    const bits = this.from(1, 5);
    if (bits === 1) {
      const scale = perRow ? this.#floats(rows, () => this.#scale(0.5)) : this.#floats([], () => this.#scale(0.5));
      return this.graph.add(bipolarQuant, { x: raw, scale }, {}).result.y;
    }
    const size = 1.2 / 2 ** (bits - 1);
    const scale = perRow ? this.#floats(rows, () => this.#scale(size)) : this.#floats([], () => this.#scale(size));
    const attrs = { bits, signed: true, narrow: bits === 2 || this.random() < 0.5, rounding: this.one(roundingModes) };
    return this.graph.add(quant, { x: raw, scale, zeroPoint: this.#floats([], () => 0) }, attrs).result.y;
  }

  dense(x: Value): Value {
    const [, depth = 1] = x.type.shape;
    const w = this.#weights([this.from(2, 12), depth]);
    const turned = this.graph.add(transpose, { x: w }, { perm: [1, 0] }).result.y;
    const y = this.graph.add(matMul, { a: x, b: turned }, { outType: float32 }).result.y;
    return this.#biased(this.#resized(y, 0.5 * Math.sqrt(depth)));
  }

  convolution(x: Value, padding: boolean): Value {
    const [, channels = 1, height = 1, width = 1] = x.type.shape;
    const kernel = [this.from(1, Math.min(3, height)), this.from(1, Math.min(3, width))];
    const side = (): number => (padding && this.random() < 0.3 ? 1 : 0);
    const attrs = {
      kernel,
      strides: [this.from(1, 2), this.from(1, 2)],
      pads: [side(), side(), side(), side()],
      dilations: [1, 1],
      group: 1,
      outType: float32,
    };
    const w = this.#weights([this.from(2, 8), channels, ...kernel]);
    const y = this.graph.add(conv, { x, w }, attrs).result.y;
    return this.#biased(this.#resized(y, 0.5 * Math.sqrt(channels * kernel[0]! * kernel[1]!)));
  }

  /** Brings sums of deviation `size` to about 1, which later scales count on. */
  #resized(x: Value, size: number): Value {
    const factor = this.#scale(1 / size);
    return this.graph.add(mul, { a: x, b: this.#floats([], () => factor) }, {}).result.y;
  }

  #channels(x: Value): number[] {
    return x.type.shape.map((size, axis) => (axis === 1 ? size : 1));
  }

  #biased(x: Value): Value {
    if (this.random() < 0.6) return x;
    return this.graph.add(add, { a: x, b: this.#floats(this.#channels(x), () => this.#normal() * 0.3) }, {}).result.y;
  }

  normalised(x: Value): Value {
    if (this.random() < 0.3) return x;
    const shape = [x.type.shape[1]!];
    const gamma = this.#floats(shape, () => {
      const way = this.random();
      return way < 0.1 ? 0 : (way < 0.3 ? -1 : 1) * (0.4 + this.random());
    });
    const operands = {
      x,
      gamma,
      beta: this.#floats(shape, () => this.#normal() * 0.4),
      mean: this.#floats(shape, () => this.#normal() * 0.4),
      variance: this.#floats(shape, () => 0.3 + this.random()),
    };
    return this.graph.add(batchNorm, operands, { epsilon: 1e-5, axis: 1 }).result.y;
  }

  activation(x: Value): Value {
    const way = this.random();
    if (way < 0.2) {
      const scale = this.#scale(1);
      return this.graph.add(bipolarQuant, { x, scale: this.#floats([], () => scale) }, {}).result.y;
    }
    if (way < 0.35) return this.#thresholds(x);
    return this.#quantised(x, this.from(1, 4), 1);
  }

  #quantised(x: Value, leastBits: number, size: number): Value {
    const bits = this.from(leastBits, Math.max(leastBits, 4));
    // One unsigned narrow bit has a single code, and one signed bit is a sign.
    const signed = this.random() < 0.5;
    const narrow = bits > 1 && this.random() < 0.3;
    const scale = this.#scale(((signed ? 4 : 2) * size) / 2 ** bits);
    const zero = this.random() < 0.8 || bits === 1 ? 0 : this.from(signed ? -2 : 0, 2);
    const operands = { x, scale: this.#floats([], () => scale), zeroPoint: this.#floats([], () => zero) };
    return this.graph.add(quant, operands, { bits, signed, narrow, rounding: this.one(roundingModes) }).result.y;
  }

  #thresholds(x: Value): Value {
    const steps = this.from(1, 7);
    const rows = this.random() < 0.5 ? 1 : x.type.shape[1]!;
    const levels = Array.from({ length: rows }, () =>
      Array.from({ length: steps }, () => Math.fround(this.#normal())).sort((a, b) => a - b),
    );
    const bias = -this.from(0, steps);
    return this.graph.add(
      multiThreshold,
      { x, thresholds: this.#floats([rows, steps], (i) => levels[Math.floor(i / steps)]![i % steps]!) },
      { outType: bias < 0 ? int(4) : uint(3), outScale: 1, outBias: bias, axis: 1 },
    ).result.y;
  }

  pool(x: Value): Value {
    const attrs = { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], dilations: [1, 1], layout: 'nchw' as const };
    return this.graph.add(maxPool, { x }, attrs).result.y;
  }

  flatten(x: Value): Value {
    return this.graph.add(reshape, { x }, { shape: [1, sizeOf(x.type.shape)] }).result.y;
  }

  finish(x: Value): Graph {
    // Only codes of one positive scale are sure to be ordered as the real values are.
    const ordered = [quant, bipolarQuant, multiThreshold].some((op) => x.producer(op));
    const y = ordered && this.random() < 0.5 ? this.graph.add(topK, { x }, { k: 1 }).result.indices : x;
    const { type } = y;
    const perm = type.shape.map((_, axis) => axis);
    this.graph.output(y, { name: 'output', source: type, scale: [1], bias: [0], shape: type.shape, perm });
    return this.graph;
  }
}
