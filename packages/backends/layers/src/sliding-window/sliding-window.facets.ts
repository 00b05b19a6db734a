import type { FacetImplementation, TensorType } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing, type Drift } from '@finnc/ir/hw';
import { noOperations } from '../shared/answers.ts';
import { streamOf } from '../shared/stream.ts';
import { imageOf, pairOf } from '../shared/vectors.ts';
import { slidingWindowCycles, slidingWindowResources, slidingWindowTiming } from './sliding-window.cost.ts';
import { slidingWindow, slidingWindowShape } from './sliding-window.ts';

/**
 * The engine fills the rows of the first window, then reads as many as the next row of windows needs while it writes one.
 * Windows on one row follow their pixels; rows left over at the bottom are read after the last window.
 */
function windowDrift(
  x: TensorType,
  y: TensorType,
  {
    kernel,
    strides,
    dilations,
  }: { readonly kernel: readonly number[]; readonly strides: readonly number[]; readonly dilations: readonly number[] },
): Drift {
  const [height, rows] = [imageOf(x).height, imageOf(y).height];
  const span = (pairOf(kernel)[0] - 1) * pairOf(dilations)[0] + 1;
  const read = (row: number): number => Math.min(height, span + row * pairOf(strides)[0]) / height;
  let [late, early] = [0, 0];
  for (let row = 0; row < rows; row++) {
    late = Math.max(late, read(row + 1) - row / rows);
    early = Math.max(early, (row + 1) / rows - read(row));
  }
  return { late, early };
}

export const slidingWindowFacets: readonly FacetImplementation[] = [
  streams.for(slidingWindow, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.simd) },
    outputs: { y: streamOf(result.y.type, attrs.simd) },
    drift: windowDrift(operand.x.type, result.y.type, attrs),
  })),
  folding.for(slidingWindow, (node) => {
    const { frames, ...shape } = slidingWindowShape(node);
    return {
      dimensions: [{ key: 'simd', name: 'SIMD', size: shape.channels, value: shape.simd, of: 'IFMChannels' }],
      cycles: (values) => frames * slidingWindowCycles({ ...shape, simd: values['simd'] ?? shape.simd }),
    };
  }),
  layerKind.for(slidingWindow, () => ({
    kind: 'ConvolutionInputGenerator',
    variant: 'rtl',
    aliases: ['ConvolutionInputGenerator_Batch', 'ConvolutionInputGenerator1D'],
  })),
  timing.for(slidingWindow, slidingWindowTiming),
  resources.for(slidingWindow, slidingWindowResources),
  operationCounts.for(slidingWindow, () => noOperations),
];
