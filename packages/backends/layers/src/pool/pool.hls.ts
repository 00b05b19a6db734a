import { hls } from '@finnc/backend-hls';
import { poolProcess, reduction } from '../shared/pooling.hls.ts';
import { pool, windowPoolSizes } from './pool.ts';

export const poolHls = hls.for(pool, (node) => {
  const { function: reduce, outType } = node.attrs;
  const of = reduction(node.operand.x.type.elem, reduce === 'sum' ? outType : undefined);
  return poolProcess(of, windowPoolSizes(node));
});
