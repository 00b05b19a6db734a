import { qnn, type FacetImplementation } from '@finnc/ir';
import { int, toOnnx } from '../writer.ts';
import { windowAttributes } from './window.ts';

export const linearToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.matMul, ({ operand: { a, b } }, cx) => ({ y: cx.emit('MatMul', [cx.tensor(a), cx.tensor(b)]) })),
  toOnnx.for(qnn.conv, ({ operand: { x, w }, attrs }, cx) => ({
    y: cx.emit('Conv', [cx.tensor(x), cx.tensor(w)], { ...windowAttributes(attrs), group: int(attrs.group) }),
  })),
];
