import type { Node } from '@finnc/ir';
import type { Estimate, Target, Timing } from '@finnc/ir/hw';
import {
  divideExactly,
  finnPoolCycles,
  finnStreamingMaxPool1dCycles,
  finnStreamingMaxPoolCycles,
  hlsMaxPool,
  lutRam,
} from '@finnc/target';
import { engineTiming, finnCountsNothing, finnTiming } from '../shared/answers.ts';
import { type maxPool, maxPoolSizes, type MaxPoolSizes } from './max-pool.ts';

type MaxPool = Node<typeof maxPool>;

/** Steps our engine gives an image row at least, so that a memory pipeline can keep up. */
const leastRow = 8;

/**
 * Cycles a frame occupies our engine: every beat of the image, a row taking 8 cycles or more.
 *
 * @throws RangeError if `pe` does not divide `channels`
 */
export function maxPoolCycles({
  frames,
  channels,
  input,
  pe,
}: Pick<MaxPoolSizes, 'frames' | 'channels' | 'input' | 'pe'>): number {
  const [height, width] = input;
  return frames * height * Math.max(width * divideExactly(channels, pe, 'PE', 'NumChannels'), leastRow);
}

export function maxPoolTiming(node: MaxPool, { cost }: Target): Timing {
  const sizes = maxPoolSizes(node);
  return cost === 'finn' ? finnMaxPoolTiming(sizes) : engineTiming('max_pool', maxPoolCycles(sizes));
}

/**
 * FINN's StreamingMaxPool takes square images that its window tiles, or rows; all else is FINN's Pool behind a
 * depthwise window. A folded layer, which FINN's two-dimensional one cannot be, counts as `C / PE` passes.
 */
function finnMaxPoolTiming({ frames, channels, input, output, kernel, stride, pe }: MaxPoolSizes): Timing {
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

/**
 * Ours: the measured law for windows side by side, at the width of a folded beat. Windows that overlap keep
 * `kernel − 1` whole rows instead of one row of half-finished windows.
 */
export function maxPoolResources(node: MaxPool, { cost }: Target): Estimate {
  if (cost === 'finn') return finnCountsNothing;
  const { channels, input, kernel, stride, pe } = maxPoolSizes(node);
  const elementBits = node.operand.x.type.elem.bits;
  const rowBeats = input[1] * divideExactly(channels, pe, 'PE', 'NumChannels');
  const law = hlsMaxPool({ channels: pe, elementBits, kernel: kernel[1], width: rowBeats });
  if (kernel[0] === stride[0] && kernel[1] === stride[1]) return law;
  const rows = (kernel[0] - 1) * lutRam(pe * elementBits, rowBeats);
  return { ...law, lut: law.lut + rows, error: 'not calibrated for windows that overlap' };
}
