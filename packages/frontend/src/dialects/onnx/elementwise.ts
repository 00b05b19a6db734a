import {
  bounds,
  broadcastOffsets,
  broadcastShape,
  isInteger,
  qnn,
  tensor,
  type ScalarType,
  type Tensor,
  type Value,
} from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { scalarOf } from '../../import/constants.ts';
import { elementNames } from '../../onnx/element-formats.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';

type Arithmetic = typeof qnn.add | typeof qnn.sub | typeof qnn.mul | typeof qnn.div;

/** Sums of reals become ops. Those of integers are sizes that an exporter computes with, so they are folded here. */
const binary =
  (op: Arithmetic, ofIntegers: (a: number, b: number) => number): Handle =>
  (cx) => {
    const [a, b] = [cx.input(0), cx.input(1)];
    if (!isInteger(a.type.elem) || !isInteger(b.type.elem)) return [cx.create(op, { a, b }, {}).result.y];
    if (!a.constant || !b.constant)
      return cx.refuse('computes on moving integers, which wrap around', 'cast the integers to float32 before');
    return [cx.constant(integerResult(cx, a.constant, b.constant, ofIntegers))];
  };

function integerResult(cx: ImportContext, a: Tensor, b: Tensor, apply: (a: number, b: number) => number): Tensor {
  const shape = broadcastShape(a.type.shape, b.type.shape);
  if (!shape) return cx.refuse('has operands whose shapes do not fit');
  const [ia, ib] = [broadcastOffsets(a.type.shape, shape), broadcastOffsets(b.type.shape, shape)];
  const data = Float64Array.from(ia, (offset, i) => apply(a.data[offset]!, b.data[ib[i]!]!));
  return within(cx, a.type.elem, tensor(a.type.elem, shape, data));
}

function within(cx: ImportContext, elem: ScalarType, result: Tensor): Tensor {
  const [low, high] = bounds(elem).map(Number) as [number, number];
  const outside = result.data.find((value) => !(value >= low && value <= high && Number.isSafeInteger(value)));
  return outside === undefined ? result : cx.refuse(`gives ${outside}, which ${elem.name} does not hold`);
}

/** TensorNorm exports its square root as Pow(x, 0.5) of a constant. */
const pow: Handle = (cx) => {
  const exponent = cx.constantInput(1, 'exponent').data;
  const base = cx.input(0).constant;
  if (!base || exponent.length !== 1) return cx.refuse('raises a moving tensor to a power');
  const power = exponent[0]!;
  const value = (x: number): number => (power === 0.5 ? Math.sqrt(x) : x ** power);
  return [cx.constant(floats(base.type.shape, Float32Array.from(base.data, value)))];
};

const relu: Handle = (cx) => [cx.create(qnn.relu, { x: cx.input(0) }, {}).result.y];

const identity: Handle = (cx) => [cx.input(0)];

const batchNormalization: Handle = (cx) => {
  if (cx.int('training_mode', 0) !== 0) return cx.refuse('is in training mode', 'call model.eval() before export');
  const x = cx.input(0);
  const parameter = (index: number, name: string): ReturnType<typeof cx.constant> =>
    cx.constant(cx.constantInput(index, name));
  return [
    cx.create(
      qnn.batchNorm,
      {
        x,
        gamma: parameter(1, 'scale'),
        beta: parameter(2, 'bias'),
        mean: parameter(3, 'mean'),
        variance: parameter(4, 'variance'),
      },
      { epsilon: cx.float('epsilon', 1e-5), axis: Math.min(1, x.type.shape.length - 1) },
    ).result.y,
  ];
};

/** Constants of any type become such of float32 or integers; moving tensors only float32, which loses no integer met. */
const cast: Handle = (cx) => {
  const x: Value = cx.input(0);
  const name = elementNames[cx.int('to')];
  if (name === 'float32' && !x.constant) return [x];
  if (!x.constant) return cx.refuse(`casts a moving tensor to ${name ?? 'no known type'}`, 'cast to float32');
  const { shape } = x.type;
  if (name === 'float32' || name === 'float64') return [cx.constant(floats(shape, Float32Array.from(x.constant.data)))];
  const elem = scalarOf(name);
  if (!isInteger(elem)) return cx.refuse(`casts to ${name ?? 'no known type'}`, 'cast to float32');
  const toInteger = name === 'bool' ? (value: number): number => (value === 0 ? 0 : 1) : Math.trunc;
  return [cx.constant(within(cx, elem, tensor(elem, shape, Float64Array.from(x.constant.data, toInteger))))];
};

export const elementwiseImporters: readonly OnnxImporter[] = [
  ...defineImporter(
    '',
    'Add',
    binary(qnn.add, (a, b) => a + b),
  ),
  ...defineImporter(
    '',
    'Sub',
    binary(qnn.sub, (a, b) => a - b),
  ),
  ...defineImporter(
    '',
    'Mul',
    binary(qnn.mul, (a, b) => a * b),
  ),
  ...defineImporter(
    '',
    'Div',
    binary(qnn.div, (a, b) => Math.trunc(a / b)),
  ),
  ...defineImporter('', 'Pow', pow),
  ...defineImporter('', 'Relu', relu),
  ...defineImporter('', 'Identity', identity),
  ...defineImporter('', 'Dropout', identity),
  ...defineImporter('', 'Cast', cast),
  ...defineImporter('', 'BatchNormalization', batchNormalization),
];
