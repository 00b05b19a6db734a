import { constantValue, isInteger, qnn, type Node, type Tensor } from '@finnc/ir';
import { notIntegers } from '../shared/lowering.ts';
import { anywhere } from '../shared/positions.ts';
import { productLowerings } from '../shared/product-lowering.ts';
import { vvau } from './vvau.ts';

/** Why a product cannot be a depthwise unit, or undefined. */
function unfitProduct({ operand: { x, w }, attrs }: Node<typeof qnn.depthwiseProduct>): string | undefined {
  if (!w.constant) return 'its weights are not constant';
  if (!isInteger(attrs.outType)) return `its result is ${attrs.outType.name}, not an integer type`;
  return notIntegers('its input', x) ?? notIntegers('its weights', w);
}

/** depthwise_product with constant weights → hw.vvau, with the offset or the activation behind it. */
export const vvauLowerings = productLowerings({
  op: qnn.depthwiseProduct,
  from: 'depthwise-product',
  to: 'vvau',
  unfit: unfitProduct,
  layer: (rw, { operand: { x, w } }, { thresholds, offsets, ...attrs }, origin) =>
    rw.create(
      vvau,
      { x, weights: constantValue(w.constant as Tensor, w.name), thresholds, offsets },
      { ...attrs, ...anywhere, pe: 1, ramStyle: 'auto', resType: 'auto' },
      { origin },
    ).result.y,
});
