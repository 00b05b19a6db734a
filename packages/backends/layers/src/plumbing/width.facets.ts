import { sizeOf, type FacetImplementation, type Node } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing, width } from '@finnc/ir/hw';
import { finnDwcResources, hlsDwc } from '@finnc/target';
import { engineTiming, finnEstimate, finnTiming, noOperations } from '../shared/answers.ts';
import { streamOf, vectorByVector } from '../shared/stream.ts';

/** As many cycles as the side with more beats has. */
const cyclesOf = ({ operand, attrs }: Node<typeof width>): number =>
  Math.max(...[attrs.inLanes, attrs.outLanes].map((lanes) => Math.ceil(sizeOf(operand.x.type.shape) / lanes)));

const bitsOf = ({ operand, attrs }: Node<typeof width>): readonly [number, number] => {
  const { bits } = operand.x.type.elem;
  return [attrs.inLanes * bits, attrs.outLanes * bits];
};

export const widthFacets: readonly FacetImplementation[] = [
  streams.for(width, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.inLanes) },
    outputs: { y: streamOf(result.y.type, attrs.outLanes) },
    drift: vectorByVector(operand.x.type),
  })),
  folding.for(width, (node) => ({ dimensions: [], cycles: () => cyclesOf(node) })),
  // FINN's RTL converter needs one width to divide the other.
  layerKind.for(width, ({ attrs: { inLanes, outLanes } }) => ({
    kind: 'StreamingDataWidthConverter',
    variant: inLanes % outLanes === 0 || outLanes % inLanes === 0 ? 'rtl' : 'hls',
    aliases: ['StreamingDataWidthConverter_Batch'],
  })),
  timing.for(width, (node, { cost }) =>
    cost === 'finn' ? finnTiming('gives width converters no cycles', 0) : engineTiming('width', cyclesOf(node)),
  ),
  resources.for(width, (node, { cost }) =>
    cost === 'finn'
      ? finnEstimate(finnDwcResources(...bitsOf(node)), 'streamingdatawidthconverter.py, lut_estimation')
      : hlsDwc(...bitsOf(node)),
  ),
  operationCounts.for(width, () => noOperations),
];
