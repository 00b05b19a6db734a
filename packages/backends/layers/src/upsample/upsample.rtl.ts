import type { FacetImplementation } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop, type Firing } from '@finnc/ir/hw';
import { oneRegister } from '../shared/pipeline.rtl.ts';
import { upsample, upsampleSizes } from './upsample.ts';

export const upsampleRtl: readonly FacetImplementation[] = [
  rtl.for(upsample, (node) => {
    const { channels, simd, input, factors } = upsampleSizes(node);
    return {
      module: 'finnc_upsample',
      parameters: {
        BITS: simd * node.operand.x.type.elem.bits,
        FOLDS: channels / simd,
        WIDTH: input[1],
        DOWN: factors[0],
        ACROSS: factors[1],
      },
    };
  }),
  cycles.for(upsample, (node) => {
    const { frames, channels, simd, input, factors } = upsampleSizes(node);
    const [folds, [down, across]] = [channels / simd, factors];
    const repeat: Firing = { write: ['y'] };
    const pixel = [loop(folds, { ...repeat, read: ['x'] }), loop((across - 1) * folds, repeat)];
    const row = [loop(input[1], ...pixel), loop((down - 1) * input[1] * across * folds, repeat)];
    return { actors: [{ name: 'repeat', schedule: [loop(frames * input[0], ...row)], pipeline: oneRegister }] };
  }),
];
