import { graphOf, testPass } from '@finnc/ir/testing';
import { execute, tensor } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { ops, registry } from '../compiled.test.support.ts';
import { appendArgmax } from './append-argmax.ts';

const scores = (rest: string): string => `graph(%x: float32[1,7]) { ${rest} return %y }`;
const rising = '%p = qnn.map(%x) {function = sigmoid}\n %q = qnn.map(%p) {function = tanh}';

testPass(appendArgmax(), {
  ops,
  ask: registry,
  check: false,
  cases: [
    {
      name: 'scores become the index of the greatest',
      before: 'graph(%x: float32[1,5]) { return %x }',
      after: 'graph(%x: float32[1,5]) { %y = qnn.top_k(%x) {k = 1} return %y }',
    },
    {
      name: 'a network that selects already stays as it is',
      before: 'graph(%x: float32[1,5]) { %y = qnn.top_k(%x) {k = 1} return %y }',
      after: 'graph(%x: float32[1,5]) { %y = qnn.top_k(%x) {k = 1} return %y }',
    },
    {
      name: 'a network that selects more selects one',
      before: 'graph(%x: float32[1,5]) { %y = qnn.top_k(%x) {k = 2} return %y }',
      after: 'graph(%x: float32[1,5]) { %y = qnn.top_k(%x) {k = 1} return %y }',
    },
    {
      name: 'functions that keep the order of the scores are left out',
      before: scores(`${rising}\n %y = qnn.map(%q) {function = exp}`),
      after: scores('%y = qnn.top_k(%x) {k = 1}'),
      reports: ['FINNC3110'],
    },
    {
      name: 'a softmax over the classes is left out',
      before: scores('%y = qnn.softmax(%x) {axis = 1}'),
      after: scores('%y = qnn.top_k(%x) {k = 1}'),
      reports: ['FINNC3110'],
    },
    {
      name: 'a softmax over something else stays',
      before: scores('%y = qnn.softmax(%x) {axis = 0}'),
      after: scores('%p = qnn.softmax(%x) {axis = 0}\n %y = qnn.top_k(%p) {k = 1}'),
    },
    {
      name: 'functions that make scores equal stay',
      before: scores('%y = qnn.map(%x) {function = sign}'),
      after: scores('%p = qnn.map(%x) {function = sign}\n %y = qnn.top_k(%p) {k = 1}'),
    },
    {
      name: 'scores of several pixels have no one greatest',
      before: 'graph(%x: float32[1,3,5]) { return %x }',
      after: 'graph(%x: float32[1,3,5]) { return %x }',
      reports: ['FINNC3104'],
    },
    {
      name: 'two outputs have none either',
      before: 'graph(%x: float32[1,5]) { return %x, %x }',
      after: 'graph(%x: float32[1,5]) { return %x, %x }',
      reports: ['FINNC3104'],
    },
  ],
});

testPass(appendArgmax({ k: 5 }), {
  ops,
  ask: registry,
  check: false,
  cases: [
    {
      name: 'scores become the indices of the five greatest',
      before: scores('%y = qnn.relu(%x)'),
      after: scores('%p = qnn.relu(%x)\n %y = qnn.top_k(%p) {k = 5}'),
    },
    {
      name: 'of three classes, of all',
      before: 'graph(%x: float32[1,3]) { return %x }',
      after: 'graph(%x: float32[1,3]) { %y = qnn.top_k(%x) {k = 3} return %y }',
    },
    {
      name: 'an index without its axis becomes five',
      before: scores('%i = qnn.top_k(%x) {k = 1}\n %y = qnn.reshape(%i) {shape = [1]}'),
      after: scores('%y = qnn.top_k(%x) {k = 5}'),
    },
  ],
});

testPass(appendArgmax({ k: 0 }), {
  ops,
  ask: registry,
  cases: [
    {
      name: 'scores stay scores',
      before: scores(`${rising}\n %y = qnn.relu(%q)`),
      after: scores(`${rising}\n %y = qnn.relu(%q)`),
    },
    {
      name: 'the model’s own selection loses what changes none',
      before: scores(`${rising}\n %y = qnn.top_k(%q) {k = 2}`),
      after: scores('%y = qnn.top_k(%x) {k = 2}'),
      reports: ['FINNC3110'],
    },
  ],
});

describe('the decision for the highest bit', () => {
  it.each([
    [[0, 0, 0, 0], 0],
    [[1, 0, 0, 0], 0],
    [[1, 0, 1, 0], 2],
    [[1, 1, 1, 1], 3],
  ])('of %j is %i', (bits, index) => {
    const graph = graphOf('graph(%x: uint1[1,4]) { return %x }', ops);
    graph.metadata.set('finnc.decision', 'highest-bit');
    appendArgmax().run(graph, { ask: registry.ask.bind(registry), lowerings: [], report: () => undefined });
    const [x] = graph.inputs;
    const [selected] = execute(graph, [tensor(x!.type.elem, [1, 4], bits)], { ask: registry });
    expect(Array.from(selected!.data)).toEqual([index]);
    expect(graph.metadata.size).toBe(0);
  });
});
