import { expect } from 'vitest';
import { executor } from '../exec/execute.ts';
import { sampler } from '../exec/sample.ts';
import type { Ask } from '../facet/facet.ts';
import type { Graph } from '../graph/graph.ts';
import { isInteger } from '../types/index.ts';
import { fromSource, toSource, toUser } from './ports.ts';

export interface Comparison {
  readonly ask: Ask;
  readonly seeds?: number;
  /**
   * Relative error allowed to real results; integers have none. Doubles of two ways to the same real number differ in
   * their last places, while two codes of a quantiser differ by a step.
   */
  readonly tolerance?: number;
}

/** Expects two graphs to give a user the same results in `exact` arithmetic, on edge-biased inputs of the first. */
export function expectSameMeaning(before: Graph, after: Graph, { ask, seeds = 8, tolerance = 1e-9 }: Comparison): void {
  const [runBefore, runAfter] = [executor(before, { ask }), executor(after, { ask })];
  const sample = sampler(before, ask);
  for (let seed = 1; seed <= seeds; seed++) {
    const feeds = sample(seed);
    const expected = toUser(before, runBefore(feeds));
    const actual = toUser(after, runAfter(fromSource(after, toSource(before, feeds))));
    expected.forEach(({ values, shape }, i) => {
      const got = actual[i]!;
      expect(got.shape, `shape of output ${i}`).toEqual(shape);
      const whole = [before, after].every((graph) => isInteger(graph.outputs[i]!.type.elem) && isPlain(graph, i));
      const size = whole ? 0 : tolerance * values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
      const wrong = values.findIndex((value, j) => !same(value, got.values[j]!, size));
      const detail = `output ${i} element ${wrong} with seed ${seed}: ${values[wrong] ?? ''} before, ${got.values[wrong] ?? ''} after`;
      expect(wrong, detail).toBe(-1);
    });
  }
}

const isPlain = (graph: Graph, i: number): boolean => {
  const { scale, bias } = graph.outputPorts[i]!;
  return scale.every(Number.isInteger) && bias.every(Number.isInteger);
};

const same = (a: number, b: number, size: number): boolean =>
  a === b || Math.abs(a - b) <= size || (Number.isNaN(a) && Number.isNaN(b));
