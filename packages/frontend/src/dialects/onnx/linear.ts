import { qnn, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { reshaped } from './shape.ts';
import { windowOf } from './window.ts';

const matMul: Handle = (cx) => {
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
  return [cx.create(qnn.add, { a: y, b: scaled(cx, c, cx.float('beta', 1)) }, {}).result.y];
};

export const conv: Handle = (cx) => {
  const [x, w] = [cx.input(0), cx.input(1)];
  if (x.type.shape.length !== 4) {
    return cx.refuse(
      `convolves a tensor of ${x.type.shape.length} axes; only 2-D images are supported yet`,
      'use Conv2d with a kernel of height 1',
    );
  }
  const window = windowOf(cx, x.type.shape.slice(2), w.type.shape.slice(2));
  const y = cx.create(
    qnn.conv,
    { x, w },
    { ...window, group: cx.int('group', 1), outType: qnn.conv.attrs.outType.default! },
  ).result.y;
  const bias = cx.optional(2);
  if (!bias) return [y];
  const [channels = 1] = bias.type.shape;
  const column = bias.constant
    ? cx.constant({ type: { elem: bias.type.elem, shape: [1, channels, 1, 1] }, data: bias.constant.data })
    : cx.create(qnn.reshape, { x: bias }, { shape: [1, channels, 1, 1] }).result.y;
  return [cx.create(qnn.add, { a: y, b: column }, {}).result.y];
};

export const linearImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'MatMul', matMul),
  ...defineImporter('', 'Gemm', gemm),
  ...defineImporter('', 'Conv', conv),
];
