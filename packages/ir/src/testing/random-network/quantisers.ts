import type { ConstantValue, Value } from '../../graph/graph.ts';
import { bipolarQuant, dequantize, multiThreshold, quant, quantize, relu } from '../../qnn/index.ts';
import { roundingModes } from '../../qnn/rounding.ts';
import type { Shape } from '../../tensor/index.ts';
import { int, uint } from '../../types/index.ts';
import type { Network } from './network.ts';

/** A quantiser with its parameters: applied to two values, both have the same scale. */
export type Quantiser = (x: Value) => Value;

/** One of every kind there is, for values of about the given size. */
export function quantiser(net: Network, shape: Shape, size: number): Quantiser {
  const make = net.choices.one([uniform, uniform, uniform, rectified, signs, qcdq, thresholds]);
  return make(net, shape, size);
}

/** A quantiser of weights: signed, narrow or not, one scale a row or one for all. */
export function quantisedWeights(net: Network, shape: Shape): Value {
  const { choices } = net;
  const normal = net.normal();
  const raw = net.floats(shape, () => normal() * 0.5);
  const bits = choices.one([2, 1, 3, 4, 5, 8]);
  const scale = scales(net, choices.happens(0.4) ? net.along(0, shape) : [], 1.2 / 2 ** (bits - 1), 0.05);
  if (bits === 1) return net.add(bipolarQuant, { x: raw, scale }, {}, 0.5);
  if (choices.happens(0.2)) {
    const codes = net.add(
      quantize,
      { x: raw, scale, zeroPoint: net.scalar(0) },
      { low: 1 - 2 ** (bits - 1), high: 2 ** (bits - 1) - 1 },
      0.5,
    );
    return net.add(dequantize, { x: codes, scale, zeroPoint: net.scalar(0) }, {}, 0.5);
  }
  const attrs = { bits, signed: true, narrow: choices.happens(0.5), rounding: choices.one(roundingModes) };
  return net.add(quant, { x: raw, scale, zeroPoint: net.scalar(0) }, attrs, 0.5);
}

function scales(net: Network, shape: Shape, size: number, negative: number): ConstantValue {
  const sign = net.choices.happens(negative) ? -1 : 1;
  return net.floats(shape, () => sign * net.near(size));
}

/** QONNX Quant with all it may have. */
function uniform(net: Network, shape: Shape, size: number): Quantiser {
  const { choices } = net;
  const bits = choices.one([2, 3, 4, 1, 5, 8]);
  const signed = choices.happens(0.5);
  const perChannel = choices.happens(0.15);
  const scale = scales(net, perChannel ? net.along(1, shape) : [], ((signed ? 4 : 2) * size) / 2 ** bits, 0.05);
  const zero = bits > 1 && choices.happens(0.2) ? choices.from(signed ? -2 : 0, 2) : 0;
  const attrs = { bits, signed, narrow: bits > 1 && choices.happens(0.2), rounding: choices.one(roundingModes) };
  const zeroPoint = net.scalar(zero);
  const step = perChannel || zero !== 0 ? undefined : Math.abs(scale.constant.data[0]!);
  return (x) => net.onGrid(net.quantised(net.add(quant, { x, scale, zeroPoint }, attrs, size)), step);
}

/** What Brevitas makes of a QuantReLU. */
function rectified(net: Network, _shape: Shape, size: number): Quantiser {
  const bits = net.choices.one([2, 3, 4, 1, 6]);
  const scale = scales(net, [], (2 * size) / 2 ** bits, 0);
  const attrs = { bits, signed: false, narrow: false, rounding: 'half_even' } as const;
  const zeroPoint = net.scalar(0);
  return (x) => {
    const positive = net.add(relu, { x }, {}, size);
    const codes = net.quantised(net.add(quant, { x: positive, scale, zeroPoint }, attrs, size));
    return net.onGrid(codes, scale.constant.data[0]);
  };
}

/** The sign of each value, times a scale. */
export function signs(net: Network, shape: Shape, size: number): Quantiser {
  const scale = scales(net, net.choices.happens(0.15) ? net.along(1, shape) : [], size, 0.1);
  return (x) => net.quantised(net.add(bipolarQuant, { x, scale }, {}, size));
}

/** QuantizeLinear, Clip of the codes, DequantizeLinear. */
function qcdq(net: Network, _shape: Shape, size: number): Quantiser {
  const { choices } = net;
  const bits = choices.one([2, 3, 4, 6, 8]);
  const signed = choices.happens(0.5);
  const scale = scales(net, [], ((signed ? 4 : 2) * size) / 2 ** bits, 0);
  const low = signed ? -(2 ** (bits - 1)) : 0;
  const codes = { low, high: low + 2 ** bits - 1 };
  const zeroPoint = net.scalar(choices.happens(0.3) ? choices.from(low, codes.high) : 0);
  return (x) => {
    const y = net.add(quantize, { x, scale, zeroPoint }, codes, size);
    return net.quantised(net.add(dequantize, { x: y, scale, zeroPoint }, {}, size));
  };
}

/** FINN's form: thresholds as they stand, some of them equal. */
function thresholds(net: Network, shape: Shape, size: number): Quantiser {
  const { choices } = net;
  const steps = choices.from(1, 7);
  const rows = choices.happens(0.5) ? shape[1]! : 1;
  const normal = net.normal();
  const levels = Array.from({ length: rows }, () =>
    Array.from({ length: steps }, () => Math.fround(normal() * size)).sort((a, b) => a - b),
  );
  const bias = choices.happens(0.5) ? -choices.from(0, steps) : 0;
  const table = net.floats([rows, steps], (i) => levels[Math.floor(i / steps)]![i % steps]!);
  const attrs = { outType: bias < 0 ? int(4) : uint(3), outScale: 1, outBias: bias, axis: 1 };
  return (x) => net.quantised(net.add(multiThreshold, { x, thresholds: table }, attrs, steps / 3));
}
