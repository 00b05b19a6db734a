import { hls } from '@finnc/backend-hls';
import { poolProcess, reduction } from '../shared/pooling.hls.ts';
import { maxPool, maxPoolSizes } from './max-pool.ts';

export const maxPoolHls = hls.for(maxPool, (node) =>
  poolProcess(reduction(node.operand.x.type.elem), maxPoolSizes(node)),
);
