import { qnn, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { clipCodes } from '../qcdq/clip-codes.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';

/** An attribute and its default in ONNX. */
type Parameter = readonly [attribute: string, fallback: number];

const mapped = (cx: ImportContext, x: Value, name: qnn.MapFunctionName, alpha = 0, beta = 0): Value =>
  cx.create(qnn.map, { x }, { function: name, alpha, beta }).result.y;

const mapOf =
  (name: qnn.MapFunctionName, alpha?: Parameter, beta?: Parameter): Handle =>
  (cx) => {
    const read = (parameter: Parameter | undefined): number => (parameter ? cx.float(...parameter) : 0);
    return [mapped(cx, cx.input(0), name, read(alpha), read(beta))];
  };

const functions: Readonly<Record<string, Handle>> = {
  Acos: mapOf('acos'),
  Acosh: mapOf('acosh'),
  Asin: mapOf('asin'),
  Asinh: mapOf('asinh'),
  Atan: mapOf('atan'),
  Atanh: mapOf('atanh'),
  Ceil: mapOf('ceil'),
  Celu: mapOf('celu', ['alpha', 1]),
  Cos: mapOf('cos'),
  Cosh: mapOf('cosh'),
  Elu: mapOf('elu', ['alpha', 1]),
  Erf: mapOf('erf'),
  Exp: mapOf('exp'),
  Floor: mapOf('floor'),
  HardSigmoid: mapOf('hard_sigmoid', ['alpha', Math.fround(0.2)], ['beta', 0.5]),
  HardSwish: mapOf('hard_swish'),
  LeakyRelu: mapOf('leaky_relu', ['alpha', Math.fround(0.01)]),
  Log: mapOf('log'),
  Mish: mapOf('mish'),
  Round: mapOf('round'),
  Selu: mapOf('selu', ['alpha', 1.67326319217681884765625], ['gamma', 1.05070102214813232421875]),
  Shrink: mapOf('shrink', ['lambd', 0.5], ['bias', 0]),
  Sigmoid: mapOf('sigmoid'),
  Sign: mapOf('sign'),
  Sin: mapOf('sin'),
  Sinh: mapOf('sinh'),
  Softplus: mapOf('softplus'),
  Softsign: mapOf('softsign'),
  Sqrt: mapOf('sqrt'),
  Swish: mapOf('swish', ['alpha', 1]),
  Tan: mapOf('tan'),
  Tanh: mapOf('tanh'),
  ThresholdedRelu: mapOf('thresholded_relu', ['alpha', 1]),
};

const gelu: Handle = (cx) => {
  const approximate = cx.string('approximate', 'none');
  if (approximate !== 'none' && approximate !== 'tanh')
    return cx.refuse(`has the unknown approximation '${approximate}'`);
  return [mapped(cx, cx.input(0), approximate === 'none' ? 'gelu' : 'gelu_tanh')];
};

/** Of integers the least one has no counterpart and wraps around; that is refused like other arithmetic on integers. */
const ofReals =
  (handle: Handle): Handle =>
  (cx) =>
    cx.wraps(0)
      ? cx.refuse('computes on integers, which wrap around', 'cast the integers to float32 before')
      : handle(cx);

const negated: Handle = (cx) => [cx.create(qnn.mul, { a: cx.input(0), b: cx.constant(floats([], [-1])) }, {}).result.y];

const reciprocal: Handle = (cx) => [
  cx.create(qnn.div, { a: cx.constant(floats([], [1])), b: cx.input(0) }, {}).result.y,
];

/** Bounds are attributes before opset 11 and inputs from then on. */
const clip: Handle = (cx) => {
  const bound = (index: number, name: string, open: number): number => {
    if (!cx.optional(index)) return cx.float(name, open);
    return cx.constantInput(index, `${name}imum`).data[0] ?? open;
  };
  const [low, high] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)];
  if (Number.isNaN(low) || Number.isNaN(high)) return cx.refuse('has a bound that is not a number');
  const x = cx.input(0);
  return [clipCodes(cx, x, low, high) ?? mapped(cx, x, 'clip', low, high)];
};

/** One slope for all is a leaky rectifier. */
const prelu: Handle = (cx) => {
  const slope = cx.constantInput(1, 'slope');
  const [first = 0] = slope.data;
  if (slope.data.every((value) => value === first)) return [mapped(cx, cx.input(0), 'leaky_relu', first)];
  return [cx.create(qnn.prelu, { x: cx.input(0), slope: cx.constant(slope) }, {}).result.y];
};

export const mapImporters: readonly OnnxImporter[] = [
  ...Object.entries(functions).flatMap(([opType, handle]) => defineImporter('', opType, handle)),
  ...defineImporter('', 'Gelu', gelu),
  ...defineImporter('', 'Abs', ofReals(mapOf('abs'))),
  ...defineImporter('', 'Neg', ofReals(negated)),
  ...defineImporter('', 'Reciprocal', reciprocal),
  ...defineImporter('', 'Clip', clip),
  ...defineImporter('', 'PRelu', prelu),
];
