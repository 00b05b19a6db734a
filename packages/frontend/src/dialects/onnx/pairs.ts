import { float32, isInteger, qnn, tensor, uint, type Tensor, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { integerResult } from './elementwise.ts';

/** The one number a constant of any shape holds, or undefined. */
function uniform(value: Value): number | undefined {
  const [first, ...rest] = value.constant?.data ?? [];
  return rest.every((other) => other === first) ? first : undefined;
}

/** Whether the result has the shape of `x`, so that a function of x alone can stand for it. */
const keepsShape = (x: Value, other: Value): boolean => other.type.shape.length <= x.type.shape.length;

const map = (cx: ImportContext, x: Value, name: qnn.MapFunctionName, alpha = 0, beta = 0): Value =>
  cx.create(qnn.map, { x }, { function: name, alpha, beta }).result.y;

/** TensorNorm exports its square root as a power of 0.5. */
const pow: Handle = (cx) => {
  const [a, b] = [cx.input(0), cx.input(1)];
  const constants = a.constant && b.constant;
  if (constants && isInteger(a.type.elem) && isInteger(b.type.elem))
    return [cx.constant(integerResult(cx, a.constant, b.constant, (x, y) => Math.trunc(x ** y)))];
  if (cx.wraps(0)) return cx.refuse('raises integers to a power', 'cast the integers to float32 before');
  const exponent = uniform(b);
  if (exponent !== undefined && keepsShape(a, b)) {
    if (exponent === 1) return [a];
    if (exponent === 0.5) return [map(cx, a, 'sqrt')];
  }
  return [cx.create(qnn.pow, { a, b }, {}).result.y];
};

/** Any number of operands, taken two at a time. */
const chained =
  (join: (cx: ImportContext, so: Value, next: Value) => Value): Handle =>
  (cx) => {
    let result = cx.input(0);
    for (let i = 1; i < cx.inputCount; i++) result = join(cx, result, cx.input(i));
    return [result];
  };

/** With a real number on one side it is half a clip, which thresholds can stand for. */
const extreme = (op: typeof qnn.min | typeof qnn.max): Handle =>
  chained((cx, a, b) => {
    const [x, bound] = a.constant ? [b, a] : [a, b];
    const limit = uniform(bound);
    if (x.constant ?? (limit === undefined || Number.isNaN(limit) || !keepsShape(x, bound) || isInteger(x.type.elem)))
      return cx.fold(op, { a, b }, {}).y;
    return op.name === 'qnn.max' ? map(cx, x, 'clip', limit, Infinity) : map(cx, x, 'clip', -Infinity, limit);
  });

const added = chained((cx, a, b) => cx.create(qnn.add, { a, b }, {}).result.y);

const sum: Handle = (cx) =>
  cx.inputCount > 1 && cx.wraps(0) && cx.wraps(1)
    ? cx.refuse('computes on integers, which wrap around', 'cast the integers to float32 before')
    : added(cx);

const mean: Handle = (cx) => {
  const [total] = sum(cx);
  const share = cx.constant(floats([], [1 / cx.inputCount]));
  return [cx.create(qnn.mul, { a: total!, b: share }, {}).result.y];
};

type Comparison = typeof qnn.equal | typeof qnn.less | typeof qnn.lessOrEqual;
const comparison =
  (op: Comparison, swapped = false): Handle =>
  (cx) => {
    const [a, b] = swapped ? [cx.input(1), cx.input(0)] : [cx.input(0), cx.input(1)];
    return [cx.fold(op, { a, b }, {}).y];
  };

const where: Handle = (cx) => [cx.fold(qnn.where, { condition: cx.input(0), a: cx.input(1), b: cx.input(2) }, {}).y];

const one = (cx: ImportContext): Value => cx.constant(tensor(uint(1), [], [1]));

/** Truth values are 0 and 1, so `and` is their least and `or` their greatest. */
const logical =
  (apply: (cx: ImportContext, a: Value, b: Value) => Value): Handle =>
  (cx) => [apply(cx, cx.input(0), cx.input(1))];
const negation = (cx: ImportContext, x: Value): Value => cx.fold(qnn.less, { a: x, b: one(cx) }, {}).y;
const exclusive = (cx: ImportContext, a: Value, b: Value): Value => negation(cx, cx.fold(qnn.equal, { a, b }, {}).y);

/** `fmod` has the sign of the dividend, the default that of the divisor. */
const mod: Handle = (cx) => {
  const [a, b] = [cx.input(0), cx.input(1)];
  const remainder: (x: number, y: number) => number =
    cx.int('fmod', 0) === 0 ? (x, y) => x - y * Math.floor(x / y) : (x, y) => x % y;
  const constants: readonly (Tensor | undefined)[] = [a.constant, b.constant];
  const [x, y] = constants;
  if (!x || !y) return cx.refuse('takes the remainder of a moving tensor');
  if (a.type.elem === float32) return cx.refuse('takes the remainder of fractions');
  return [cx.constant(integerResult(cx, x, y, remainder))];
};

export const pairImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'Pow', pow),
  ...defineImporter('', 'Min', extreme(qnn.min)),
  ...defineImporter('', 'Max', extreme(qnn.max)),
  ...defineImporter('', 'Sum', sum),
  ...defineImporter('', 'Mean', mean),
  ...defineImporter('', 'Mod', mod),
  ...defineImporter('', 'Equal', comparison(qnn.equal)),
  ...defineImporter('', 'Less', comparison(qnn.less)),
  ...defineImporter('', 'LessOrEqual', comparison(qnn.lessOrEqual)),
  ...defineImporter('', 'Greater', comparison(qnn.less, true)),
  ...defineImporter('', 'GreaterOrEqual', comparison(qnn.lessOrEqual, true)),
  ...defineImporter('', 'Where', where),
  ...defineImporter('', 'Not', (cx) => [negation(cx, cx.input(0))]),
  ...defineImporter(
    '',
    'And',
    logical((cx, a, b) => cx.fold(qnn.min, { a, b }, {}).y),
  ),
  ...defineImporter(
    '',
    'Or',
    logical((cx, a, b) => cx.fold(qnn.max, { a, b }, {}).y),
  ),
  ...defineImporter('', 'Xor', logical(exclusive)),
];
