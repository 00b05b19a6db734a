import type { Node } from '@finnc/ir';
import type { Estimate, Target, Timing } from '@finnc/ir/hw';
import { finnThresholdingCycles, hlsRequant } from '@finnc/target';
import { engineTiming, finnCountsNothing, finnTiming } from '../shared/answers.ts';
import { type requant, requantSizes } from './requant.ts';

type Requant = Node<typeof requant>;

/** `vectors · C / PE` under both cost models, as any layer that works element by element. */
export function requantTiming(node: Requant, { cost }: Target): Timing {
  const cycles = finnThresholdingCycles(requantSizes(node));
  return cost === 'finn' ? finnTiming('thresholding.py, get_exp_cycles', cycles) : engineTiming('requantise', cycles);
}

/** LUTs of PE multipliers, adders and clamps, with their parameters in LUT memory; FINN has no formula for such a layer. */
export function requantResources(node: Requant, { cost }: Target): Estimate {
  if (cost === 'finn') return finnCountsNothing;
  const { x, multipliers, offsets } = node.operand;
  return hlsRequant({
    ...requantSizes(node),
    inputBits: x.type.elem.bits,
    multiplierBits: multipliers.type.elem.bits,
    offsetBits: offsets.type.elem.bits,
    shared: multipliers.constant.data.length === 1 && offsets.constant.data.length === 1,
  });
}

/** A multiplication an element, counted under its widths as those of matrix-vector units are. */
export function requantOperations(node: Requant): Readonly<Record<string, number>> {
  const { x, multipliers, offsets } = node.operand;
  const { channels, vectors } = requantSizes(node);
  return {
    [`op_mul_${x.type.elem.bits}bx${multipliers.type.elem.bits}b`]: channels * vectors,
    [`param_scale_${multipliers.type.elem.bits}b`]: multipliers.constant.data.length,
    [`param_bias_${offsets.type.elem.bits}b`]: offsets.constant.data.length,
  };
}
