import { expect } from 'vitest';
import { executor, sampler } from '../exec/index.ts';
import { constantValue, Graph, type Value } from '../graph/graph.ts';
import { add as sum, fromNumber, mul, toNumber } from '../math/rational.ts';
import { standardAsk } from '../testing/index.ts';
import { broadcastOffsets, type Tensor } from '../tensor/index.ts';
import { analyseIntegers, type ActivationChoice, type ScaledInteger } from './index.ts';

const ask = standardAsk();

/** The graph of the integers, each node replaced by its integer form. */
export function integerGraph(
  graph: Graph,
  activations: ActivationChoice = 'auto',
): { readonly integer: Graph; readonly facts: readonly ScaledInteger[] } {
  const { facts, forms, reasons } = analyseIntegers(graph, ask, { activations });
  expect([...reasons.values()]).toEqual([]);
  const integer = new Graph();
  const values = new Map<Value, Value>();
  graph.inputs.forEach((value, i) => values.set(value, integer.input(value.type, graph.inputPorts[i]!)));
  const of = (value: Value): Value => {
    const known = facts.get(value);
    return values.get(value) ?? constantValue(known!.constant!);
  };
  for (const node of graph.order()) {
    const carried = forms.get(node)!.carry({
      integer: of,
      constant: (value) => constantValue(value),
      create: (op, operand, attrs) => integer.add(op, operand, attrs),
    });
    for (const [key, value] of Object.entries(carried)) values.set((node.result as Record<string, Value>)[key]!, value);
  }
  graph.outputs.forEach((value, i) => {
    integer.output(of(value), graph.outputPorts[i]!);
  });
  return { integer, facts: graph.outputs.map((value) => facts.get(value)!) };
}

/** Real values of integers, each rounded once. */
export function reals(fact: ScaledInteger, { type, data }: Tensor): number[] {
  const [scaleAt, biasAt] = [
    broadcastOffsets(fact.scale.shape, type.shape),
    broadcastOffsets(fact.bias.shape, type.shape),
  ];
  return Array.from(data, (n, i) =>
    toNumber(sum(mul(fact.scale.data[scaleAt[i]!]!, fromNumber(n)), fact.bias.data[biasAt[i]!]!)),
  );
}

/** Executes a graph and its integer form on the same samples; gives the integer form. */
export function expectSameReals(graph: Graph, seeds: number, activations?: ActivationChoice): Graph {
  const { integer, facts } = integerGraph(graph, activations);
  const [runReal, runInteger] = [executor(graph, { ask }), executor(integer)];
  const sample = sampler(graph, ask);
  for (let seed = 1; seed <= seeds; seed++) {
    const feeds = sample(seed);
    const expected = runReal(feeds);
    runInteger(feeds).forEach((tensor, i) => {
      const values = reals(facts[i]!, tensor);
      const size = Math.max(...expected[i]!.data.map(Math.abs));
      const wrong = values.findIndex((value, j) => Math.abs(value - expected[i]!.data[j]!) > 1e-9 * size);
      expect(
        wrong,
        `seed ${seed}, element ${wrong}: ${expected[i]!.data[wrong] ?? ''} real, ${values[wrong] ?? ''} by integers`,
      ).toBe(-1);
      const low = facts[i]!.low.data;
      const [lowAt, highAt] = [facts[i]!.low, facts[i]!.high].map(({ shape }) =>
        broadcastOffsets(shape, tensor.type.shape),
      );
      const outside = tensor.data.findIndex((n, j) => n < low[lowAt![j]!]! || n > facts[i]!.high.data[highAt![j]!]!);
      expect(outside, 'integers keep the range of their fact').toBe(-1);
    });
  }
  return integer;
}
