import type { FacetImplementation } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop } from '@finnc/ir/hw';
import { elementKind } from '../shared/element.rtl.ts';
import { oneRegister } from '../shared/pipeline.rtl.ts';
import { add, addSizes } from './add.ts';

/** Factors are `int` parameters of the module. */
const WIDEST_FACTOR = 2 ** 31;

export const addRtl: readonly FacetImplementation[] = [
  rtl.for(add, ({ operand: { a, b }, attrs: { aFactor, bFactor, outType, pe } }) => {
    const wide = [aFactor, bFactor].find((factor) => Math.abs(factor) >= WIDEST_FACTOR);
    if (wide !== undefined) return { none: `a factor of ${wide}, beyond 32 bits` };
    return {
      module: 'finnc_add',
      parameters: {
        LANES: pe,
        A_BITS: a.type.elem.bits,
        A_KIND: elementKind(a.type.elem),
        B_BITS: b.type.elem.bits,
        B_KIND: elementKind(b.type.elem),
        Y_BITS: outType.bits,
        A_FACTOR: aFactor,
        B_FACTOR: bFactor,
      },
    };
  }),
  cycles.for(add, (node) => {
    const { channels, pe, vectors } = addSizes(node);
    const schedule = [loop(vectors * (channels / pe), { read: ['a', 'b'], write: ['y'] })];
    return { actors: [{ name: 'add', schedule, pipeline: oneRegister }] };
  }),
];
