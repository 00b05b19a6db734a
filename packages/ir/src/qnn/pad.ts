import { declined, scaledInteger } from '../analysis/index.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
import { contains, float32 } from '../types/index.ts';
import { pick } from './pick.ts';
import { resultOf } from './support.ts';

export const padModes = ['constant', 'edge', 'reflect', 'wrap'] as const;
export type PadMode = (typeof padModes)[number];

/** The entry of an axis that stands `index` entries from its start, which may lie outside; −1 is the constant. */
function source(index: number, size: number, mode: PadMode): number {
  switch (mode) {
    case 'constant':
      return index < 0 || index >= size ? -1 : index;
    case 'edge':
      return Math.min(Math.max(index, 0), size - 1);
    case 'reflect': {
      // The border itself is not repeated: 2 1 | 0 1 2 | 1 0.
      const period = Math.max(1, 2 * (size - 1));
      const at = ((index % period) + period) % period;
      return Math.min(at, period - at);
    }
    case 'wrap':
      return ((index % size) + size) % size;
    default:
      return mode satisfies never;
  }
}

function paddedType({ elem, shape }: TensorType, pads: readonly number[], mode: PadMode, value: number): TensorType {
  const rank = shape.length;
  if (pads.length !== 2 * rank) throw new RangeError(`${pads.length} pads for ${rank} axes`);
  const sizes = shape.map((size, axis) => size + pads[axis]! + pads[axis + rank]!);
  if (sizes.some((size) => size < 0)) throw new RangeError(`pads [${pads.join(', ')}] of [${shape.join(', ')}]`);
  if (mode !== 'constant' && shape.includes(0)) throw new RangeError('nothing to repeat in an empty tensor');
  return tensorType(mode === 'constant' && !contains(elem, value) ? float32 : elem, sizes);
}

/** Room around a tensor: `pads` entries before each axis, then behind each; negative ones crop. */
export const pad = defineOp({
  name: 'qnn.pad',
  summary: 'Adds entries around a tensor: a constant, the border, or the tensor mirrored or repeated.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {
    pads: attr.ints(),
    mode: attr.oneOf(padModes, { default: 'constant' }),
    value: attr.float({ default: 0 }),
  },
  infer: ({ x }, { pads, mode, value }) => ({ y: paddedType(x.type, pads, mode, value) }),
  evaluate({ x }, { pads, mode, value }, { arithmetic }): { y: Tensor } {
    const type = paddedType(x.type, pads, mode, value);
    const along = type.shape.map((size, axis) =>
      Array.from({ length: size }, (_, i) => source(i - pads[axis]!, x.type.shape[axis]!, mode)),
    );
    return { y: { type, data: pick(x.data, x.type.shape, along, resultOf(type, arithmetic), value) } };
  },
});

export const padInteger = scaledInteger.for(pad, () =>
  declined('padding of its own stays outside of the hardware; give it to the convolution (padding=…)'),
);
