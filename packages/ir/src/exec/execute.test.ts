import { describe, expect, it } from 'vitest';
import { qnnOps } from '../qnn/index.ts';
import { tensor, type Tensor } from '../tensor/index.ts';
import { graphOf, standardAsk } from '../testing/index.ts';
import { float32, int } from '../types/index.ts';
import { execute, executor } from './index.ts';

const ask = standardAsk();
const run = (text: string, feeds: readonly Tensor[], arithmetic: 'float32' | 'exact', withAsk = true): number[] =>
  execute(graphOf(text, qnnOps), feeds, { arithmetic, ...(withAsk ? { ask } : {}) }).flatMap(({ data }) => [...data]);

describe('execute', () => {
  // 3 · fl(0.1) is no fl(0.3): rounded products tie with the step, exact ones do not.
  const product = `
    graph(%x: int8[1,1]) {
      %s = const float32[] [${Math.fround(0.1)}]
      %q = const float32[] [${Math.fround(0.6)}]
      %z = const float32[] [0]
      %p = qnn.mul(%x, %s)
      %y = qnn.quant(%p, %q, %z) {bits = 4, signed = true, rounding = half_up}
      return %y
    }`;
  it('rounds after every op in float32 and not at all in exact arithmetic', () => {
    const feed = [tensor(int(8), [1, 1], [3])];
    const [rounded] = run(product, feed, 'float32');
    const [exact] = run(product, feed, 'exact');
    // fl(0.1)·3 / fl(0.6) is 0.4999999975 or so; its float32 is one half.
    const real = (3 * Math.fround(0.1)) / Math.fround(0.6);
    expect(exact).toBe(real >= 0.5 ? Math.fround(0.6) : 0);
    expect(rounded).toBe(
      Math.fround(Math.fround(3 * Math.fround(0.1)) / Math.fround(0.6)) >= 0.5 ? Math.fround(0.6) : 0,
    );
  });

  it('takes a constant that is not folded yet for one: what integers become by it is not rounded', () => {
    const behind = (constant: string): string => `
      graph(%x: int8[1,1]) {
        %b = const float32[] [1.5]
        ${constant}
        %q = qnn.div(%x, %d)
        %o = const float32[] [1]
        %y = qnn.add(%q, %o)
        return %y
      }`;
    const feed = [tensor(int(8), [1, 1], [1])];
    const divisor = Math.fround(Math.exp(1.5));
    const folded = run(behind(`%d = const float32[] [${divisor}]`), feed, 'exact');
    expect(folded).toEqual([1 / divisor + 1]);
    expect(run(behind('%d = qnn.map(%b) {function = exp}'), feed, 'exact')).toEqual(folded);
  });

  it('settles ties by fractions where doubles miss them', () => {
    // (n · 0.1 + 0.2) meets 0.5 · 0.6… only in real numbers: scale, bias and step are the same float32 times integers.
    const s = Math.fround(0.1);
    const tie = `
      graph(%x: int8[1,1]) {
        %s = const float32[] [${s}]
        %b = const float32[] [${s * 4}]
        %q = const float32[] [${s * 14}]
        %z = const float32[] [0]
        %p = qnn.mul(%x, %s)
        %a = qnn.add(%p, %b)
        %y = qnn.quant(%a, %q, %z) {bits = 4, signed = true, rounding = half_up}
        return %y
      }`;
    expect(run(tie, [tensor(int(8), [1, 1], [3])], 'exact')).toEqual([s * 14]);
    expect(run(tie, [tensor(int(8), [1, 1], [2])], 'exact')).toEqual([0]);
  });

  it('takes the codes of weights in float32 and their values without rounding', () => {
    const weights = `
      graph(%x: int8[1,1]) {
        %w = const float32[1,1] [0.29]
        %s = const float32[] [${Math.fround(0.1)}]
        %z = const float32[] [0]
        %q = qnn.quant(%w, %s, %z) {bits = 4, signed = true}
        %y = qnn.mat_mul(%x, %q)
        return %y
      }`;
    const one = [tensor(int(8), [1, 1], [1])];
    expect(run(weights, one, 'exact')).toEqual([3 * Math.fround(0.1)]);
    expect(run(weights, one, 'float32')).toEqual([Math.fround(3 * Math.fround(0.1))]);
    expect(run(weights, one, 'exact', false)).toEqual([Math.fround(3 * Math.fround(0.1))]);
  });

  it('rounds in exact arithmetic what has no integers, as the host that computes it does', () => {
    const real = 'graph(%x: float32[1,1]) { %w = const float32[1,1] [0.1] %y = qnn.mat_mul(%x, %w) return %y }';
    const seven = [tensor(float32, [1, 1], [7])];
    expect(run(real, seven, 'exact')).toEqual([Math.fround(7 * 0.1)]);
  });

  it('gives every value to onValue, in order, and runs again for other feeds', () => {
    const graph = graphOf(
      'graph(%x: float32[2]) { %a = qnn.add(%x, %x) %b = qnn.mul(%a, %x) return %b, %a, %x }',
      qnnOps,
    );
    const seen: (string | undefined)[] = [];
    const go = executor(graph, { onValue: (value) => seen.push(value.name) });
    expect(go([tensor(float32, [2], [1, 2])]).map(({ data }) => [...data])).toEqual([
      [2, 8],
      [2, 4],
      [1, 2],
    ]);
    expect(go([tensor(float32, [2], [3, 4])])[0]!.data).toEqual(Float64Array.of(18, 32));
    expect(seen.slice(0, 3)).toEqual(['x', 'a', 'b']);
  });

  it('refuses feeds of the wrong shape', () => {
    const graph = graphOf('graph(%x: float32[2]) { return %x }', qnnOps);
    expect(() => execute(graph, [])).toThrow('input 0 is missing, the graph wants float32[2]');
    expect(() => execute(graph, [tensor(float32, [3], [1, 2, 3])])).toThrow('input 0 is float32[3]');
  });

  it('gives constants that are outputs', () => {
    expect(run('graph() { %c = const int4[2] [1, -2] return %c }', [], 'exact')).toEqual([1, -2]);
  });
});
