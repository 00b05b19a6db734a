import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { finnMvauCycles } from '@finnc/target';
import { streamOf, vectorByVector } from '../shared/stream.ts';
import { mvauOperations, mvauResources, mvauTiming } from './mvau.cost.ts';
import { mvau, mvauSizes } from './mvau.ts';

/** Width of a BRAM port: narrower weight words waste it, wider ones take several memories a PE. */
const PORT_BITS = 36;

export const mvauFacets: readonly FacetImplementation[] = [
  // A vector is read once and replayed for all groups of rows, so its NF results leave after it; a FIFO of NF beats
  // lets the next vector start. BNN-PYNQ's sources note the same depth, MH / PE.
  streams.for(mvau, (node) => ({
    inputs: { x: streamOf(node.operand.x.type, node.attrs.simd) },
    outputs: { y: streamOf(node.result.y.type, node.attrs.pe, mvauSizes(node).nf) },
    drift: vectorByVector(node.operand.x.type),
  })),
  // SIMD first, as FINN raises them.
  folding.for(mvau, (node) => {
    const { mh, mw, pe, simd, vectors } = mvauSizes(node);
    const weightBits = node.operand.weights.type.elem.bits;
    return {
      dimensions: [
        { key: 'simd', name: 'SIMD', size: mw, value: simd, of: 'MW' },
        { key: 'pe', name: 'PE', size: mh, value: pe, of: 'MH' },
      ],
      cycles: (values) => finnMvauCycles({ mh, mw, pe: values['pe'] ?? pe, simd: values['simd'] ?? simd, vectors }),
      wordBits: (values) => (values['simd'] ?? simd) * weightBits,
      penalty: (values) => Math.abs((values['simd'] ?? simd) * weightBits - PORT_BITS),
    };
  }),
  layerKind.for(mvau, () => ({
    kind: 'MVAU',
    variant: 'hls',
    aliases: ['MatrixVectorActivation', 'MatrixVectorActivation_Batch', 'StreamingFCLayer', 'StreamingFCLayer_Batch'],
  })),
  timing.for(mvau, mvauTiming),
  resources.for(mvau, mvauResources),
  operationCounts.for(mvau, mvauOperations),
];
