import { qnn, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { numbers } from '../../import/not-a-number.ts';
import { reshaped } from './shape.ts';

export const matMul: Handle = (cx) => {
  const [a, b] = [cx.input(0), cx.input(1)];
  const product = (right: Value): Value =>
    cx.create(qnn.matMul, { a, b: right }, { outType: qnn.matMul.attrs.outType.default! }).result.y;
  if (b.type.shape.length > 1) return [product(b)];
  // A vector is a column, whose axis the result does not have.
  const y = product(reshaped(cx, b, [...b.type.shape, 1]));
  return [reshaped(cx, y, y.type.shape.slice(0, -1))];
};

const transposed = (cx: ImportContext, x: Value): Value => {
  if (x.type.shape.length !== 2) return cx.refuse('transposes something that is no matrix');
  return cx.create(qnn.transpose, { x }, { perm: [1, 0] }).result.y;
};

const scaled = (cx: ImportContext, x: Value, factor: number): Value =>
  factor === 1 ? x : cx.create(qnn.mul, { a: x, b: cx.constant(floats([], [factor])) }, {}).result.y;

/** alpha · A′ · B′ + beta · C */
const gemm: Handle = (cx) => {
  const a = cx.int('transA', 0) === 0 ? cx.input(0) : transposed(cx, cx.input(0));
  const b = cx.int('transB', 0) === 0 ? cx.input(1) : transposed(cx, cx.input(1));
  const product = cx.create(qnn.matMul, { a, b }, { outType: qnn.matMul.attrs.outType.default! }).result.y;
  const y = scaled(cx, product, cx.float('alpha', 1));
  const c = cx.optional(2);
  if (!c) return [y];
  return [cx.create(qnn.add, { a: y, b: scaled(cx, numbers(cx, c), cx.float('beta', 1)) }, {}).result.y];
};

export const linearImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'MatMul', matMul),
  ...defineImporter('', 'Gemm', gemm),
];
