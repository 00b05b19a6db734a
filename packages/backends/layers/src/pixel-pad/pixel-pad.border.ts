import { signBorder } from '@finnc/ir/hw';
import { pixelPad } from './pixel-pad.ts';

/** Zeros between the pixels lie under every window, not at a border. */
export const pixelPadSignBorder = signBorder.for(pixelPad, ({ operand, result }) =>
  operand.x.type.elem.kind === 'bipolar' && result.y.type.elem.kind !== 'bipolar'
    ? { none: 'the zeros stand between the pixels, not around them' }
    : undefined,
);
