import {
  affine,
  declined,
  mapField,
  rationalField,
  scaledInteger,
  uniform,
  zipField,
  type Declined,
  type Field,
  type Float32Stage,
  type IntegerContext,
  type IntegerForm,
  type ScaledInteger,
} from '../analysis/index.ts';
import type { FacetImplementation } from '../facet/facet.ts';
import type { Node, Value } from '../graph/graph.ts';
import {
  add as sumOf,
  div as quotient,
  mul as product,
  negate,
  ONE,
  sign,
  ZERO,
  type Rational,
} from '../math/rational.ts';
import type { Tensor } from '../tensor/index.ts';
import { float32, type ScalarType } from '../types/index.ts';
import { definePair, type Apply } from './pair.ts';
import { sumForm } from './sum.ts';

const real = (): ScalarType => float32;
const numbers = {
  'qnn.add': (a, b) => a + b,
  'qnn.sub': (a, b) => a - b,
  'qnn.mul': (a, b) => a * b,
  'qnn.div': (a, b) => a / b,
} as const satisfies Readonly<Record<string, Apply>>;

/** y = a + b with numpy broadcasting. */
export const add = definePair('qnn.add', 'Element-wise sum.', real, numbers['qnn.add']);
/** y = a − b with numpy broadcasting. */
export const sub = definePair('qnn.sub', 'Element-wise difference.', real, numbers['qnn.sub']);
/** y = a · b with numpy broadcasting. */
export const mul = definePair('qnn.mul', 'Element-wise product.', real, numbers['qnn.mul']);
/** y = a / b with numpy broadcasting. */
export const div = definePair('qnn.div', 'Element-wise quotient.', real, numbers['qnn.div']);

type Elementwise = typeof add | typeof sub | typeof mul | typeof div;

/** The integers stay, scale and bias change. */
function withConstant(node: Node<Elementwise>, value: Value, fact: ScaledInteger): IntegerForm {
  return { facts: { y: fact }, carry: (build) => ({ y: build.integer(value) }) };
}

/** The real values of a constant, plain or behind its quantiser. */
function constantReals(value: Value, cx: IntegerContext): Field<Rational> | undefined {
  const constant = cx.constant(value);
  if (constant) return constant.data.every(Number.isFinite) ? rationalField(constant) : undefined;
  const fact = cx.fact(value);
  if (!fact?.constant) return undefined;
  const codes = rationalField(fact.constant);
  return zipField(zipField(codes, fact.scale, product), fact.bias, sumOf);
}

/** The moving value and the constant; `flipped` if the constant comes first. */
interface Split {
  readonly value: Value;
  /** Undefined behind a quantiser, which leaves no float32 values of its own. */
  readonly constant: Tensor | undefined;
  readonly other: Field<Rational>;
  readonly flipped: boolean;
}

function split({ operand: { a, b } }: Node<Elementwise>, cx: IntegerContext): Split | undefined {
  const right = constantReals(b, cx);
  if (right) return { value: a, constant: cx.constant(b), other: right, flipped: false };
  const left = constantReals(a, cx);
  return left && { value: b, constant: cx.constant(a), other: left, flipped: true };
}

/** The operation on a real input in float32. */
function float32Stages(node: Node<Elementwise>, { constant, flipped }: Split): Float32Stage[] {
  if (!constant) return [];
  const apply = numbers[node.op.name];
  return [
    {
      values: { shape: constant.type.shape, data: constant.data },
      apply: (x, value) => Math.fround(flipped ? apply(value, x) : apply(x, value)),
    },
  ];
}

function constantForm(
  node: Node<Elementwise>,
  cx: IntegerContext,
  change: (
    other: Field<Rational>,
    flipped: boolean,
  ) => { readonly factor: Field<Rational>; readonly offset: Field<Rational> } | Declined,
): IntegerForm | Declined {
  const parts = split(node, cx);
  if (!parts) {
    const { a, b } = node.operand;
    return declined(
      (cx.constant(a) ?? cx.constant(b))
        ? 'its constant has entries that are not finite'
        : 'both operands move, and only sums of two streams have an integer form',
    );
  }
  const fact = cx.curved(parts.value);
  if (!fact) return declined(cx.why(parts.value));
  if (parts.value.type.shape.join() !== node.result.y.type.shape.join())
    return declined('the constant enlarges the tensor');
  const by = change(parts.other, parts.flipped);
  return 'declined' in by
    ? by
    : withConstant(node, parts.value, affine(fact, by.factor, by.offset, float32Stages(node, parts)));
}

/** Whether both operands move; a constant may lie behind its quantiser. */
const isJoin = ({ operand: { a, b } }: Node<Elementwise>, cx: IntegerContext): boolean =>
  [a, b].every((value) => !cx.constant(value) && !cx.fact(value)?.constant);

/** a + sign · b of two streams. */
function joinForm(
  { operand: operands }: Node<typeof add | typeof sub>,
  cx: IntegerContext,
  factor: Rational,
): IntegerForm | Declined {
  const [a, b] = [cx.fact(operands.a), cx.fact(operands.b)];
  if (!a || !b) return declined(cx.why(a ? operands.b : operands.a));
  return sumForm(operands, a, affine(b, uniform(factor), uniform(ZERO)));
}

export const elementwiseFacets: readonly FacetImplementation[] = [
  scaledInteger.for(add, (node, cx) =>
    isJoin(node, cx)
      ? joinForm(node, cx, ONE)
      : constantForm(node, cx, (other) => ({ factor: uniform(ONE), offset: other })),
  ),
  scaledInteger.for(sub, (node, cx) =>
    isJoin(node, cx)
      ? joinForm(node, cx, negate(ONE))
      : constantForm(node, cx, (other, flipped) =>
          flipped
            ? { factor: uniform(negate(ONE)), offset: other }
            : { factor: uniform(ONE), offset: mapField(other, negate) },
        ),
  ),
  scaledInteger.for(mul, (node, cx) => constantForm(node, cx, (other) => ({ factor: other, offset: uniform(ZERO) }))),
  scaledInteger.for(div, (node, cx) =>
    constantForm(node, cx, (other, flipped) => {
      if (flipped) return declined('a constant divided by a moving value is not linear');
      if (Array.from(other.data).some((value) => sign(value) === 0)) return declined('it divides by zero');
      return { factor: mapField(other, (value) => quotient(ONE, value)), offset: uniform(ZERO) };
    }),
  ),
];
