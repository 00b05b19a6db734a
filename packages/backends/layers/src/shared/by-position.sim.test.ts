import { compareWithReference, interpretSliced, slicedProgram } from '@finnc/backend-simulator';
import { execute, qnn, Registry, sampler, type Graph } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { layers } from '../index.ts';

const registry = new Registry([layers, { name: 'qnn', ops: qnn.qnnOps, facets: qnn.qnnFacets }]);
const pattern = (count: number, value: (i: number) => number): string =>
  Array.from({ length: count }, (_, i) => value(i)).join(', ');
const sign = (i: number): number => (((i * 7) ^ (i >> 2)) & 1 ? 1 : -1);

/** Signs with −1 around, 3×3 windows, and a unit with nine classes of positions. */
const convolution = (weights: string, tables: string, attrs: string): Graph =>
  graphOf(
    `graph(%x: bipolar[1,4,5,2]) {
      %p = hw.pad(%x) {pads = [1, 1, 1, 1], value = -1, outType = bipolar, simd = 1}
      %i = hw.sliding_window(%p) {kernel = [3, 3], simd = 1}
      %w = const ${weights}
      ${tables}
      %y = hw.mvau(%i, %w, %t, %o) {${attrs}, rowClasses = [0, 1, 1, 2], columnClasses = [0, 1, 1, 1, 2]}
      return %y
    }`,
    registry.ops.values(),
  );
const signs = `bipolar[4,18] [${pattern(72, sign)}]`;
const integers = `int3[4,18] [${pattern(72, (i) => ((i * 5) % 8) - 4)}]`;
const steps = (
  count: number,
): string => `%t = const int6[36,${count}] [${pattern(36 * count, (i) => ((i * 13) % 17) - 8)}]
  %o = const uint1[0] []`;
const offsets = `%t = const uint1[1,0] []
  %o = const int6[36] [${pattern(36, (i) => ((i * 13) % 63) - 31)}]`;

const units = [
  ['signs to signs', convolution(signs, steps(1), 'outType = bipolar, outBias = -1, accType = int6')],
  ['integers, several thresholds', convolution(integers, steps(3), 'outType = uint2, accType = int8')],
  ['accumulators from offsets', convolution(signs, offsets, 'outType = int8, accType = int6')],
  ['accumulators of integers', convolution(integers, offsets, 'outType = int9, accType = int8')],
] as const;

describe('units with classes of positions', () => {
  it.each(units)('%s: the plain simulator gives what the op means', (_, graph) => {
    for (const frames of [1, 3, 40]) expect(compareWithReference(graph, registry, frames)).toBeUndefined();
  });

  it.each(units)('%s: so does the bit-sliced program', (_, graph) => {
    const frames = Array.from({ length: 5 }, (_unused, seed) => sampler(graph, registry)(seed + 1));
    const expected = frames.flatMap((feeds) => Array.from(execute(graph, feeds)[0]!.data));
    for (const complements of [false, true]) {
      const { program, unfit } = slicedProgram(graph, registry, { complements });
      expect(unfit).toBeUndefined();
      const found = new Int32Array(expected.length);
      interpretSliced(program!, [frames.flatMap(([x]) => Array.from(x!.data))], frames.length, [found]);
      expect(Array.from(found)).toEqual(expected);
    }
  });
});
