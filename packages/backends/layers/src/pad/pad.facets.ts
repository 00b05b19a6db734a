import type { FacetImplementation, TensorType } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing, type Drift } from '@finnc/ir/hw';
import { finnPaddingCycles, hlsPadding } from '@finnc/target';
import { engineTiming, finnCountsNothing, finnTiming, noOperations } from '../shared/answers.ts';
import { streamOf } from '../shared/stream.ts';
import { imageOf, paddedShape } from '../shared/vectors.ts';
import { pad } from './pad.ts';

/** The border above is written before the first pixel is read, and the one below after the last. */
function padDrift(y: TensorType, [top = 0, , bottom = 0]: readonly number[]): Drift {
  const { height } = imageOf(y);
  return { late: (bottom + 1) / height, early: (top + 1) / height };
}

export const padFacets: readonly FacetImplementation[] = [
  streams.for(pad, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.simd) },
    outputs: { y: streamOf(result.y.type, attrs.simd) },
    drift: padDrift(result.y.type, attrs.pads),
  })),
  folding.for(pad, (node) => {
    const { frames, ...shape } = paddedShape(node.result.y.type, node.attrs.simd);
    return {
      dimensions: [{ key: 'simd', name: 'SIMD', size: shape.channels, value: shape.simd, of: 'NumChannels' }],
      cycles: (values) => frames * finnPaddingCycles({ ...shape, simd: values['simd'] ?? shape.simd }),
    };
  }),
  layerKind.for(pad, () => ({ kind: 'FMPadding', variant: 'rtl', aliases: ['FMPadding_Batch'] })),
  // One beat of the padded image a cycle, under both cost models.
  timing.for(pad, (node, { cost }) => {
    const { frames, ...shape } = paddedShape(node.result.y.type, node.attrs.simd);
    const cycles = frames * finnPaddingCycles(shape);
    return cost === 'finn' ? finnTiming('fmpadding.py, get_exp_cycles', cycles) : engineTiming('pad', cycles);
  }),
  resources.for(pad, (node, { cost }) =>
    cost === 'finn'
      ? finnCountsNothing
      : hlsPadding({ simd: node.attrs.simd, elementBits: node.result.y.type.elem.bits }),
  ),
  operationCounts.for(pad, () => noOperations),
];
