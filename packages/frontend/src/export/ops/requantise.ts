import { qnn, type FacetImplementation } from '@finnc/ir';
import { toOnnx } from '../writer.ts';
import { castTo } from './cast.ts';

export const requantiseToOnnx: readonly FacetImplementation[] = [
  // In doubles, since products of accumulators and multipliers do not fit float32.
  toOnnx.for(qnn.requantise, ({ operand: { x, multipliers, offsets }, attrs }, cx) => {
    const { shift, rounding, low, high, axis } = attrs;
    const perChannel = (values: ArrayLike<number>): string => {
      const shape = x.type.shape.map((_, i) => (i === axis ? values.length : 1));
      return cx.doubles(values.length === 1 ? [] : shape, values);
    };
    const wide = castTo(cx, cx.tensor(x), 'float64');
    const product = cx.emit('Mul', [wide, perChannel(multipliers.constant.data)]);
    const sum = cx.emit('Add', [product, perChannel(offsets.constant.data)]);
    const scaled = cx.emit('Mul', [sum, cx.doubles([], [2 ** -shift])]);
    const code = cx.emit(rounding === 'floor' ? 'Floor' : 'Round', [scaled]);
    const clipped = cx.emit('Clip', [code, cx.doubles([], [low]), cx.doubles([], [high])]);
    return { y: castTo(cx, clipped, 'float32') };
  }),
];
