import type { FacetImplementation } from '@finnc/ir';
import { beatBits, fork, width } from '@finnc/ir/hw';
import { hls } from '@finnc/backend-hls';
import { streamOf } from '../shared/stream.ts';

/** A FIFO is the depth of a stream and no process, so it has no answer here. */
export const plumbingHls: readonly FacetImplementation[] = [
  hls.for(width, ({ operand, attrs: { inLanes, outLanes } }) => {
    const { elem, beats } = streamOf(operand.x.type, inLanes);
    const sizes = [inLanes, outLanes, elem.bits, beats];
    return { headers: ['finnc/width.hpp'], tables: [], callee: `finnc::width<${sizes.join(', ')}>` };
  }),
  hls.for(fork, ({ operand, attrs }) => {
    const stream = streamOf(operand.x.type, attrs.lanes);
    return { headers: ['finnc/fork.hpp'], tables: [], callee: `finnc::fork<${beatBits(stream)}, ${stream.beats}>` };
  }),
];
