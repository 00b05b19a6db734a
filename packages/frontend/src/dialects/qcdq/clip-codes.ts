import { isInteger, qnn, tensor, type Value } from '@finnc/ir';
import type { ImportContext } from '../../import/handler.ts';

/**
 * The Clip between QuantizeLinear and DequantizeLinear, by which QCDQ says a bit width below 8: it narrows the codes of
 * the quantiser, or those of constant weights. Undefined for a Clip of anything else.
 */
export function clipCodes(cx: ImportContext, x: Value, low: number, high: number): Value | undefined {
  const { elem, shape } = x.type;
  if (!isInteger(elem)) return undefined;
  if (x.constant) {
    // A fresh array of the same kind: codes stay as compact as the file holds them.
    const data = x.constant.data.map((code) => Math.min(Math.max(code, low), high));
    return cx.constant(tensor(elem, shape, data));
  }
  const quantiser = x.producer(qnn.quantize);
  if (!quantiser) return undefined;
  const [least, most] = [Math.max(quantiser.attrs.low, low), Math.min(quantiser.attrs.high, high)];
  if (!(Number.isInteger(least) && Number.isInteger(most) && least <= most)) return undefined;
  return cx.create(qnn.quantize, quantiser.operand, { low: least, high: most }).result.y;
}
