import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { noOperations } from '../shared/answers.ts';
import { streamOf } from '../shared/stream.ts';
import { slidingWindowCycles, slidingWindowResources, slidingWindowTiming } from './sliding-window.cost.ts';
import { slidingWindow, slidingWindowShape } from './sliding-window.ts';

export const slidingWindowFacets: readonly FacetImplementation[] = [
  streams.for(slidingWindow, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.simd) },
    outputs: { y: streamOf(result.y.type, attrs.simd) },
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
