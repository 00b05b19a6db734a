import { qnn, type FacetImplementation } from '@finnc/ir';
import { int, ints, toOnnx } from '../writer.ts';

export const shapeToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.reshape, ({ operand: { x }, attrs: { shape } }, cx) => ({
    y: cx.emit('Reshape', [cx.tensor(x), cx.integers(shape)]),
  })),
  toOnnx.for(qnn.transpose, ({ operand: { x }, attrs: { perm } }, cx) => ({
    y: cx.emit('Transpose', [cx.tensor(x)], { perm: ints(perm) }),
  })),
  toOnnx.for(qnn.topK, ({ operand: { x }, attrs: { k } }, cx) => {
    const inputs = [cx.tensor(x), cx.integers([k])];
    const [, indices = ''] = cx.emitAll({ opType: 'TopK', inputs, attributes: { axis: int(-1) } }, 2);
    return { indices: { name: indices, elemType: 'int64' } };
  }),
];
