import { constantValue, isInteger, qnn, tensor, type ConstantValue, type Node, type Tensor } from '@finnc/ir';
import { notIntegers } from '../shared/lowering.ts';
import { anywhere } from '../shared/positions.ts';
import { productLowerings } from '../shared/product-lowering.ts';
import { mvau } from './mvau.ts';

type Product = Node<typeof qnn.matMul>;

/** Why a product cannot be a matrix-vector unit, or undefined. */
function unfitProduct({ operand: { a, b }, attrs }: Product): string | undefined {
  if (!b.constant) return 'its second operand is not a constant';
  if (b.type.shape.length !== 2) return 'its second operand is not a matrix';
  if (!isInteger(attrs.outType)) return `its result is ${attrs.outType.name}, not an integer type`;
  return notIntegers('its input', a) ?? notIntegers('its matrix', b);
}

/** Weights as a layer holds them: [MH, MW], a row a neuron, in the array type they came in. */
function weightsOf({ operand: { b } }: Product): ConstantValue {
  const { type, data } = b.constant as Tensor;
  const [depth = 1, columns = 1] = type.shape;
  return constantValue(tensor(type.elem, [columns, depth], qnn.permuteData(data, type.shape, [1, 0])), b.name);
}

/** mat_mul by a constant matrix → hw.mvau, with the offset or the activation behind it. */
export const mvauLowerings = productLowerings({
  op: qnn.matMul,
  from: 'mat-mul',
  to: 'mvau',
  unfit: unfitProduct,
  layer: (rw, product, { thresholds, offsets, ...attrs }, origin) =>
    rw.create(
      mvau,
      { x: product.operand.a, weights: weightsOf(product), thresholds, offsets },
      { ...attrs, ...anywhere, pe: 1, simd: 1, ramStyle: 'auto', resType: 'auto' },
      { origin },
    ).result.y,
});
