import { attr, defineOp, isInteger, operand, showType, tensorType, type Node, type Tensor } from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { activate, checkActivation, stepsOf } from '../shared/activation.ts';
import { channelsOf, vectorsOf } from '../shared/vectors.ts';

/**
 * Activation on its own: `y = #{t : x >= t} + outBias`, or `2 · count − 1` for a bipolar y.
 *
 * x `[..., C]` of integers, or of float32, which hardware compares as ordered keys; thresholds `[1 | C, steps]`.
 * `pe` channels are worked on each cycle; it must divide C.
 */
export const thresholding = defineOp({
  name: 'hw.thresholding',
  summary: 'Counts the thresholds that each channel reaches.',
  operands: { x: operand.value, thresholds: operand.constant },
  results: ['y'],
  attrs: { outType: attr.type(), outBias: attr.int({ default: 0 }), pe: attr.int({ min: 1, default: 1 }) },
  infer({ x, thresholds }, { outType, outBias, pe }) {
    if (!isInteger(x.type.elem) && x.type.elem.kind !== 'float')
      throw new RangeError(`thresholds on ${showType(x.type)}`);
    const channels = channelsOf(x.type);
    if (stepsOf(thresholds.type) < 1) throw new RangeError('a thresholding layer without thresholds');
    checkActivation(thresholds.type, channels, outType, outBias);
    divideExactly(channels, pe, 'PE', 'NumChannels');
    return { y: tensorType(outType, x.type.shape) };
  },
  evaluate({ x, thresholds }, { outType, outBias }): { y: Tensor } {
    const data = activate(x, thresholds, outType, outBias);
    return { y: { type: tensorType(outType, x.type.shape), data } };
  },
});

/** Sizes of a thresholding layer; `steps` are the thresholds of a channel. */
export interface ThresholdingSizes {
  readonly channels: number;
  readonly pe: number;
  readonly vectors: number;
  readonly steps: number;
}

export function thresholdingSizes({ operand, attrs }: Node<typeof thresholding>): ThresholdingSizes {
  const { x, thresholds } = operand;
  return { channels: channelsOf(x.type), pe: attrs.pe, vectors: vectorsOf(x.type), steps: stepsOf(thresholds.type) };
}
