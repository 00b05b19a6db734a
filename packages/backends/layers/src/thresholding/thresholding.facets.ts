import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { finnThresholdingCycles } from '@finnc/target';
import { streamOf, vectorByVector } from '../shared/stream.ts';
import {
  thresholdingOperations,
  thresholdingResources,
  thresholdingTiming,
  thresholdingVariant,
} from './thresholding.cost.ts';
import { thresholding, thresholdingSizes } from './thresholding.ts';

export const thresholdingFacets: readonly FacetImplementation[] = [
  streams.for(thresholding, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.pe) },
    outputs: { y: streamOf(result.y.type, attrs.pe) },
    drift: vectorByVector(operand.x.type),
  })),
  folding.for(thresholding, (node) => {
    const { channels, pe, vectors } = thresholdingSizes(node);
    return {
      dimensions: [{ key: 'pe', name: 'PE', size: channels, value: pe, of: 'NumChannels' }],
      cycles: (values) => finnThresholdingCycles({ channels, pe: values['pe'] ?? pe, vectors }),
    };
  }),
  layerKind.for(thresholding, (node) => ({
    kind: 'Thresholding',
    variant: thresholdingVariant(node),
    aliases: ['Thresholding_Batch', 'Thresholding_Binary_Search'],
  })),
  timing.for(thresholding, thresholdingTiming),
  resources.for(thresholding, thresholdingResources),
  operationCounts.for(thresholding, thresholdingOperations),
];
