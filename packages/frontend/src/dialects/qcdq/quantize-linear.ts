import { bounds, isInteger, qnn, tensor, uint, type Tensor } from '@finnc/ir';
import { scalarOf } from '../../import/constants.ts';
import { floats } from '../../import/context.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { elementNames } from '../../onnx/element-formats.ts';

type Constant = ReturnType<ImportContext['constant']>;

/** A parameter with one entry a channel, shaped so that it broadcasts along `axis` of x. */
function alongAxis(cx: ImportContext, parameter: Tensor, name: string): Tensor {
  const { shape } = cx.input(0).type;
  const { data, type } = parameter;
  if (data.length === 1) return tensor(type.elem, [], data);
  if (cx.int('block_size', 0) !== 0) return cx.refuse('quantises in blocks', 'use one scale a tensor or a channel');
  const axis = cx.int('axis', 1);
  const at = axis < 0 ? axis + shape.length : axis;
  if (type.shape.length !== 1 || data.length !== shape[at])
    return cx.refuse(`has a ${name} of shape [${type.shape.join(', ')}] for axis ${axis} of [${shape.join(', ')}]`);
  return tensor(type.elem, [data.length, ...shape.slice(at + 1).map(() => 1)], data);
}

function scaleOf(cx: ImportContext): Constant {
  const scale = cx.constantInput(1, 'scale');
  if (scale.data.some((s) => s === 0 || !Number.isFinite(s))) {
    return cx.refuse(
      'has a scale that is zero or not finite',
      'a channel has died in training, or the statistics were never collected',
    );
  }
  return cx.constant(alongAxis(cx, scale, 'scale'));
}

/** Without a zero point the codes are those of `output_dtype` (opset 21), or uint8. */
const quantizeLinear: Handle = (cx) => {
  const given = cx.optional(2) ? cx.constantInput(2, 'zero point') : undefined;
  const named = scalarOf(elementNames[cx.int('output_dtype', 0)]);
  const elem = given?.type.elem ?? (isInteger(named) ? named : uint(8));
  if (!isInteger(elem)) return cx.refuse(`quantises to ${elem.name} codes`, 'use integer codes of 2 to 32 bits');
  const [low, high] = bounds(elem).map(Number) as [number, number];
  const zeroPoint = given ? alongAxis(cx, given, 'zero point') : floats([], [0]);
  const operands = { x: cx.input(0), scale: scaleOf(cx), zeroPoint: cx.constant(zeroPoint) };
  return [cx.create(qnn.quantize, operands, { low, high }).result.y];
};

const dequantizeLinear: Handle = (cx) => {
  const x = cx.input(0);
  if (!isInteger(x.type.elem)) return cx.refuse(`reads ${x.type.elem.name} codes`, 'use integer codes');
  const given = cx.optional(2) ? cx.constantInput(2, 'zero point') : undefined;
  const zeroPoint = given ? alongAxis(cx, given, 'zero point') : floats([], [0]);
  return [cx.create(qnn.dequantize, { x, scale: scaleOf(cx), zeroPoint: cx.constant(zeroPoint) }, {}).result.y];
};

export const quantizeLinearImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'QuantizeLinear', quantizeLinear),
  ...defineImporter('', 'DequantizeLinear', dequantizeLinear),
];
