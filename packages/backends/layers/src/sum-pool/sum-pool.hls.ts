import { hls } from '@finnc/backend-hls';
import { poolProcess, reduction } from '../shared/pooling.hls.ts';
import { sumPool, sumPoolSizes } from './sum-pool.ts';

export const sumPoolHls = hls.for(sumPool, (node) =>
  poolProcess(reduction(node.operand.x.type.elem, node.attrs.outType), sumPoolSizes(node)),
);
