import { describe, expect, it } from 'vitest';
import { qnnOps } from '../qnn/index.ts';
import { graphOf, standardAsk } from '../testing/index.ts';
import { contains, float32 } from '../types/index.ts';
import { randomSource, sampleInputs } from './sample.ts';

const ask = standardAsk();
const drawn = (elem: string, body: string, seeds = 6): number[] => {
  const graph = graphOf(`graph(%x: ${elem}[1,200]) { ${body} return %x }`, qnnOps);
  return Array.from({ length: seeds }, (_, seed) => [...sampleInputs(graph, seed, ask)[0]!.data]).flat();
};

describe('sampled inputs', () => {
  it.each(['int8', 'uint1', 'uint64', 'int64', 'bipolar', 'ternary', 'fixed<8,7>', 'float32'])(
    'of %s are values of it, ends included',
    (elem) => {
      const graph = graphOf(`graph(%x: ${elem}[1,400]) { return %x }`, []);
      const { elem: type } = graph.inputs[0]!.type;
      const values = [1, 2, 3].flatMap((seed) => [...sampleInputs(graph, seed)[0]!.data]);
      expect(values.filter((value) => !contains(type, value))).toEqual([]);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      if (elem === 'int8') expect([low, high]).toEqual([-128, 127]);
      if (elem === 'fixed<8,7>') expect([low, high]).toEqual([-1, 127 / 128]);
      if (elem === 'bipolar') expect(new Set(values)).toEqual(new Set([-1, 1]));
    },
  );

  it('are the same for the same seed only', () => {
    const graph = graphOf('graph(%x: int8[1,20]) { return %x }', []);
    expect(sampleInputs(graph, 3)).toEqual(sampleInputs(graph, 3));
    expect(sampleInputs(graph, 3)).not.toEqual(sampleInputs(graph, 4));
  });

  it('meet each constant and its neighbours half of the time', () => {
    const values = drawn(
      'int8',
      '%t = const int8[1,1] [37] %y = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}',
    );
    for (const edge of [36, 37, 38, -128, 127, 0])
      expect(values.filter((value) => value === edge).length, String(edge)).toBeGreaterThan(30);
  });

  it('of float32 meet the exact steps of a quantiser behind an affine map, and the float32 on either side', () => {
    const values = drawn(
      'float32',
      `%s = const float32[] [0.1] %q = const float32[] [0.25] %z = const float32[] [0]
       %m = qnn.mul(%x, %s) %y = qnn.quant(%m, %q, %z) {bits = 2, signed = false, rounding = floor}`,
    );
    // The step to code 1 is the least float32 x with x · 0.1 ≥ 0.25.
    const step = Math.fround(2.5);
    for (const edge of [step, step - 2 ** -22, step + 2 ** -22]) expect(values, String(edge)).toContain(edge);
    expect(values.every((value) => contains(float32, value))).toBe(true);
  });

  it('come from numbers that fill [0, 1) evenly', () => {
    const random = randomSource(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[Math.floor(random() * 10)]!++;
    expect(Math.min(...counts)).toBeGreaterThan(900);
  });
});
