import { qnn, type Shape, type Value } from '@finnc/ir';
import type { ImportContext } from '../../import/handler.ts';

export interface ImportedWindow {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

/** Channels first or last. */
export type Layout = 'nchw' | 'nhwc';

/**
 * Does `work` on a tensor of channels and one or two more axes as on an image: a row `[N, C, L]` is one of height 1.
 */
export function asImage(cx: ImportContext, x: Value, layout: Layout, work: (image: Value) => Value): Value {
  const { shape } = x.type;
  if (shape.length === 4) return work(x);
  if (shape.length !== 3)
    return cx.refuse(
      `has an input of ${shape.length} axes; a row of 3 or an image of 4 is wanted`,
      'finnc takes one- and two-dimensional windows; run other layers on the host',
    );
  const at = layout === 'nchw' ? 2 : 1;
  const reshaped = (value: Value, to: Shape): Value => cx.create(qnn.reshape, { x: value }, { shape: to }).result.y;
  const image = work(reshaped(x, [...shape.slice(0, at), 1, ...shape.slice(at)]));
  return reshaped(
    image,
    image.type.shape.filter((_, axis) => axis !== at),
  );
}

/** Window attributes of Conv and pooling nodes, `auto_pad` resolved to numbers; those of a row become an image's. */
export function windowOf(cx: ImportContext, size: Shape, kernelShape?: Shape): ImportedWindow {
  const isRow = cx.input(0).type.shape.length === 3;
  const pair = (name: string, fallback?: Shape): readonly number[] => {
    const values = cx.ints(name, isRow ? fallback?.slice(1) : fallback);
    return isRow && values.length === 1 ? [1, ...values] : values;
  };
  const kernel = pair('kernel_shape', kernelShape);
  const strides = pair('strides', [1, 1]);
  const dilations = pair('dilations', [1, 1]);
  if (kernel.length !== 2 || strides.length !== 2 || dilations.length !== 2)
    return cx.refuse(`has a window of ${kernel.length} axes; 1 or 2 are supported`);
  const sides = cx.ints('pads', [0, 0, 0, 0]);
  const given = isRow && sides.length === 2 ? [0, sides[0]!, 0, sides[1]!] : sides;
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
