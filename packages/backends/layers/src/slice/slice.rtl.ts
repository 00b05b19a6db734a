import type { FacetImplementation } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop } from '@finnc/ir/hw';
import { oneRegister } from '../shared/pipeline.rtl.ts';
import { slice, sliceSizes } from './slice.ts';

export const sliceRtl: readonly FacetImplementation[] = [
  rtl.for(slice, (node) => {
    const { channels, start, end, simd } = sliceSizes(node);
    const bits = simd * node.operand.x.type.elem.bits;
    const words = { WORDS: channels / simd, START: start / simd, END: end / simd };
    return { module: 'finnc_slice', parameters: { BITS: bits, ...words } };
  }),
  cycles.for(slice, (node) => {
    const { channels, start, end, simd, vectors } = sliceSizes(node);
    const dropped = (count: number): ReturnType<typeof loop> => loop(count / simd, { read: ['x'] });
    const kept = loop((end - start) / simd, { read: ['x'], write: ['y'] });
    const schedule = [loop(vectors, dropped(start), kept, dropped(channels - end))];
    return { actors: [{ name: 'slice', schedule, pipeline: oneRegister }] };
  }),
];
