import { poolRtl } from '../shared/pooling.rtl.ts';
import { pool, windowPoolSizes } from './pool.ts';

export const windowPoolRtl = poolRtl(pool, (node) => ({
  sizes: windowPoolSizes(node),
  from: node.operand.x.type.elem,
  to: node.attrs.outType,
  sums: node.attrs.function === 'sum',
}));
