import { erf } from '../math/erf.ts';
import { toNumber } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { tensorType, type Tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { exactly, jumps } from './map.exact.ts';
import { halfEven, nearStep } from './rounding.ts';
import { mapTensor } from './support.ts';

/** A real function of one number, with up to two parameters. */
export interface MapFunction {
  /** In doubles; a NaN stays one. */
  readonly apply: (x: number, alpha: number, beta: number) => number;
  /** Whether it is defined and non-decreasing over all reals with these parameters, so that thresholds can stand for it. */
  readonly rises: (alpha: number, beta: number) => boolean;
}

const always = (): boolean => true;
const never = (): boolean => false;
const rising = (apply: MapFunction['apply']): MapFunction => ({ apply, rises: always });
const other = (apply: MapFunction['apply']): MapFunction => ({ apply, rises: never });

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** ln(1 + eˣ), without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
/** Clamps with NaN kept; the upper bound wins where they cross, as in ONNX. */
const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const normalCdf = (x: number): number => 0.5 * (1 + erf(x / Math.SQRT2));

/**
 * Functions by name. `alpha` and `beta` are ONNX's attributes of these names, or as noted.
 *
 * @see ONNX operators documentation, the operator of the same name
 */
export const mapFunctions = {
  abs: other(Math.abs),
  acos: other(Math.acos),
  acosh: other(Math.acosh),
  asin: other(Math.asin),
  asinh: rising(Math.asinh),
  atan: rising(Math.atan),
  atanh: other(Math.atanh),
  ceil: rising(Math.ceil),
  celu: {
    apply: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x / alpha)),
    rises: (alpha) => alpha > 0,
  },
  /** alpha: least value, beta: greatest. */
  clip: rising(clamp),
  cos: other(Math.cos),
  cosh: other(Math.cosh),
  elu: { apply: (x, alpha) => (x < 0 ? alpha * Math.expm1(x) : x), rises: (alpha) => alpha >= 0 },
  erf: rising(erf),
  exp: rising(Math.exp),
  floor: rising(Math.floor),
  gelu: other((x) => x * normalCdf(x)),
  /** The approximation of gelu by tanh. */
  gelu_tanh: other((x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))),
  hard_sigmoid: {
    apply: (x, alpha, beta) => clamp(alpha * x + beta, 0, 1),
    rises: (alpha) => alpha >= 0,
  },
  hard_swish: other((x) => x * clamp(x / 6 + 0.5, 0, 1)),
  leaky_relu: { apply: (x, alpha) => (x < 0 ? alpha * x : x), rises: (alpha) => alpha >= 0 },
  log: other(Math.log),
  mish: other((x) => x * Math.tanh(softplus(x))),
  /** Half to even. */
  round: rising(halfEven),
  /** beta: ONNX's gamma. */
  selu: {
    apply: (x, alpha, beta) => beta * (x > 0 ? x : alpha * Math.expm1(x)),
    rises: (alpha, beta) => beta >= 0 && alpha >= 0,
  },
  /** alpha: ONNX's lambd, beta: its bias. */
  shrink: {
    apply: (x, alpha, beta) => (x < -alpha ? x + beta : x > alpha ? x - beta : Number.isNaN(x) ? x : 0),
    rises: (alpha, beta) => alpha >= 0 && beta <= alpha,
  },
  sigmoid: rising(sigmoid),
  sign: rising(Math.sign),
  sin: other(Math.sin),
  sinh: rising(Math.sinh),
  softplus: rising(softplus),
  softsign: rising((x) => (Math.abs(x) === Infinity ? Math.sign(x) : x / (1 + Math.abs(x)))),
  sqrt: other(Math.sqrt),
  /** x · sigmoid(alpha · x); SiLU where alpha is 1. */
  swish: other((x, alpha) => x * sigmoid(alpha * x)),
  tan: other(Math.tan),
  tanh: rising(Math.tanh),
  thresholded_relu: {
    apply: (x, alpha) => (x > alpha || Number.isNaN(x) ? x : 0),
    rises: (alpha) => alpha >= 0,
  },
} as const satisfies Readonly<Record<string, MapFunction>>;

export type MapFunctionName = keyof typeof mapFunctions;

export interface MapParameters {
  readonly function: MapFunctionName;
  readonly alpha: number;
  readonly beta: number;
}

/** `attr.oneOf` wants its names as a tuple; the keys of the table are the only list of them. */
const names = Object.keys(mapFunctions) as MapFunctionName[];

/** Whether the node's function is non-decreasing with its parameters. */
export const risesWith = ({ function: name, alpha, beta }: MapParameters): boolean => {
  const { rises }: MapFunction = mapFunctions[name];
  return rises(alpha, beta);
};

/** y = f(x), element by element; in float32 rounded once, from the value in doubles. */
export const map = defineOp({
  name: 'qnn.map',
  summary: 'A real function of one number, element by element.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {
    function: attr.oneOf(names),
    alpha: attr.float({ default: 0 }),
    beta: attr.float({ default: 0 }),
  },
  infer: ({ x }) => ({ y: tensorType(float32, x.type.shape) }),
  evaluate({ x }, { function: name, alpha, beta }, { arithmetic, settle }): { y: Tensor } {
    const { apply }: MapFunction = mapFunctions[name];
    const exact = arithmetic === 'exact' && jumps.has(name) ? exactly[name] : undefined;
    const at = (value: number, i: number): number => {
      const real = exact && nearStep(value) ? settle('x', i) : undefined;
      return exact && real ? toNumber(exact(real, alpha, beta)) : apply(value, alpha, beta);
    };
    return { y: mapTensor(x, tensorType(float32, x.type.shape), arithmetic, at) };
  },
});
