import type { Node } from '@finnc/ir';
import type { Estimate, Target, Timing } from '@finnc/ir/hw';
import {
  finnThresholdingCycles,
  finnThresholdingHlsResources,
  finnThresholdingRtlResources,
  hlsThresholding,
} from '@finnc/target';
import { engineTiming, finnEstimate, finnTiming } from '../shared/answers.ts';
import { type thresholding, thresholdingSizes } from './thresholding.ts';

type Thresholding = Node<typeof thresholding>;

/** `vectors · C / PE` under both cost models. */
export function thresholdingTiming(node: Thresholding, { cost }: Target): Timing {
  const cycles = finnThresholdingCycles(thresholdingSizes(node));
  return cost === 'finn' ? finnTiming('thresholding.py, get_exp_cycles', cycles) : engineTiming('thresholding', cycles);
}

/**
 * Which of its two layers FINN would take: the RTL one, a binary search, wherever it can.
 * That one wants 2^N − 1 thresholds, or one fewer, for N bits out; float32 inputs are compared as 32-bit integers.
 */
export function thresholdingVariant(node: Thresholding): 'hls' | 'rtl' {
  const full = 2 ** node.attrs.outType.bits - 1;
  const { steps } = thresholdingSizes(node);
  return steps === full || steps === full - 1 ? 'rtl' : 'hls';
}

export function thresholdingResources(node: Thresholding, { cost }: Target): Estimate {
  const sizes = thresholdingSizes(node);
  const inputBits = node.operand.x.type.elem.bits;
  if (cost === 'finnc') return hlsThresholding({ ...sizes, inputBits });
  if (thresholdingVariant(node) === 'hls') {
    return finnEstimate(finnThresholdingHlsResources({ ...sizes, inputBits }), 'hls/thresholding_hls.py');
  }
  const [thresholdBits, outputBits] = [node.operand.thresholds.type.elem.bits, node.attrs.outType.bits];
  return finnEstimate(
    finnThresholdingRtlResources({ ...sizes, thresholdBits, outputBits }),
    'rtl/thresholding_rtl.py',
    'LUT-RAMs only; BRAM is always 0 because FINN reads another key than it writes',
  );
}

/** One threshold a channel, whatever the number of steps, as FINN counts those of its matrix-vector units. */
export const thresholdingOperations = (node: Thresholding): Readonly<Record<string, number>> => ({
  [`param_threshold_${node.operand.thresholds.type.elem.bits}b`]: thresholdingSizes(node).channels,
});
