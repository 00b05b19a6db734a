import type { Node } from '@finnc/ir';
import type { Estimate, Target, Timing } from '@finnc/ir/hw';
import { divideExactly, finnPoolCycles, finnStreamingMaxPool1dCycles, finnStreamingMaxPoolCycles } from '@finnc/target';
import { engineTiming, finnCountsNothing, finnTiming } from '../shared/answers.ts';
import { maxResources } from '../shared/pooling.cost.ts';
import { poolCycles, type PoolSizes } from '../shared/pooling.ts';
import { type maxPool, maxPoolSizes } from './max-pool.ts';

type MaxPool = Node<typeof maxPool>;

export function maxPoolTiming(node: MaxPool, { cost }: Target): Timing {
  const sizes = maxPoolSizes(node);
  return cost === 'finn' ? finnMaxPoolTiming(sizes) : engineTiming('pool', poolCycles(sizes));
}

/**
 * FINN's StreamingMaxPool takes square images that its window tiles, or rows; all else is FINN's Pool behind a
 * depthwise window. A folded layer, which FINN's two-dimensional one cannot be, counts as `C / PE` passes.
 */
function finnMaxPoolTiming({ frames, channels, input, output, kernel, stride, pe }: PoolSizes): Timing {
  const fold = divideExactly(channels, pe, 'PE', 'NumChannels');
  const tiled = [0, 1].every((axis) => kernel[axis] === stride[axis] && input[axis]! % kernel[axis]! === 0);
  if (tiled && input[0] === input[1] && kernel[0] === kernel[1]) {
    const cycles = finnStreamingMaxPoolCycles({ dim: input[0], kernel: kernel[0] });
    return finnTiming('streamingmaxpool.py, get_exp_cycles, two dimensions', frames * fold * cycles);
  }
  if (tiled && (input[0] === 1 || input[1] === 1)) {
    const outputs = output[0] * output[1];
    const cycles = finnStreamingMaxPool1dCycles({ outputs, channels, kernel: kernel[0] * kernel[1], pe });
    return finnTiming('streamingmaxpool.py, get_exp_cycles, one dimension', frames * cycles);
  }
  const cycles = finnPoolCycles({ channels, kernel, outputs: output[0] * output[1], pe });
  return finnTiming(
    'pool.py, get_exp_cycles: StreamingMaxPool takes only square images that its window tiles',
    frames * cycles,
  );
}

export const maxPoolResources = (node: MaxPool, { cost }: Target): Estimate =>
  cost === 'finn' ? finnCountsNothing : maxResources(maxPoolSizes(node), node.operand.x.type.elem);
