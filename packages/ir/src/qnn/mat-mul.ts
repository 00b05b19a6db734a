import { declined, extremes, scaledInteger } from '../analysis/index.ts';
import { innerProducts } from '../exec/product.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import {
  broadcastOffsets,
  broadcastShape,
  showType,
  sizeOf,
  tensorType,
  type Tensor,
  type TensorType,
} from '../tensor/index.ts';
import { fitInt, float32, int, isInteger, type ScalarType } from '../types/index.ts';
import { alignSigns, integerWeights, weightedSums } from './accumulate.ts';
import { permuteData } from './layout.ts';
import { integerArray, resultArray } from './support.ts';

function productShape(a: TensorType, b: TensorType): number[] {
  const [m, k] = [a.shape.at(-2) ?? 1, a.shape.at(-1)];
  const lead = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (a.shape.length < 1 || b.shape.length < 2 || k !== b.shape.at(-2) || !lead) {
    throw new RangeError(`${showType(a)} times ${showType(b)}`);
  }
  return [...lead, ...(a.shape.length === 1 ? [] : [m]), b.shape.at(-1)!];
}

/** y = a · b as numpy's matmul. In the integer stage b is a constant matrix [depth, columns] and y has type `outType`. */
export const matMul = defineOp({
  name: 'qnn.mat_mul',
  summary: 'Matrix product over the last two axes.',
  operands: { a: operand.value, b: operand.value },
  results: ['y'],
  attrs: { outType: attr.type({ default: float32 }) },
  infer: ({ a, b }, { outType }) => ({ y: tensorType(outType, productShape(a.type, b.type)) }),
  evaluate({ a, b }, { outType }, { arithmetic }): { y: Tensor } {
    const shape = productShape(a.type, b.type);
    const [depth, columns] = [b.type.shape.at(-2)!, b.type.shape.at(-1)!];
    const type = tensorType(outType, shape);
    const data = isInteger(outType)
      ? integerArray(sizeOf(shape), outType.bits)
      : resultArray(sizeOf(shape), arithmetic);
    if (b.type.shape.length === 2) {
      data.set(innerProducts(a.data, columnsOf(b), sizeOf(a.type.shape) / depth, columns, depth));
      return { y: { type, data } };
    }
    const rows = a.type.shape.at(-2) ?? 1;
    const lead = shape.slice(0, a.type.shape.length === 1 ? -1 : -2);
    const [leftAt, rightAt] = [a, b].map(({ type: { shape: own } }) => broadcastOffsets(own.slice(0, -2), lead));
    for (let s = 0; s < sizeOf(lead); s++) {
      const left = a.data.subarray(leftAt![s]! * rows * depth).subarray(0, rows * depth);
      const right = b.data.subarray(rightAt![s]! * depth * columns).subarray(0, depth * columns);
      const transposed = permuteData(right, [depth, columns], [1, 0]);
      data.set(innerProducts(left, transposed, rows, columns, depth), s * rows * columns);
    }
    return { y: { type, data } };
  },
});

const columnCache = new WeakMap<object, Tensor['data']>();

/** The columns of a matrix as contiguous rows; kept with the matrix, which is mostly a constant. */
function columnsOf(b: Tensor): Tensor['data'] {
  let rows = columnCache.get(b.data);
  if (!rows) {
    rows = permuteData(b.data, b.type.shape, [1, 0]);
    columnCache.set(b.data, rows);
  }
  return rows;
}

/** Accumulators before `narrow` finds their width: 32 bits, more where the range asks for it. */
export function accumulatorType(low: ArrayLike<number>, high: ArrayLike<number>): ScalarType {
  // A field can be written out element by element, too long for the arguments of a call.
  const [least, most] = extremes({ shape: [], data: low }, { shape: [], data: high });
  return fitInt(Math.min(0, least), Math.max(0, most)).bits < 32 ? int(32) : int(64);
}

export const matMulInteger = scaledInteger.for(matMul, (node, cx) => {
  const { a, b } = node.operand;
  if (b.type.shape.length !== 2) return declined('its second operand is not a matrix');
  const x = cx.fact(a);
  if (!x) return declined(cx.why(a));
  const weights = integerWeights(cx.fact(b), b.type.shape, 1);
  if ('declined' in weights) return weights;
  const [depth = 1, columns = 1] = b.type.shape;
  const at = { axis: a.type.shape.length - 1, rank: a.type.shape.length };
  const { x: aligned, integers } = alignSigns(x, weights.integers, at, (i) => Math.floor(i / columns));
  const shape = [...new Array<number>(node.result.y.type.shape.length - 1).fill(1), columns];
  const fact = weightedSums(
    aligned,
    at,
    { integers, products: 'columns', rows: columns, depth, rowScale: weights.rowScale, channelOf: (_, k) => k },
    shape,
    false,
  );
  if ('declined' in fact) return fact;
  return {
    facts: { y: fact },
    carry: (build) => ({
      y: build.create(
        matMul,
        { a: build.integer(a), b: build.constant(integers) },
        { outType: accumulatorType(fact.low.data, fact.high.data) },
      ).result.y,
    }),
  };
});
