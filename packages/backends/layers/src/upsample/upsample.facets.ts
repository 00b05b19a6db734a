import type { FacetImplementation, Node } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing, type Estimate } from '@finnc/ir/hw';
import { divideExactly, lutRam } from '@finnc/target';
import { assumed, engineTiming, finnCountsNothing, finnTiming, noOperations } from '../shared/answers.ts';
import { streamOf } from '../shared/stream.ts';
import { upsample, upsampleSizes, type UpsampleSizes } from './upsample.ts';

/** Steps our engine gives an image row at least, so that its memory is read well after it was written. */
const leastRow = 8;

/**
 * Cycles a frame occupies our engine: a beat of the enlarged image each, a row taking 8 cycles or more.
 *
 * @throws RangeError if `simd` does not divide `channels`
 */
function upsampleCycles({ frames, channels, input, factors, simd }: UpsampleSizes): number {
  const beats = divideExactly(channels, simd, 'SIMD', 'NumChannels');
  return frames * input[0] * factors[0] * Math.max(input[1] * factors[1] * beats, leastRow);
}

/** FINN's layer reads and writes whole pixels; a folded one counts as C / SIMD passes. */
function finnCycles({ frames, channels, input, factors, simd }: UpsampleSizes): number {
  return (frames * input[0] * factors[0] * input[1] * factors[1] * channels) / simd;
}

/** One row of the image in LUT-RAM, one pixel in registers, counters. */
function memories(node: Node<typeof upsample>): Estimate {
  const { channels, input, simd } = upsampleSizes(node);
  const width = simd * node.operand.x.type.elem.bits;
  const beats = channels / simd;
  return assumed(
    { lut: 60 + width + lutRam(width, input[1] * beats), ff: 60 + width * (beats + 1) },
    'a row of the image in LUT-RAM, a pixel in registers, selectors and counters',
  );
}

export const upsampleFacets: readonly FacetImplementation[] = [
  streams.for(upsample, ({ operand, result, attrs: { simd } }) => ({
    inputs: { x: streamOf(operand.x.type, simd) },
    outputs: { y: streamOf(result.y.type, simd) },
  })),
  folding.for(upsample, (node) => {
    const sizes = upsampleSizes(node);
    return {
      dimensions: [{ key: 'simd', name: 'SIMD', size: sizes.channels, value: sizes.simd, of: 'NumChannels' }],
      cycles: (values) => upsampleCycles({ ...sizes, simd: values['simd'] ?? sizes.simd }),
    };
  }),
  layerKind.for(upsample, () => ({
    kind: 'UpsampleNearestNeighbour',
    variant: 'hls',
    aliases: ['UpsampleNearestNeighbour_Batch'],
  })),
  timing.for(upsample, (node, { cost }) => {
    const sizes = upsampleSizes(node);
    return cost === 'finn'
      ? finnTiming('upsampler.py, get_exp_cycles', finnCycles(sizes))
      : engineTiming('upsample', upsampleCycles(sizes));
  }),
  resources.for(upsample, (node, { cost }) => (cost === 'finn' ? finnCountsNothing : memories(node))),
  operationCounts.for(upsample, () => noOperations),
];
