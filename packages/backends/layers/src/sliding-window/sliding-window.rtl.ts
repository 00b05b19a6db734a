import type { FacetImplementation } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop } from '@finnc/ir/hw';
import { oneRegister } from '../shared/pipeline.rtl.ts';
import { ringWriter } from './ring.rtl.ts';
import { slidingWindow, slidingWindowShape } from './sliding-window.ts';

type Shape = ReturnType<typeof slidingWindowShape>;

/**
 * Words of the ring: the rows of a window and those that the next row of windows adds, so that a row can be written while
 * one is read.
 */
const ringOf = ({ input, kernel, dilation, stride, channels, simd }: Shape): number =>
  ((kernel[0] - 1) * dilation[0] + 1 + stride[0]) * input[1] * (channels / simd);

export const slidingWindowRtl: readonly FacetImplementation[] = [
  rtl.for(slidingWindow, (node) => {
    const shape = slidingWindowShape(node);
    const { channels, simd, input, output, kernel, stride, dilation } = shape;
    return {
      module: 'finnc_sliding_window',
      parameters: {
        BITS: node.operand.x.type.elem.bits * simd,
        FOLDS: channels / simd,
        HEIGHT: input[0],
        WIDTH: input[1],
        ROWS: output[0],
        COLUMNS: output[1],
        KERNEL_H: kernel[0],
        KERNEL_W: kernel[1],
        STRIDE_H: stride[0],
        STRIDE_W: stride[1],
        DILATION_H: dilation[0],
        DILATION_W: dilation[1],
        RING: ringOf(shape),
      },
    };
  }),
  cycles.for(slidingWindow, (node) => {
    const shape = slidingWindowShape(node);
    const { frames, channels, simd, input, output, kernel, stride, dilation } = shape;
    const folds = channels / simd;
    const row = input[1] * folds;
    const frame = input[0] * row;
    const [down, along] = [stride[0] * row, stride[1] * folds];
    const steps = [frame, down, along, dilation[0] * row, dilation[1] * folds, 1] as const;
    const sizes = [frames, output[0], output[1], kernel[0], kernel[1], folds] as const;
    // A word can be read in the cycle after it was written.
    const tap = { write: ['y'], after: [{ actor: 'write', firings: 1, strides: steps }] };
    const walk = sizes.reduceRight((body, times) => [loop(times, ...body)], [tap] as Parameters<typeof loop>[1][]);
    const geometry = {
      images: frames,
      frame,
      ring: ringOf(shape),
      rows: output[0],
      columns: output[1],
      down,
      along,
      taps: kernel[0] * kernel[1] * folds,
    };
    return {
      actors: [
        { name: 'write', schedule: ringWriter(geometry) },
        { name: 'read', schedule: walk, pipeline: oneRegister },
      ],
    };
  }),
];
