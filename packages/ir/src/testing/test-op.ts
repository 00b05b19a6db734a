import { describe, expect, it } from 'vitest';
import { execute } from '../exec/execute.ts';
import { constantValue, Graph, type Value } from '../graph/graph.ts';
import type { Arithmetic, Attrs, OpDef } from '../op/op.ts';
import { showType, type Tensor } from '../tensor/index.ts';
import { tensorOf } from './text.ts';

/** One evaluation of an op; tensors may be written as in `.fnir`: `'float32[2] [1, 0.5]'`. */
export interface OpVector<Op extends OpDef> {
  readonly name: string;
  readonly operands: { readonly [K in keyof Op['operands']]: Tensor | string };
  readonly attrs: Attrs<Op>;
  readonly results: { readonly [K in Op['results'][number]]: Tensor | string };
  /** Left out, both arithmetics must agree. */
  readonly arithmetic?: Arithmetic;
}

/** Expects an op to give each vector's results, value by value (−0 equals 0), under the types that `infer` promised. */
export function testOp<Op extends OpDef>(op: Op, vectors: readonly OpVector<Op>[]): void {
  describe(op.name, () => {
    it.each(vectors)('$name', ({ operands, attrs, results, arithmetic }) => {
      for (const mode of arithmetic ? [arithmetic] : (['float32', 'exact'] as const)) {
        const { values, types } = evaluated(op, operands, attrs, mode);
        for (const key of op.results) {
          const expected = asTensor((results as Record<string, Tensor | string>)[key]!);
          expect(showType(values[key]!.type), `type of ${key}`).toBe(showType(expected.type));
          expect(types[key], `type of ${key} by infer`).toBe(showType(expected.type));
          expectSameValues(values[key]!, expected);
        }
      }
    });
  });
}

/** Values equal by `==`, so that −0 is 0; NaN equals NaN. */
export function expectSameValues(actual: Tensor, expected: Tensor): void {
  expect(actual.type.shape).toEqual(expected.type.shape);
  const wrong = expected.data.findIndex(
    (value, i) => !(value === actual.data[i] || (Number.isNaN(value) && Number.isNaN(actual.data[i]))),
  );
  expect(wrong, `element ${wrong}: ${actual.data[wrong] ?? ''} instead of ${expected.data[wrong] ?? ''}`).toBe(-1);
}

const asTensor = (value: Tensor | string): Tensor => (typeof value === 'string' ? tensorOf(value) : value);

function evaluated(
  op: OpDef,
  operands: Readonly<Record<string, Tensor | string>>,
  attrs: unknown,
  arithmetic: Arithmetic,
): { readonly values: Readonly<Record<string, Tensor>>; readonly types: Readonly<Record<string, string>> } {
  const graph = new Graph();
  const feeds: Tensor[] = [];
  const operand: Record<string, Value> = {};
  for (const key of Object.keys(op.operands)) {
    const value = asTensor(operands[key]!);
    if (op.operands[key]?.constant) operand[key] = constantValue(value);
    else {
      const { type } = value;
      operand[key] = graph.input(type, { name: key, source: type, perm: type.shape.map((_, axis) => axis) });
      feeds.push(value);
    }
  }
  const node = graph.add(op, operand, attrs as never);
  const results = op.results.map((key) => (node.result as Record<string, Value>)[key]!);
  for (const value of results) {
    const { type } = value;
    graph.output(value, {
      name: 'y',
      source: type,
      scale: [1],
      bias: [0],
      shape: type.shape,
      perm: type.shape.map((_, axis) => axis),
    });
  }
  const outputs = execute(graph, feeds, { arithmetic });
  const byKey = <T>(of: (i: number) => T): Record<string, T> =>
    Object.fromEntries(op.results.map((key, i) => [key, of(i)]));
  return { values: byKey((i) => outputs[i]!), types: byKey((i) => showType(results[i]!.type)) };
}
