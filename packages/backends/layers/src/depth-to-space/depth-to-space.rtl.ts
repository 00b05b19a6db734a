import type { FacetImplementation } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop } from '@finnc/ir/hw';
import { oneRegister } from '../shared/pipeline.rtl.ts';
import { depthToSpace, depthToSpaceSizes } from './depth-to-space.ts';

export const depthToSpaceRtl: readonly FacetImplementation[] = [
  rtl.for(depthToSpace, (node) => {
    const { width, channels, block, simd } = depthToSpaceSizes(node);
    return {
      module: 'finnc_depth_to_space',
      parameters: {
        LANES: simd,
        BITS: node.operand.x.type.elem.bits,
        FOLDS: channels / simd,
        WIDTH: width,
        BLOCK: block,
        CRD: node.attrs.mode === 'crd',
      },
    };
  }),
  cycles.for(depthToSpace, (node) => {
    const { frames, height, width, channels, block, simd } = depthToSpaceSizes(node);
    const isCrd = node.attrs.mode === 'crd';
    const [rows, folds] = [frames * height, channels / simd];
    // Words in: those of a row, and from one pixel to the next along, in its block beside and below.
    const pixel = isCrd ? folds : block * block * folds;
    const [beside, below] = isCrd ? [0, 0] : [folds, block * folds];
    const [row, reads] = [width * pixel, width * block * block * folds];
    // Two rows have room: one is written when the one before the last has been read.
    const word = { read: ['x'], after: [{ actor: 'read', firings: -reads, strides: [reads] }] };
    const strides = [row, below, pixel, beside, 1];
    const out = { write: ['y'], after: [{ actor: 'write', firings: 1, strides }] };
    const walk = loop(rows, loop(block, loop(width, loop(block, loop(folds, out)))));
    return {
      actors: [
        { name: 'write', schedule: [loop(rows, loop(row, word))] },
        { name: 'read', schedule: [walk], pipeline: oneRegister },
      ],
    };
  }),
];
