import { poolRtl } from '../shared/pooling.rtl.ts';
import { maxPool, maxPoolSizes } from './max-pool.ts';

export const maxPoolRtl = poolRtl(maxPool, (node) => {
  const { elem } = node.operand.x.type;
  return { sizes: maxPoolSizes(node), from: elem, to: elem, sums: false };
});
