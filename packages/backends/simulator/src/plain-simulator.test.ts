import {
  attr,
  bipolar,
  constantValue,
  defineOp,
  Graph,
  int,
  operand,
  Registry,
  tensor,
  tensorType,
  type OutputPort,
  type TensorType,
  type Value,
} from '@finnc/ir';
import { fork } from '@finnc/ir/hw';
import { describe, expect, it } from 'vitest';
import { compareWithReference } from './compare.ts';
import { kernel, mapKernel, passThrough } from './facet.ts';
import { plainSimulator } from './plain-simulator.ts';

/** x + amount; says nothing to the simulator. */
const shift = defineOp({
  name: 'test.shift',
  summary: 'Adds a number.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { amount: attr.int() },
  infer: ({ x }) => ({ y: tensorType(int(16), x.type.shape) }),
  evaluate: ({ x }, { amount }) => ({
    y: tensor(
      int(16),
      x.type.shape,
      Int32Array.from(x.data, (v) => v + amount),
    ),
  }),
});
const add = defineOp({
  name: 'test.add',
  summary: 'Adds two tensors of one shape.',
  operands: { a: operand.value, b: operand.value },
  results: ['y'],
  attrs: {},
  infer: ({ a }) => ({ y: tensorType(int(16), a.type.shape) }),
  evaluate: ({ a, b }) => ({
    y: tensor(
      int(16),
      a.type.shape,
      Int32Array.from(a.data, (v, i) => v + b.data[i]!),
    ),
  }),
});
const facets = [
  kernel.for(fork, ({ operand: { x } }, cx) => passThrough(cx.encodingOf(x), { results: ['y0', 'y1'] })),
  kernel.for(add, ({ operand: { a } }) => ({
    reads: { a: 'int32', b: 'int32' },
    writes: { y: 'int32' },
    run({ a: left, b: right }, { y }, frames) {
      const size = frames * a.type.shape.reduce((product, n) => product * n, 1);
      for (let i = 0; i < size; i++) y![i] = left![i]! + right![i]!;
    },
  })),
];
const registry = new Registry([{ name: 'test', ops: [shift, add, fork], facets }]);

const identity = ({ shape }: TensorType): number[] => shape.map((_, i) => i);
const portOf = (name: string, { type }: Value): OutputPort => ({
  name,
  source: type,
  scale: [1],
  bias: [0],
  shape: type.shape,
  perm: identity(type),
});
function start(type: TensorType): { readonly graph: Graph; readonly x: Value } {
  const graph = new Graph();
  return { graph, x: graph.input(type, { name: 'x', source: type, perm: identity(type) }) };
}

describe('simulator', () => {
  it('converts between encodings, shares passed values, and runs joins', () => {
    const { graph, x } = start(tensorType(bipolar, [1, 3, 37]));
    const { y0, y1 } = graph.add(fork, { x }, { lanes: 1 }).result;
    const { y } = graph.add(add, { a: y0, b: y1 }, {}).result;
    graph.output(y, portOf('y', y));
    graph.output(y1, portOf('x', y1));
    graph.output(x, portOf('again', x));
    expect(compareWithReference(graph, registry, 20)).toBeUndefined();
    expect(plainSimulator(graph, registry).notes).toEqual([]);
  });

  it('runs an op without a kernel by its meaning, and notes it', () => {
    const { graph, x } = start(tensorType(int(8), [2, 3]));
    const { y } = graph.add(shift, { x }, { amount: 5 }, { name: 'shift_0' }).result;
    graph.output(y, portOf('y', y));
    expect(compareWithReference(graph, registry, 300)).toBeUndefined();
    expect(plainSimulator(graph, registry).notes).toMatchObject([
      { code: 'FINNC5401', severity: 'note', at: { layer: 'shift_0' } },
    ]);
  });

  it('reads constants in every frame', () => {
    const { graph, x } = start(tensorType(int(8), [4]));
    const b = constantValue(tensor(int(8), [4], [1, -2, 3, -4]));
    const { y } = graph.add(add, { a: x, b }, {}).result;
    graph.output(y, portOf('y', y));
    expect(compareWithReference(graph, registry, 10)).toBeUndefined();
  });

  it('passes a kernel’s remark on', () => {
    const slow = new Registry([
      {
        name: 'test',
        facets: [
          kernel.for(shift, () => mapKernel('int32', 'int32', () => undefined, { note: 'sums beyond 32 bits' })),
        ],
      },
    ]);
    const { graph, x } = start(tensorType(int(8), [1]));
    const { y } = graph.add(shift, { x }, { amount: 0 }).result;
    graph.output(y, portOf('y', y));
    expect(plainSimulator(graph, slow).notes).toMatchObject([
      { code: 'FINNC5402', message: expect.stringContaining('sums beyond 32 bits') as string },
    ]);
  });

  it('refuses an input of another shape', () => {
    const { graph, x } = start(tensorType(int(8), [1, 3]));
    graph.output(x, portOf('y', x));
    expect(() => plainSimulator(graph, registry).run([tensor(int(8), [3], [1, 2, 3])])).toThrow(
      'input 0 is int8[3], the graph wants int8[1,3]',
    );
  });
});
