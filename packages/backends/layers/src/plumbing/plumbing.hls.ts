import type { FacetImplementation } from '@finnc/ir';
import { fork, width } from '@finnc/ir/hw';
import { hls } from '@finnc/backend-hls';

/** A FIFO is the depth of a stream and no process, so it has no answer here. */
export const plumbingHls: readonly FacetImplementation[] = [
  hls.for(width, (node, { streams: { inputs } }) => {
    const { inLanes, outLanes } = node.attrs;
    const beats = inputs['x']?.beats ?? 0;
    const sizes = [inLanes, outLanes, node.operand.x.type.elem.bits, beats];
    return { headers: ['finnc/width.hpp'], tables: [], callee: `finnc::width<${sizes.join(', ')}>` };
  }),
  hls.for(fork, (node, { streams: { inputs } }) => {
    const stream = inputs['x'];
    const sizes = [(stream?.lanes ?? 0) * node.operand.x.type.elem.bits, stream?.beats ?? 0];
    return { headers: ['finnc/fork.hpp'], tables: [], callee: `finnc::fork<${sizes.join(', ')}>` };
  }),
];
