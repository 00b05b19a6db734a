import { expectSameMeaning, graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { compiled, layersOf, ops, registry } from '../compiled.test.support.ts';
import { convertToHw } from '../lower/convert-to-hw.ts';
import { streamline } from './streamline.ts';

/** A convolution with a bias per channel, whose channels a shuffle makes pixels of an output. */
const shuffled = (mode: string, filters: number): string => `graph(%x: int4[1,2,3,4]) {
  %w = const float32[${filters},2,1,2] [${Array.from({ length: 4 * filters }, (_, i) => (i % 7) - 3).join(', ')}]
  %b = const float32[${filters},1,1] [${Array.from({ length: filters }, (_, i) => i / 8).join(', ')}]
  %c = qnn.conv(%x, %w) {kernel = [1, 2]}
  %a = qnn.add(%c, %b)
  %y = qnn.depth_to_space(%a) {block = 2, mode = ${mode}}
  return %y
}`;

describe('a shuffle before an output', () => {
  it.each([
    ['crd', 4],
    ['crd', 12],
    ['dcr', 4],
    ['dcr', 12],
  ] as const)(
    'of mode %s with %i channels is left to the port, in whatever order hardware has them',
    (mode, filters) => {
      const text = shuffled(mode, filters);
      const { graph, told } = compiled(text, [streamline(), convertToHw()]);
      expect(told).toEqual([]);
      expect(layersOf(graph)).toEqual(['ConvolutionInputGenerator_0', 'MVAU_0']);
      expect(graph.outputs[0]?.type.shape).toEqual([1, 3, 3, filters]);
      expectSameMeaning(graphOf(text, ops), graph, { ask: registry });
    },
  );
});
