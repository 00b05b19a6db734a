import type { OperandsOf } from '../graph/graph.ts';
import type { Rational } from '../math/rational.ts';
import type { Tensor, TensorType } from '../tensor/index.ts';
import type { AttrSpec, AttrValue } from './attr.ts';

/**
 * How the reference executor computes.
 *
 * - `float32` rounds after every op as the source framework does.
 * - `exact` does not round between one quantiser and the next: doubles, and `settle` where a double is too close to a step.
 */
export type Arithmetic = 'float32' | 'exact';
export interface EvaluateContext {
  readonly arithmetic: Arithmetic;
  /** The exact value of element `index` of an operand, where the graph's analysis knows it. */
  settle(operand: string, index: number): Rational | undefined;
}

export interface OperandSpec {
  readonly constant?: true;
}
/** `operand.constant` is a value whose tensor is known at compile time. */
export const operand = { value: {}, constant: { constant: true } } as const satisfies Record<string, OperandSpec>;

export interface OpDef {
  readonly name: string;
  readonly summary: string;
  readonly operands: Readonly<Record<string, OperandSpec>>;
  readonly results: readonly string[];
  // `any`: an attribute table is heterogeneous, and AttrSpec is invariant in its value.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly attrs: Readonly<Record<string, AttrSpec<any>>>;
  infer(operand: never, attrs: never): Readonly<Record<string, TensorType>>;
  evaluate(operand: never, attrs: never, cx: EvaluateContext): Readonly<Record<string, Tensor>>;
}
export type Attrs<Op extends OpDef> = { readonly [K in keyof Op['attrs']]: AttrValue<Op['attrs'][K]> };

// `any` in the bounds below, for the same reason.
/* eslint-disable @typescript-eslint/no-explicit-any */
export interface Def<
  Name extends string,
  Operands extends Record<string, OperandSpec>,
  Results extends readonly string[],
  A extends Record<string, AttrSpec<any>>,
> extends OpDef {
  readonly name: Name;
  readonly operands: Operands;
  readonly results: Results;
  readonly attrs: A;
}

/**
 * Declares an op: schema, types and meaning in one call.
 *
 * `infer` gives the result types and throws a RangeError with a reason if the operands do not fit;
 * `evaluate` is the op's meaning, the reference that every kernel and every rewrite is checked against.
 */
export function defineOp<
  const Name extends string,
  const Operands extends Record<string, OperandSpec>,
  const Results extends readonly string[],
  const A extends Record<string, AttrSpec<any>>,
>(def: {
  readonly name: Name;
  readonly summary: string;
  readonly operands: Operands;
  readonly results: Results;
  readonly attrs: A;
  infer(
    operand: OperandsOf<Def<Name, Operands, Results, A>>,
    attrs: { readonly [K in keyof A]: AttrValue<A[K]> },
  ): { readonly [K in Results[number]]: TensorType };
  evaluate(
    operand: { readonly [K in keyof Operands]: Tensor },
    attrs: { readonly [K in keyof A]: AttrValue<A[K]> },
    cx: EvaluateContext,
  ): { readonly [K in Results[number]]: Tensor };
}): Def<Name, Operands, Results, A> {
  return Object.freeze(def);
}
