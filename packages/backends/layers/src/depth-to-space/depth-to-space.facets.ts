import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { hlsRowBuffers } from '@finnc/target';
import { engineTiming, finnCountsNothing, noOperations } from '../shared/answers.ts';
import { streamOf } from '../shared/stream.ts';
import { depthToSpace, depthToSpaceCycles, depthToSpaceSizes } from './depth-to-space.ts';

export const depthToSpaceFacets: readonly FacetImplementation[] = [
  streams.for(depthToSpace, (node) => ({
    inputs: { x: streamOf(node.operand.x.type, depthToSpaceSizes(node).inLanes) },
    outputs: { y: streamOf(node.result.y.type, node.attrs.simd) },
  })),
  folding.for(depthToSpace, (node) => {
    const sizes = depthToSpaceSizes(node);
    return {
      dimensions: [{ key: 'simd', name: 'SIMD', size: sizes.channels, value: sizes.simd, of: 'NumChannels' }],
      cycles: (values) => depthToSpaceCycles(sizes, values['simd'] ?? sizes.simd),
    };
  }),
  layerKind.for(depthToSpace, () => ({ kind: 'DepthToSpace', variant: 'hls' })),
  // FINN has no such layer, so there is one law.
  timing.for(depthToSpace, (node) =>
    engineTiming('depth_to_space', depthToSpaceCycles(depthToSpaceSizes(node), node.attrs.simd)),
  ),
  resources.for(depthToSpace, (node, { cost }) => {
    if (cost === 'finn') return finnCountsNothing;
    const { width, channels, block, inLanes } = depthToSpaceSizes(node);
    const depth = (width * block * block * channels) / inLanes;
    return hlsRowBuffers({ rows: 2, width: inLanes * node.operand.x.type.elem.bits, depth });
  }),
  operationCounts.for(depthToSpace, () => noOperations),
];
