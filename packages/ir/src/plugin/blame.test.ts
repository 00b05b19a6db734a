import { expect, it } from 'vitest';
import { defineFacet } from '../facet/index.ts';
import { Graph } from '../graph/index.ts';
import { defineOp } from '../op/index.ts';
import { blameOf, onBehalfOf } from './blame.ts';
import { definePlugin } from './plugin.ts';
import { Registry } from './registry.ts';

const op = defineOp({
  name: 'acme.nothing',
  summary: 'Has neither operands nor results.',
  operands: {},
  results: [],
  attrs: {},
  infer: () => ({}),
  evaluate: () => ({}),
});
const question = defineFacet<void, string>('acme.question');
const acme = definePlugin({
  name: 'acme',
  ops: [op],
  facets: [
    question.for(op, () => {
      throw new RangeError('no answer');
    }),
  ],
});

const thrownBy = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

it('traces what a facet throws to its plugin, and leaves the error as it is', () => {
  const registry = new Registry([acme]);
  const error = thrownBy(() => registry.ask(question, new Graph().add(op, {}, {}), undefined));
  expect(error).toBeInstanceOf(RangeError);
  expect(blameOf(error)).toEqual({ plugin: acme, what: "facet 'acme.question' of 'acme.nothing'" });
});

it('blames the innermost contribution, and nobody for other errors', () => {
  const error = thrownBy(() =>
    onBehalfOf(definePlugin({ name: 'outer' }), 'pass', () =>
      onBehalfOf(acme, 'rule', () => {
        // Plugins in JavaScript throw anything.
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw 'a text';
      }),
    ),
  );
  expect(error).toMatchObject({ message: 'a text' });
  expect(blameOf(error)).toEqual({ plugin: acme, what: 'rule' });
  expect(blameOf(new Error('other'))).toBeUndefined();
});
