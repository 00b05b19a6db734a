import { describe, expect, it } from 'vitest';
import { analyseIntegers } from '../analysis/index.ts';
import { executor, sampler } from '../exec/index.ts';
import { toNumber } from '../math/rational.ts';
import { graphOf, standardAsk } from '../testing/index.ts';
import { qnnOps } from './index.ts';

const ask = standardAsk();
const quantised = (factors: string, attrs: string): ReturnType<typeof graphOf> =>
  graphOf(
    `graph(%x: float32[1,2]) {
      %f = const float32[2] [${factors}]
      %s = const float32[] [0.5]
      %z = const float32[] [0]
      %a = qnn.mul(%x, %f)
      %y = qnn.quant(%a, %s, %z) {${attrs}}
      return %y
    }`,
    qnnOps,
  );
const factOf = (graph: ReturnType<typeof graphOf>): string => {
  const fact = analyseIntegers(graph, ask).facts.get(graph.outputs[0]!);
  return fact
    ? `${Array.from(fact.scale.data, toNumber).join()} in [${Array.from(fact.low.data).join()}, ${Array.from(fact.high.data).join()}]`
    : 'none';
};

describe('codes that fall as a real input rises', () => {
  it('are negated integers by a negated scale', () => {
    expect(factOf(quantised('-1, -2', 'bits = 3, signed = true'))).toBe('-0.5 in [-3, 4]');
    expect(factOf(quantised('-1, -2', 'bits = 2, signed = false'))).toBe('-0.5 in [-3, 0]');
  });

  it('may stand beside rising ones where they are symmetric', () => {
    expect(factOf(quantised('-1, 2', 'bits = 3, signed = true, narrow = true'))).toBe('-0.5,0.5 in [-3,-3, 3,3]');
    expect(analyseIntegers(quantised('-1, 2', 'bits = 3, signed = true'), ask).reasons.size).toBe(1);
  });

  it('are those of float32 execution', () => {
    const graph = quantised('-0.3, -3', 'bits = 4, signed = true');
    const [exact, single] = [executor(graph, { ask }), executor(graph, { arithmetic: 'float32' })];
    const sample = sampler(graph, ask);
    for (let seed = 1; seed <= 50; seed++) {
      const feeds = sample(seed);
      expect(Array.from(exact(feeds)[0]!.data, (v) => v + 0)).toEqual(Array.from(single(feeds)[0]!.data, (v) => v + 0));
    }
  });
});
