import { poolRtl } from '../shared/pooling.rtl.ts';
import { sumPool, sumPoolSizes } from './sum-pool.ts';

export const sumPoolRtl = poolRtl(sumPool, (node) => ({
  sizes: sumPoolSizes(node),
  from: node.operand.x.type.elem,
  to: node.attrs.outType,
  sums: true,
}));
