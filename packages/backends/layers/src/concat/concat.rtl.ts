import type { FacetImplementation } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop } from '@finnc/ir/hw';
import { elementKind } from '../shared/element.rtl.ts';
import { oneRegister } from '../shared/pipeline.rtl.ts';
import { concat, concatSizes } from './concat.ts';

export const concatRtl: readonly FacetImplementation[] = [
  rtl.for(concat, (node) => {
    const { a, b } = node.operand;
    const { channels, simd } = concatSizes(node);
    return {
      module: 'finnc_concat',
      parameters: {
        LANES: simd,
        A_BITS: a.type.elem.bits,
        A_KIND: elementKind(a.type.elem),
        A_WORDS: channels[0] / simd,
        B_BITS: b.type.elem.bits,
        B_KIND: elementKind(b.type.elem),
        B_WORDS: channels[1] / simd,
        Y_BITS: node.result.y.type.elem.bits,
      },
    };
  }),
  cycles.for(concat, (node) => {
    const { channels, simd, vectors } = concatSizes(node);
    const [fromA, fromB] = (['a', 'b'] as const).map((key, i) =>
      loop(channels[i]! / simd, { read: [key], write: ['y'] }),
    );
    return { actors: [{ name: 'join', schedule: [loop(vectors, fromA!, fromB!)], pipeline: oneRegister }] };
  }),
];
