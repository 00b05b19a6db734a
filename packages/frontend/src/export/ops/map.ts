import { qnn, type FacetImplementation, type Node } from '@finnc/ir';
import { float, toOnnx, type Attributes, type OnnxWriter } from '../writer.ts';

type MapNode = Node<typeof qnn.map>;
type Write = (cx: OnnxWriter, x: string, alpha: number, beta: number) => string;

const plain =
  (opType: string, attributes: (alpha: number, beta: number) => Attributes = () => ({})): Write =>
  (cx, x, alpha, beta) =>
    cx.emit(opType, [x], attributes(alpha, beta));
const withAlpha = (opType: string): Write => plain(opType, (alpha) => ({ alpha: float(alpha) }));

const number = (cx: OnnxWriter, value: number): string => cx.floats([], [value]);
const times = (cx: OnnxWriter, a: string, b: string): string => cx.emit('Mul', [a, b]);

const clip: Write = (cx, x, low, high) => {
  const bounds = [Number.isFinite(low) ? number(cx, low) : '', ...(Number.isFinite(high) ? [number(cx, high)] : [])];
  return bounds.join('') === '' ? cx.emit('Identity', [x]) : cx.emit('Clip', [x, ...bounds]);
};

/** x · Φ(x), as operator sets before 20 have no Gelu. */
const gelu: Write = (cx, x) => {
  const grown = cx.emit('Erf', [times(cx, x, number(cx, Math.SQRT1_2))]);
  return times(cx, times(cx, x, number(cx, 0.5)), cx.emit('Add', [grown, number(cx, 1)]));
};

const geluTanh: Write = (cx, x) => {
  const cube = cx.emit('Pow', [x, number(cx, 3)]);
  const inner = cx.emit('Add', [x, times(cx, cube, number(cx, 0.044715))]);
  const grown = cx.emit('Tanh', [times(cx, inner, number(cx, Math.sqrt(2 / Math.PI)))]);
  return times(cx, times(cx, x, number(cx, 0.5)), cx.emit('Add', [grown, number(cx, 1)]));
};

/** How each function is written with the operators of opset 13. */
const writers: Readonly<Record<qnn.MapFunctionName, Write>> = {
  abs: plain('Abs'),
  acos: plain('Acos'),
  acosh: plain('Acosh'),
  asin: plain('Asin'),
  asinh: plain('Asinh'),
  atan: plain('Atan'),
  atanh: plain('Atanh'),
  ceil: plain('Ceil'),
  celu: withAlpha('Celu'),
  clip,
  cos: plain('Cos'),
  cosh: plain('Cosh'),
  elu: withAlpha('Elu'),
  erf: plain('Erf'),
  exp: plain('Exp'),
  floor: plain('Floor'),
  gelu,
  gelu_tanh: geluTanh,
  hard_sigmoid: plain('HardSigmoid', (alpha, beta) => ({ alpha: float(alpha), beta: float(beta) })),
  hard_swish: (cx, x) => times(cx, x, cx.emit('HardSigmoid', [x], { alpha: float(1 / 6), beta: float(0.5) })),
  leaky_relu: withAlpha('LeakyRelu'),
  log: plain('Log'),
  mish: (cx, x) => times(cx, x, cx.emit('Tanh', [cx.emit('Softplus', [x])])),
  round: plain('Round'),
  selu: plain('Selu', (alpha, beta) => ({ alpha: float(alpha), gamma: float(beta) })),
  shrink: plain('Shrink', (alpha, beta) => ({ lambd: float(alpha), bias: float(beta) })),
  sigmoid: plain('Sigmoid'),
  sign: plain('Sign'),
  sin: plain('Sin'),
  sinh: plain('Sinh'),
  softplus: plain('Softplus'),
  softsign: plain('Softsign'),
  sqrt: plain('Sqrt'),
  swish: (cx, x, alpha) => times(cx, x, cx.emit('Sigmoid', [times(cx, x, number(cx, alpha))])),
  tan: plain('Tan'),
  tanh: plain('Tanh'),
  thresholded_relu: withAlpha('ThresholdedRelu'),
};

export const mapToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.map, ({ operand: { x }, attrs }: MapNode, cx) => ({
    y: writers[attrs.function](cx, cx.tensor(x), attrs.alpha, attrs.beta),
  })),
  toOnnx.for(qnn.prelu, ({ operand: { x, slope } }, cx) => ({ y: cx.emit('PRelu', [cx.tensor(x), cx.tensor(slope)]) })),
];
