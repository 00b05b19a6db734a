import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { finnThresholdingCycles } from '@finnc/target';
import { streamOf, vectorByVector } from '../shared/stream.ts';
import { requantOperations, requantResources, requantTiming } from './requant.cost.ts';
import { requant, requantSizes } from './requant.ts';

export const requantFacets: readonly FacetImplementation[] = [
  streams.for(requant, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.pe) },
    outputs: { y: streamOf(result.y.type, attrs.pe) },
    drift: vectorByVector(operand.x.type),
  })),
  folding.for(requant, (node) => {
    const { channels, pe, vectors } = requantSizes(node);
    return {
      dimensions: [{ key: 'pe', name: 'PE', size: channels, value: pe, of: 'NumChannels' }],
      cycles: (values) => finnThresholdingCycles({ channels, pe: values['pe'] ?? pe, vectors }),
    };
  }),
  layerKind.for(requant, () => ({ kind: 'Requant', variant: 'hls', aliases: [] })),
  timing.for(requant, requantTiming),
  resources.for(requant, requantResources),
  operationCounts.for(requant, requantOperations),
];
