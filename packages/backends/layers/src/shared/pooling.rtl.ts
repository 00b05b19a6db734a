import type { FacetImplementation, Node, OpDef, ScalarType } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop, type Firing, type Schedule } from '@finnc/ir/hw';
import { elementKind } from './element.rtl.ts';
import { oneRegister } from './pipeline.rtl.ts';
import { isTiled, type PoolSizes } from './pooling.ts';

/** A pool as its RTL sees it: the elements in and out, and whether they are summed. */
export interface PoolForm {
  readonly sizes: PoolSizes;
  readonly from: ScalarType;
  readonly to: ScalarType;
  readonly sums: boolean;
}

/** What a pool answers about its RTL: a module for windows side by side, another for those that overlap. */
export const poolRtl = <Op extends OpDef>(
  op: Op,
  formOf: (node: Node<Op>) => PoolForm,
): readonly FacetImplementation[] => [
  rtl.for(op, (node) => {
    const { sizes, from, to, sums } = formOf(node);
    const { channels, pe, input, kernel, stride } = sizes;
    const tiled = isTiled(sizes);
    return {
      module: tiled ? 'finnc_pool' : 'finnc_pool_windows',
      parameters: {
        LANES: pe,
        X_BITS: from.bits,
        X_KIND: elementKind(from),
        Y_BITS: to.bits,
        SUM: sums,
        FOLDS: channels / pe,
        HEIGHT: input[0],
        WIDTH: input[1],
        KERNEL_H: kernel[0],
        KERNEL_W: kernel[1],
        ...(tiled ? {} : { STRIDE_H: stride[0], STRIDE_W: stride[1] }),
      },
    };
  }),
  cycles.for(op, (node) => ({
    actors: [{ name: 'pool', schedule: poolSchedule(formOf(node).sizes), pipeline: oneRegister }],
  })),
];

/** Every word is read; those that end a window give its word. */
function poolSchedule({ frames, input, output, kernel, stride, channels, pe }: PoolSizes): Schedule {
  const folds = channels / pe;
  const read: Firing = { read: ['x'] };
  const row = input[1] * folds;
  const ends: Firing = { read: ['x'], write: ['y'] };
  const [gap, wide] = [(stride[1] - 1) * folds, (kernel[1] - 1) * folds];
  const rest = row - wide - folds - (output[1] - 1) * stride[1] * folds;
  const ending = [
    loop(wide, read),
    loop(folds, ends),
    loop(output[1] - 1, loop(gap, read), loop(folds, ends)),
    loop(rest, read),
  ];
  const below = input[0] - kernel[0] - (output[0] - 1) * stride[0];
  const image = [
    loop((kernel[0] - 1) * row, read),
    ...ending,
    loop(output[0] - 1, loop((stride[0] - 1) * row, read), ...ending),
    loop(below * row, read),
  ];
  return [loop(frames, ...image)];
}
