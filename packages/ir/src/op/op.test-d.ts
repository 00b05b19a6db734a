import { expectTypeOf, test } from 'vitest';
import {
  type Graph,
  qnn,
  type Attrs,
  type ConstantValue,
  type Node,
  type Rule,
  type ScalarType,
  type Tensor,
  type Value,
} from '../index.ts';
import { defineRule } from '../rewrite/index.ts';
import { attr, defineOp, operand } from './index.ts';

test('attributes, operands and results of a node are those of its op', () => {
  type N = Node<typeof qnn.multiThreshold>;
  expectTypeOf<N['attrs']['outBias']>().toEqualTypeOf<number>();
  expectTypeOf<N['attrs']['outType']>().toEqualTypeOf<ScalarType>();
  expectTypeOf<N['operand']['thresholds']>().toEqualTypeOf<ConstantValue>();
  expectTypeOf<N['operand']['x']>().toEqualTypeOf<Value>();
  expectTypeOf<keyof N['result']>().toEqualTypeOf<'y'>();
  expectTypeOf<N['op']['name']>().toEqualTypeOf<'qnn.multi_threshold'>();
  expectTypeOf<Attrs<typeof qnn.quant>['rounding']>().toEqualTypeOf<qnn.RoundingMode>();
  // @ts-expect-error no such attribute
  type _NoAttribute = N['attrs']['nope'];
  // @ts-expect-error no such result
  type _NoResult = N['result']['z'];
});

test('a graph takes no wrong operand or attribute', () => {
  const build = (graph: Graph, x: Value, c: ConstantValue): void => {
    graph.add(qnn.mul, { a: x, b: c }, {});
    // @ts-expect-error a plain value is not a constant
    graph.add(qnn.offset, { x, offsets: x }, { outType: {} as ScalarType });
    // @ts-expect-error an operand is missing
    graph.add(qnn.mul, { a: x }, {});
    // @ts-expect-error an attribute is missing
    graph.add(qnn.topK, { x }, {});
    // @ts-expect-error an attribute is ill-typed
    graph.add(qnn.topK, { x }, { k: '1' });
  };
  expectTypeOf(build).toBeFunction();
});

test('a definition types its own infer and evaluate', () => {
  const _op = defineOp({
    name: 'test.op',
    summary: '',
    operands: { x: operand.value, c: operand.constant },
    results: ['y', 'z'],
    attrs: { mode: attr.oneOf(['a', 'b'], { default: 'a' }), sizes: attr.ints() },
    infer({ x, c }, { mode, sizes }) {
      expectTypeOf(c).toEqualTypeOf<ConstantValue>();
      expectTypeOf(mode).toEqualTypeOf<'a' | 'b'>();
      expectTypeOf(sizes).toEqualTypeOf<readonly number[]>();
      return { y: x.type, z: c.type };
    },
    evaluate({ x, c }) {
      expectTypeOf(x).toEqualTypeOf<Tensor>();
      return { y: x, z: c };
    },
  });
  expectTypeOf<Node<typeof _op>['result']>().toEqualTypeOf<{ readonly y: Value; readonly z: Value }>();
  const _incomplete = defineOp({
    name: 't',
    summary: '',
    operands: {},
    results: ['y'],
    attrs: {},
    // @ts-expect-error a result is missing
    infer: () => ({}),
    // @ts-expect-error a result is missing
    evaluate: () => ({}),
  });
});

test('a rule sees the node of its root', () => {
  const rule = defineRule({
    name: 'r',
    root: qnn.topK,
    rewrite(node) {
      expectTypeOf(node.attrs.k).toEqualTypeOf<number>();
      return undefined;
    },
  });
  expectTypeOf(rule).toEqualTypeOf<Rule>();
});
