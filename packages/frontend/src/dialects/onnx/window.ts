import type { Shape } from '@finnc/ir';
import type { ImportContext } from '../../import/handler.ts';

export interface ImportedWindow {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

/** Window attributes of Conv and pooling nodes over two axes, `auto_pad` resolved to numbers. */
export function windowOf(cx: ImportContext, size: Shape, kernelShape?: Shape): ImportedWindow {
  const kernel = cx.ints('kernel_shape', kernelShape);
  const strides = cx.ints('strides', [1, 1]);
  const dilations = cx.ints('dilations', [1, 1]);
  if (kernel.length !== 2 || strides.length !== 2 || dilations.length !== 2)
    return cx.refuse(`has a window of ${kernel.length} axes; 2 are supported`);
  const given = cx.ints('pads', [0, 0, 0, 0]);
  if (given.length !== 4) return cx.refuse(`has ${given.length} pads; 4 are wanted`);
  if (given.some((pad) => pad < 0)) return cx.refuse('has a negative padding');
  const auto = cx.string('auto_pad', 'NOTSET');
  switch (auto) {
    case 'NOTSET':
    case '':
      return { kernel, strides, dilations, pads: given };
    case 'VALID':
      return { kernel, strides, dilations, pads: [0, 0, 0, 0] };
    case 'SAME_UPPER':
    case 'SAME_LOWER': {
      const total = [0, 1].map((axis) => {
        const out = Math.ceil(size[axis]! / strides[axis]!);
        const reach = dilations[axis]! * (kernel[axis]! - 1) + 1;
        return Math.max(0, (out - 1) * strides[axis]! + reach - size[axis]!);
      });
      const [less, more] = [total.map((n) => Math.floor(n / 2)), total.map((n) => Math.ceil(n / 2))];
      const pads = auto === 'SAME_UPPER' ? [...less, ...more] : [...more, ...less];
      return { kernel, strides, dilations, pads };
    }
    default:
      return cx.refuse(`has the unknown auto_pad '${auto}'`);
  }
}
