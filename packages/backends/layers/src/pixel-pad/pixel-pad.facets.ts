import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { finnPaddingCycles, hlsPadding } from '@finnc/target';
import { engineTiming, finnCountsNothing, finnTiming, noOperations } from '../shared/answers.ts';
import { streamOf } from '../shared/stream.ts';
import { paddedShape } from '../shared/vectors.ts';
import { pixelPad } from './pixel-pad.ts';

export const pixelPadFacets: readonly FacetImplementation[] = [
  streams.for(pixelPad, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.simd) },
    outputs: { y: streamOf(result.y.type, attrs.simd) },
  })),
  folding.for(pixelPad, (node) => {
    const { frames, ...shape } = paddedShape(node.result.y.type, node.attrs.simd);
    return {
      dimensions: [{ key: 'simd', name: 'SIMD', size: shape.channels, value: shape.simd, of: 'NumChannels' }],
      cycles: (values) => frames * finnPaddingCycles({ ...shape, simd: values['simd'] ?? shape.simd }),
    };
  }),
  layerKind.for(pixelPad, () => ({ kind: 'FMPadding_Pixel', variant: 'hls' })),
  // One beat of the spread image a cycle, under both cost models.
  timing.for(pixelPad, (node, { cost }) => {
    const { frames, ...shape } = paddedShape(node.result.y.type, node.attrs.simd);
    const cycles = frames * finnPaddingCycles(shape);
    return cost === 'finn'
      ? finnTiming('fmpadding_pixel.py, get_exp_cycles', cycles)
      : engineTiming('pixel_pad', cycles);
  }),
  resources.for(pixelPad, (node, { cost }) =>
    cost === 'finn'
      ? finnCountsNothing
      : hlsPadding({ simd: node.attrs.simd, elementBits: node.result.y.type.elem.bits }),
  ),
  operationCounts.for(pixelPad, () => noOperations),
];
