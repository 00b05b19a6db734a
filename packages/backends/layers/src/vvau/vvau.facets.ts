import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { streamOf, vectorByVector } from '../shared/stream.ts';
import { vvauOperations, vvauResources, vvauTiming } from './vvau.cost.ts';
import { vvau, vvauCycles, vvauSizes } from './vvau.ts';

export const vvauFacets: readonly FacetImplementation[] = [
  // Results leave while the last tap comes in: NF beats in a row, one a beat that is read.
  streams.for(vvau, (node) => {
    const { pe, filters, nf } = vvauSizes(node);
    return {
      inputs: { x: streamOf(node.operand.x.type, pe) },
      outputs: { y: streamOf(node.result.y.type, pe * filters, nf) },
      drift: vectorByVector(node.operand.x.type),
    };
  }),
  folding.for(vvau, (node) => {
    const sizes = vvauSizes(node);
    return {
      dimensions: [{ key: 'pe', name: 'PE', size: sizes.channels, value: sizes.pe, of: 'Channels' }],
      cycles: (values) => vvauCycles(sizes, values['pe'] ?? sizes.pe),
    };
  }),
  layerKind.for(vvau, () => ({
    kind: 'VVAU',
    variant: 'hls',
    aliases: ['VectorVectorActivation', 'Vector_Vector_Activate_Batch'],
  })),
  timing.for(vvau, vvauTiming),
  resources.for(vvau, vvauResources),
  operationCounts.for(vvau, vvauOperations),
];
