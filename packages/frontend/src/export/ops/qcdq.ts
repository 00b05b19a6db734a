import {
  bounds,
  fitValues,
  isInteger,
  qnn,
  type FacetImplementation,
  type Node,
  type Tensor,
  type Value,
} from '@finnc/ir';
import { int, qonnxDomain, text, toOnnx, type OnnxWriter } from '../writer.ts';

/** Bit width, sign and narrowness of a range of codes, as Quant states them; undefined for a range that it has no words for. */
function quantRange(low: number, high: number): { bits: number; signed: boolean; narrow: boolean } | undefined {
  for (let bits = 2; bits <= 32; bits++) {
    for (const signed of [true, false]) {
      for (const narrow of [false, true]) {
        const [least, most] = qnn.quantBounds({ bits, signed, narrow });
        if (least === low && most === high) return { bits, signed, narrow };
      }
    }
  }
  return low === 0 && high === 1 ? { bits: 1, signed: false, narrow: false } : undefined;
}

type Range = NonNullable<ReturnType<typeof quantRange>>;

function quant(cx: OnnxWriter, x: string, s: string, z: string, { bits, signed, narrow }: Range): string {
  const attributes = { signed: int(signed ? 1 : 0), narrow: int(narrow ? 1 : 0), rounding_mode: text('ROUND') };
  return cx.emit('Quant', [x, s, z, cx.floats([], [bits])], attributes, qonnxDomain.name);
}

const sameNumbers = (a: Value, b: Value): boolean =>
  a === b ||
  (a.type.shape.join() === b.type.shape.join() &&
    a.constant !== undefined &&
    a.constant.data.every((value, i) => value === b.constant?.data[i]));

type Dequantize = Node<typeof qnn.dequantize>;

/** Real weights, from which a quantiser gets their codes again. */
function quantisedWeights(
  { operand: { scale, zeroPoint }, result }: Dequantize,
  codes: Tensor,
  cx: OnnxWriter,
): string | undefined {
  const elem = fitValues(codes.data);
  if (!isInteger(elem)) return undefined;
  const [low, high] = bounds(elem).map(Number) as [number, number];
  const range = quantRange(low, high);
  if (!range) return undefined;
  const attrs = {} as never;
  const operands = { x: codes, scale: scale.constant, zeroPoint: zeroPoint.constant } as never;
  const real = qnn.dequantize.evaluate(operands, attrs, { arithmetic: 'float32', settle: () => undefined })[
    'y'
  ] as Tensor;
  return quant(cx, cx.floats(result.y.type.shape, real.data), cx.tensor(scale), cx.tensor(zeroPoint), range);
}

/**
 * A chain of QuantizeLinear, Clip and DequantizeLinear as Quant. That one rounds after the zero point is added, and ties
 * go to even: an odd zero point would send them the other way.
 */
function chain({ operand: { x, scale, zeroPoint } }: Dequantize, cx: OnnxWriter): string | undefined {
  const before = x.producer(qnn.quantize);
  if (!before || !sameNumbers(before.operand.scale, scale) || !sameNumbers(before.operand.zeroPoint, zeroPoint))
    return undefined;
  const range = quantRange(before.attrs.low, before.attrs.high);
  if (!range) return undefined;
  if (!zeroPoint.constant.data.every((z) => z % 2 === 0)) {
    cx.note('its zero point is odd, so Quant would round ties the other way; it is written out as arithmetic');
    return undefined;
  }
  return quant(cx, cx.tensor(before.operand.x), cx.tensor(scale), cx.tensor(zeroPoint), range);
}

export const qcdqToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.quantize, ({ operand: { x, scale, zeroPoint }, attrs: { low, high } }, cx) => {
    const zeros = zeroPoint.constant.data;
    const bound = (code: number): string =>
      cx.floats(
        zeroPoint.type.shape,
        Array.from(zeros, (z) => code - z),
      );
    const quotient = cx.emit('Div', [cx.tensor(x), cx.tensor(scale)]);
    // Clip takes one number only, and a zero point may differ between channels.
    const inside = cx.emit('Max', [cx.emit('Min', [quotient, bound(high)]), bound(low)]);
    return { y: cx.emit('Add', [cx.emit('Round', [inside]), cx.tensor(zeroPoint)]) };
  }),
  toOnnx.for(qnn.dequantize, (node, cx) => {
    const { x, scale, zeroPoint } = node.operand;
    if (cx.target === 'qonnx') {
      const y = x.constant ? quantisedWeights(node, x.constant, cx) : chain(node, cx);
      if (y !== undefined) return { y };
    }
    const moved = cx.emit('Sub', [cx.tensor(x), cx.tensor(zeroPoint)]);
    return { y: cx.emit('Mul', [moved, cx.tensor(scale)]) };
  }),
];
