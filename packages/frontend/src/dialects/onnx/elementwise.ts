import {
  bounds,
  broadcastOffsets,
  broadcastShape,
  isInteger,
  qnn,
  sizeOf,
  tensor,
  uint,
  type ScalarType,
  type Tensor,
  type Value,
} from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { scalarOf } from '../../import/constants.ts';
import { numbers, refuseNaN } from '../../import/not-a-number.ts';
import { elementNames } from '../../onnx/element-formats.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';

type Arithmetic = typeof qnn.add | typeof qnn.sub | typeof qnn.mul | typeof qnn.div;

/** Sums of reals become ops. Those of integers are sizes that an exporter computes with, so they are folded here. */
const binary =
  (op: Arithmetic, ofIntegers: (a: number, b: number) => number): Handle =>
  (cx) => {
    const [a, b] = [cx.input(0), cx.input(1)];
    if (!cx.wraps(0) || !cx.wraps(1)) return [cx.create(op, { a: numbers(cx, a), b: numbers(cx, b) }, {}).result.y];
    if (!a.constant || !b.constant)
      return cx.refuse('computes on moving integers, which wrap around', 'cast the integers to float32 before');
    return [cx.constant(integerResult(cx, a.constant, b.constant, ofIntegers))];
  };

export function integerResult(
  cx: ImportContext,
  a: Tensor,
  b: Tensor,
  apply: (a: number, b: number) => number,
): Tensor {
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

const relu: Handle = (cx) => [cx.create(qnn.relu, { x: cx.input(0) }, {}).result.y];

const identity: Handle = (cx) => [cx.input(0)];

/** With fixed statistics, over channels that come second or last. */
export const batchNormalizationAlong =
  (channels: 'second' | 'last'): Handle =>
  (cx) => {
    if (cx.int('training_mode', 0) !== 0) return cx.refuse('is in training mode', 'call model.eval() before export');
    if (cx.int('spatial', 1) === 0) return cx.refuse('has statistics of its own for every pixel, as before opset 9');
    const x = cx.input(0);
    const rank = x.type.shape.length;
    const parameter = (index: number, name: string): ReturnType<typeof cx.constant> => {
      const constant = cx.constantInput(index, name);
      refuseNaN(cx, constant, 'parameters');
      return cx.constant(constant);
    };
    const variance = parameter(4, 'variance');
    const epsilon = cx.float('epsilon', 1e-5);
    const negative = Array.from(variance.constant.data).find((value) => value + epsilon < 0);
    if (negative !== undefined)
      return cx.refuse(
        `has a variance of ${negative}, which has no square root`,
        'the file is damaged: export it again',
      );
    return [
      cx.create(
        qnn.batchNorm,
        { x, gamma: parameter(1, 'scale'), beta: parameter(2, 'bias'), mean: parameter(3, 'mean'), variance },
        { epsilon, axis: channels === 'last' ? rank - 1 : Math.min(1, rank - 1) },
      ).result.y,
    ];
  };

const noLess = (wide: ScalarType, narrow: ScalarType): boolean => {
  const [[low, high], [least, most]] = [bounds(wide), bounds(narrow)];
  return low <= least && most <= high;
};

/** Constants become float32 or integers; moving tensors only what loses nothing. */
const cast: Handle = (cx) => {
  const x = cx.input(0);
  const { elem, shape } = x.type;
  const name = elementNames[cx.int('to')];
  const isFloat = name === 'float32' || name === 'float64';
  const constant = cx.known(0);
  if (isFloat) return [constant ? cx.constant(floats(shape, Float32Array.from(constant.data))) : x];
  const to = scalarOf(name);
  if (!isInteger(to)) return cx.refuse(`casts to ${name ?? 'no known type'}, which would round`, 'cast to float32');
  if (!constant) {
    if (name === 'bool') return [notZero(cx, x)];
    if (isInteger(elem) && noLess(to, elem)) return [x];
    return cx.refuse(
      `casts a moving tensor of ${elem.name} to ${name ?? ''}, which would wrap around`,
      'cast to float32, or quantise',
    );
  }
  const toInteger = name === 'bool' ? (value: number): number => (value === 0 ? 0 : 1) : Math.trunc;
  return [cx.constant(within(cx, to, tensor(to, shape, Float64Array.from(constant.data, toInteger))))];
};

const notZero = (cx: ImportContext, x: Value): Value => {
  const zero = cx.constant(floats([], [0]));
  const isZero = cx.create(qnn.equal, { a: x, b: zero }, {}).result.y;
  return cx.create(qnn.equal, { a: isZero, b: zero }, {}).result.y;
};

/** The second output says which entries were kept: without training all of them. */
const dropout: Handle = (cx) => {
  const x = cx.input(0);
  const { shape } = x.type;
  return [x, cx.constant(tensor(uint(1), shape, new Float64Array(sizeOf(shape)).fill(1)))];
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
  ...defineImporter('', 'Relu', relu),
  ...defineImporter('', 'Identity', identity),
  ...defineImporter('', 'Dropout', dropout),
  ...defineImporter('', 'Cast', cast),
  ...defineImporter('', 'BatchNormalization', batchNormalizationAlong('second')),
];
