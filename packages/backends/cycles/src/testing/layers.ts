import {
  attr,
  defineOp,
  definePlugin,
  operand,
  qnn,
  Registry,
  type FacetImplementation,
  type Graph,
  type OpDef,
  type Tensor,
  type TensorType,
  type Value,
} from '@finnc/ir';
import {
  cycles,
  fifo,
  fork,
  layerKind,
  loop,
  streams,
  type LayerActors,
  type Schedule,
  type Stream,
} from '@finnc/ir/hw';
import { graphOf as parse } from '@finnc/ir/testing';
import { cyclesPlugin } from '../plugin.ts';
import { parts } from './parts.ts';

const oneInput = { operands: { x: operand.value }, results: ['y'] } as const;
const same = {
  infer: ({ x }: { readonly x: { readonly type: TensorType } }) => ({ y: x.type }),
  evaluate: ({ x }: { readonly x: Tensor }) => ({ y: x }),
};
/** A layer of a fictitious plugin: takes `fold` words a vector and gives as many, one after `fold` cycles each. */
const fold = defineOp({
  name: 'test.fold',
  summary: 'Folded.',
  ...oneInput,
  attrs: { fold: attr.int({ min: 1 }) },
  ...same,
});
const join = defineOp({
  name: 'test.join',
  summary: 'Adds two streams.',
  operands: { a: operand.value, b: operand.value },
  results: ['y'],
  attrs: {},
  infer: ({ a }) => ({ y: a.type }),
  evaluate: ({ a }) => ({ y: a }),
});
/** Has no cycle model. */
const mystery = defineOp({ name: 'test.mystery', summary: 'Unknown.', ...oneInput, attrs: {}, ...same });
/** Says that it reads more than there is. */
const greedy = defineOp({ name: 'test.greedy', summary: 'Wrong.', ...oneInput, attrs: {}, ...same });
/** Two actors that wait for each other. */
const stuck = defineOp({ name: 'test.stuck', summary: 'Stuck.', ...oneInput, attrs: {}, ...same });

const streamOf = (type: TensorType): Stream => ({
  elem: type.elem,
  lanes: 1,
  beats: type.shape.reduce((product, size) => product * size, 1),
});
const streamsOf = (values: Readonly<Record<string, Value>>): Readonly<Record<string, Stream>> =>
  Object.fromEntries(Object.entries(values).map(([key, { type }]) => [key, streamOf(type)]));
const through = (op: OpDef): FacetImplementation[] => [
  streams.for(op, (node) => ({ inputs: streamsOf(node.operand), outputs: streamsOf(node.result) })),
  layerKind.for(op, () => ({ kind: op.name.replace('.', '_'), variant: 'rtl' })),
];
const pipeline = { stall: 'credit', latency: 3, credits: 4 } as const;
const each = (words: number, read: readonly string[], write: readonly string[]): LayerActors => ({
  actors: [{ name: 'each', schedule: [loop(words, { read, write })], pipeline }],
});

const plugin = definePlugin({
  name: 'test',
  ops: [fold, join, mystery, greedy, stuck, fifo, fork],
  facets: [
    ...[fold, join, mystery, greedy, stuck, fifo, fork].flatMap(through),
    cycles.for(fold, ({ operand: { x }, attrs }) =>
      parts.matrix(streamOf(x.type).beats / attrs.fold, attrs.fold, attrs.fold, pipeline),
    ),
    cycles.for(join, ({ operand: { a } }) => each(streamOf(a.type).beats, ['a', 'b'], ['y'])),
    cycles.for(fork, ({ operand: { x } }) => each(streamOf(x.type).beats, ['x'], ['y0', 'y1'])),
    cycles.for(stuck, ({ operand: { x } }) => {
      const all = (port: object, actor: string): Schedule => [
        loop(streamOf(x.type).beats, { ...port, after: [{ actor, firings: 1, strides: [1] }] }),
      ];
      return {
        actors: [
          { name: 'in', schedule: all({ read: ['x'] }, 'out') },
          { name: 'out', schedule: all({ write: ['y'] }, 'in'), pipeline },
        ],
      };
    }),
    cycles.for(greedy, ({ operand: { x } }) => each(streamOf(x.type).beats + 1, ['x'], ['y'])),
  ],
});

/** Knows the layers above, and the pass and messages of this package. */
export const registry = new Registry([
  definePlugin({ name: 'qnn', ops: qnn.qnnOps, facets: qnn.qnnFacets }),
  cyclesPlugin,
  plugin,
]);
export const graphOf = (text: string): Graph => parse(text, [...qnn.qnnOps, ...(plugin.ops ?? [])]);
