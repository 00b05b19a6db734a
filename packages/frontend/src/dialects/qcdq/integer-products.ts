import { bounds, isInteger, qnn, tensor, type ConstantValue, type Tensor, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { conv } from '../onnx/conv.ts';
import { matMul } from '../onnx/linear.ts';

/** How many axes of size 1 stand behind the entries of a parameter, so that it broadcasts along its axis. */
interface Along {
  readonly behind: number;
}

const parameter = (cx: ImportContext, given: Tensor, { behind }: Along): ConstantValue => {
  const { data, type } = given;
  const shape = data.length === 1 ? [] : [...type.shape, ...new Array<number>(behind).fill(1)];
  return cx.constant(tensor(type.elem, shape, data));
};

const zeroPointOf = (cx: ImportContext, index: number, along: Along): ConstantValue =>
  parameter(cx, cx.optional(index) ? cx.constantInput(index, 'zero point') : floats([], [0]), along);

function integersOf(cx: ImportContext, index: number): Value {
  const x = cx.input(index);
  return isInteger(x.type.elem) ? x : cx.refuse(`reads ${x.type.elem.name} codes`, 'use integer codes');
}

/** Input `index` as real numbers, its scale and zero point behind it. */
const real = (cx: ImportContext, index: number, along: Along): Value => {
  const operand = {
    x: integersOf(cx, index),
    scale: parameter(cx, cx.constantInput(index + 1, 'scale'), along),
    zeroPoint: zeroPointOf(cx, index + 2, along),
  };
  return cx.create(qnn.dequantize, operand, {}).result.y;
};

/** The codes of a result, of the type that its zero point has. */
function coded(cx: ImportContext, y: Value, index: number): Value {
  const zeroPoint = cx.constantInput(index + 1, 'zero point of the result');
  const { elem } = zeroPoint.type;
  if (!isInteger(elem)) return cx.refuse(`gives ${elem.name} codes`, 'use integer codes');
  const [low, high] = bounds(elem).map(Number) as [number, number];
  const operand = {
    x: y,
    scale: parameter(cx, cx.constantInput(index, 'scale of the result'), { behind: 0 }),
    zeroPoint: parameter(cx, zeroPoint, { behind: 0 }),
  };
  return cx.create(qnn.quantize, operand, { low, high }).result.y;
}

/** The same node as one of ONNX's float operators sees it. */
const seenWith = (cx: ImportContext, inputs: readonly (Value | undefined)[]): ImportContext => ({
  ...cx,
  inputCount: inputs.length,
  input: (index) => inputs[index] ?? cx.refuse(`lacks input ${index}`),
  optional: (index) => inputs[index],
});

const rows: Along = { behind: 1 };
const columns: Along = { behind: 0 };

/** A convolution of codes: the one of the real numbers they stand for, quantised again. */
const qLinearConv: Handle = (cx) => {
  const filters: Along = { behind: cx.input(3).type.shape.length - 1 };
  const bias = cx.optional(8) && cx.constantInput(8, 'bias');
  const [inputScale = NaN] = cx.constantInput(1, 'scale').data;
  const weightScale = cx.constantInput(4, 'scale of the weights').data;
  // A bias counts in units of both scales.
  const scaleAt = (channel: number): number => inputScale * weightScale[weightScale.length === 1 ? 0 : channel]!;
  const offsets =
    bias &&
    floats(
      bias.type.shape,
      Float32Array.from(bias.data, (code, i) => code * scaleAt(i)),
    );
  const seen = seenWith(cx, [real(cx, 0, columns), real(cx, 3, filters), offsets && cx.constant(offsets)]);
  return [coded(cx, conv(seen)[0]!, 6)];
};

const qLinearMatMul: Handle = (cx) => {
  const seen = seenWith(cx, [real(cx, 0, rows), real(cx, 3, columns)]);
  return [coded(cx, matMul(seen)[0]!, 6)];
};

/** Codes without their zero point. */
const centred = (cx: ImportContext, index: number, zeroIndex: number, along: Along): Value =>
  cx.fold(qnn.sub, { a: integersOf(cx, index), b: zeroPointOf(cx, zeroIndex, along) }, {}).y;

const convInteger: Handle = (cx) => {
  const filters: Along = { behind: cx.input(1).type.shape.length - 1 };
  return conv(seenWith(cx, [centred(cx, 0, 2, columns), centred(cx, 1, 3, filters)]));
};

const matMulInteger: Handle = (cx) => matMul(seenWith(cx, [centred(cx, 0, 2, rows), centred(cx, 1, 3, columns)]));

/** Products of codes, as quantisers of onnxruntime write them in the QOperator format. */
export const integerProductImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'QLinearConv', qLinearConv),
  ...defineImporter('', 'QLinearMatMul', qLinearMatMul),
  ...defineImporter('', 'ConvInteger', convInteger),
  ...defineImporter('', 'MatMulInteger', matMulInteger),
];
