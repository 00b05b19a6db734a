import {
  alongAxis,
  commonEntry,
  declined,
  extremes,
  mapField,
  scaledInteger,
  uniform,
  zipField,
  affine,
  type Declined,
  type Field,
  type IntegerForm,
  type ScaledInteger,
} from '../analysis/index.ts';
import type { Value } from '../graph/graph.ts';
import {
  add,
  div,
  equal,
  fromNumber,
  lowestTerms,
  negate,
  sign,
  toNumber,
  ZERO,
  type Rational,
} from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { sameShape, showType, tensor, tensorType, type Tensor } from '../tensor/index.ts';
import { bipolar } from '../types/index.ts';
import { flip } from './flip.ts';
import { accumulatorType } from './mat-mul.ts';
import { permuted } from './permuted.ts';
import { integerArray } from './support.ts';

/** y = aFactor · a + bFactor · b on integers of one shape: two streams that join, brought to one scale. */
export const sum = defineOp({
  name: 'qnn.sum',
  summary: 'Sum of two integer tensors, each times a whole factor.',
  operands: { a: operand.value, b: operand.value },
  results: ['y'],
  attrs: { aFactor: attr.int({ default: 1 }), bFactor: attr.int({ default: 1 }), outType: attr.type() },
  infer({ a, b }, { outType }) {
    if (!sameShape(a.type.shape, b.type.shape)) throw new RangeError(`${showType(a.type)} plus ${showType(b.type)}`);
    return { y: tensorType(outType, a.type.shape) };
  },
  evaluate({ a, b }, { aFactor, bFactor, outType }): { y: Tensor } {
    const data = integerArray(a.data.length, outType.bits);
    for (let i = 0; i < data.length; i++) data[i] = aFactor * a.data[i]! + bFactor * b.data[i]!;
    return { y: { type: tensorType(outType, a.type.shape), data } };
  },
});

const remedy =
  'give both branches one quantiser instance: the same QuantIdentity behind each of them, or a QuantEltwiseAdd';

/** Whole factors that bring two scales to one: `a / aFactor = ± b / bFactor`, the sign per channel where `signs` has it. */
interface Balance {
  readonly aFactor: number;
  readonly bFactor: number;
  readonly signs?: { readonly axis: number; readonly entries: readonly number[] };
}

function balance(a: Field<Rational>, b: Field<Rational>, rank: number): Balance | Declined {
  const isZero = (scale: Rational): boolean => sign(scale) === 0;
  if (Array.from(a.data).some(isZero) || Array.from(b.data).some(isZero))
    return declined('a summand has scale 0 in some channel, so that its integers mean nothing there');
  const ratios = zipField(a, b, div);
  const sizes = mapField(ratios, (ratio) => (sign(ratio) < 0 ? negate(ratio) : ratio));
  const size = commonEntry(sizes, equal);
  if (!size) {
    const other = Array.from(sizes.data).find((ratio) => !equal(ratio, sizes.data[0]!));
    const told = (ratio: Rational | undefined): string => (ratio ? toNumber(ratio).toPrecision(6) : '');
    return declined(
      `the scales of its summands have the ratio ${told(sizes.data[0])} in one channel and ${told(other)} in another; ${remedy}`,
    );
  }
  const { n, d } = lowestTerms(size);
  if (n > Number.MAX_SAFE_INTEGER || d > Number.MAX_SAFE_INTEGER) return declined(unequal(size));
  const [aFactor, bFactor] = [Number(n), Number(d)];
  const along = alongAxis(mapField(ratios, sign), rank, Object.is);
  if (!along) return declined('the sign of its scale varies along several axes');
  if (along.axis === undefined) return { aFactor, bFactor: bFactor * along.entries[0]! };
  return { aFactor, bFactor, signs: { axis: along.axis, entries: along.entries } };
}

const unequal = (ratio: Rational): string =>
  `the scales of its summands have the ratio ${toNumber(ratio)}, which whole factors express only beyond 2^53; ${remedy}`;

/**
 * a + b on scaled integers: `real = scale · (aFactor · n_a + bFactor · n_b) + bias_a + bias_b`, exact for any two scales
 * whose ratio is the same in all channels. Channels whose summands have scales of opposite signs are flipped.
 */
export function sumForm(
  operands: { readonly a: Value; readonly b: Value },
  a: ScaledInteger,
  b: ScaledInteger,
): IntegerForm | Declined {
  const { shape } = operands.a.type;
  if (!sameShape(shape, operands.b.type.shape)) {
    return declined(
      `it adds ${showType(operands.a.type)} and ${showType(operands.b.type)}; two streams join only with equal shapes, so repeat the smaller one in the training script`,
    );
  }
  if (a.domain !== 'integer' || b.domain !== 'integer') return declined('one of its summands is not quantised');
  const found = balance(a.scale, b.scale, shape.length);
  if ('declined' in found) return found;
  const { aFactor, bFactor, signs } = found;
  const flips: Field<number> = signs
    ? { shape: shape.map((size, i) => (i === signs.axis ? size : 1)), data: signs.entries }
    : uniform(1);
  const times = (
    low: Field<number>,
    high: Field<number>,
    factor: Field<number>,
  ): readonly [Field<number>, Field<number>] => {
    const [x, y] = [zipField(low, factor, (n, f) => n * f), zipField(high, factor, (n, f) => n * f)];
    return [zipField(x, y, Math.min), zipField(x, y, Math.max)];
  };
  const left = times(
    a.low,
    a.high,
    mapField(flips, (f) => f * aFactor),
  );
  const right = times(b.low, b.high, uniform(bFactor));
  const [low, high] = [0, 1].map((end) => zipField(left[end]!, right[end]!, (x, y) => x + y)) as [
    Field<number>,
    Field<number>,
  ];
  const [least, most] = extremes(low, high);
  if (Math.max(-least, most) > Number.MAX_SAFE_INTEGER) {
    return declined(
      `the scales of its summands have the ratio ${aFactor} to ${bFactor}, so its sums reach ±${Math.max(-least, most)}, beyond 2^53; ${remedy}`,
    );
  }
  const fact: ScaledInteger = {
    domain: 'integer',
    scale: mapField(b.scale, (scale) => div(scale, fromNumber(bFactor))),
    bias: zipField(a.bias, b.bias, add),
    low,
    high,
  };
  return {
    facts: { y: fact },
    carry(build) {
      const integer = build.integer(operands.a);
      const turned = signs
        ? build.create(
            flip,
            {
              x: integer,
              signs: build.constant(tensor(bipolar, [signs.entries.length], Int8Array.from(signs.entries))),
            },
            { axis: signs.axis },
          ).result.y
        : integer;
      const outType = accumulatorType(low.data, high.data);
      return {
        y: build.create(sum, { a: turned, b: build.integer(operands.b) }, { aFactor, bFactor, outType }).result.y,
      };
    },
  };
}

export const sumFacets = [
  scaledInteger.for(sum, (node, cx) => {
    const [a, b] = [cx.fact(node.operand.a), cx.fact(node.operand.b)];
    if (!a || !b) return declined(cx.why(a ? node.operand.b : node.operand.a));
    const by = (fact: ScaledInteger, factor: number): ScaledInteger =>
      affine(fact, uniform(fromNumber(factor)), uniform(ZERO));
    return sumForm(node.operand, by(a, node.attrs.aFactor), by(b, node.attrs.bFactor));
  }),
  permuted.for(sum, ({ attrs }) => ({ operands: ['a', 'b'], attrs })),
] as const;
