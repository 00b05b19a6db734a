import { describe, expect, it } from 'vitest';
import { verifyGraph } from '../graph/index.ts';
import { add, mul, qnnOps } from '../qnn/index.ts';
import { graphOf, standardAsk, testRule } from '../testing/index.ts';
import { printGraph } from '../text/index.ts';
import { applyRules, defineRule, type RewriteEvent } from './index.ts';

const ask = standardAsk();

/** (x · c) · d → x · (c · d), for one-element constants. */
const mergeFactors = defineRule({
  name: 'merge-factors',
  root: mul,
  rewrite(node, rw) {
    const inner = node.operand.a.producer(mul);
    const [outerBy, innerBy] = [node.operand.b.constant, inner?.operand.b.constant];
    if (!inner || !outerBy || !innerBy) return undefined;
    if (outerBy.data.length > 1 || innerBy.data.length > 1) return rw.skip('a factor differs between channels');
    const factor = rw.constant(outerBy.type, [outerBy.data[0]! * innerBy.data[0]!]);
    return rw.replace(node, { y: rw.create(mul, { a: inner.operand.a, b: factor }, {}).result.y });
  },
});

const times = (...factors: readonly string[]): string => `
  graph(%x: int8[1,2]) {
    ${factors.map((factor, i) => `%c${i} = const float32${factor}\n %y${i} = qnn.mul(%${i === 0 ? 'x' : `y${i - 1}`}, %c${i})`).join('\n')}
    return %y${factors.length - 1}
  }`;

testRule(mergeFactors, {
  ops: qnnOps,
  rewrites: [
    { name: 'two factors', before: times('[] [2]', '[] [3]'), after: times('[] [6]') },
    {
      name: 'a chain, as often as it matches',
      before: times('[] [2]', '[] [3]', '[] [-1]', '[] [0.5]'),
      after: times('[] [-3]'),
    },
  ],
  declines: [
    {
      name: 'factors per channel',
      before: times('[2] [1, 2]', '[] [3]'),
      because: 'a factor differs between channels',
    },
    { name: 'a single factor', before: times('[] [2]') },
  ],
});

describe('the driver', () => {
  it('lets new nodes inherit the origins of what they replace, and the replaced value its name', () => {
    const graph = graphOf(
      `graph(%x: int8[1,2]) {
        %c = const float32[] [2]
        %p = qnn.mul(%x, %c) from Mul_1
        %q = qnn.mul(%p, %c) from Mul_2
        return %q
      }`,
      qnnOps,
    );
    expect(applyRules(graph, [mergeFactors], ask)).toBe(1);
    verifyGraph(graph);
    const [node] = graph;
    expect([node!.origin, graph.outputs[0]!.name]).toEqual([['Mul_1', 'Mul_2'], 'q']);
  });

  it('reports every rewrite and every reason', () => {
    const events: RewriteEvent[] = [];
    const graph = graphOf(times('[2] [1, 2]', '[] [3]', '[] [5]'), qnnOps);
    applyRules(graph, [mergeFactors], ask, { onEvent: (event) => events.push(event) });
    expect(events).toContainEqual({ rule: 'merge-factors', node: 'mul_2', origin: [], made: ['mul_3'] });
    expect(events).toContainEqual({
      rule: 'merge-factors',
      node: 'mul_1',
      origin: [],
      skipped: 'a factor differs between channels',
    });
  });

  it('tries the rule of greater benefit first', () => {
    const winners: string[] = [];
    const toSum = (name: string, benefit: number): ReturnType<typeof defineRule> =>
      defineRule({
        name,
        root: mul,
        benefit,
        rewrite(node, rw) {
          winners.push(name);
          return rw.replace(node, { y: rw.create(add, { a: node.operand.a, b: node.operand.b }, {}).result.y });
        },
      });
    applyRules(graphOf(times('[] [2]'), qnnOps), [toSum('small', 1), toSum('great', 5)], ask);
    expect(winners).toEqual(['great']);
  });

  it('names the rule that does not come to rest', () => {
    const restless = defineRule({
      name: 'restless',
      root: mul,
      rewrite: (node, rw) => rw.replace(node, { y: rw.create(mul, node.operand, {}).result.y }),
    });
    expect(() => applyRules(graphOf(times('[] [2]'), qnnOps), [restless], ask)).toThrow(
      "rule 'restless' does not come to rest",
    );
  });

  it('refuses a replacement of another shape', () => {
    const wrong = defineRule({
      name: 'wrong',
      root: mul,
      rewrite: (node, rw) =>
        rw.replace(node, { y: rw.constant({ elem: node.result.y.type.elem, shape: [3] }, [1, 2, 3]) }),
    });
    expect(() => applyRules(graphOf(times('[] [2]'), qnnOps), [wrong], ask)).toThrow('float32[1,2] by float32[3]');
  });

  it('leaves a graph without matches as it is', () => {
    const graph = graphOf(times('[] [2]'), qnnOps);
    const text = printGraph(graph).text;
    expect(applyRules(graph, [mergeFactors], ask)).toBe(0);
    expect(printGraph(graph).text).toBe(text);
  });
});
