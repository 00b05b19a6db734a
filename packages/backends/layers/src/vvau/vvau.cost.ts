import type { Node } from '@finnc/ir';
import type { Estimate, Target, Timing } from '@finnc/ir/hw';
import { finnMvauOpCounts, finnVvauCycles, finnVvauHlsResources, hlsVvau, type VvauShape } from '@finnc/target';
import { engineTiming, finnEstimate, finnTiming } from '../shared/answers.ts';
import { isSigned, withMemory } from '../shared/memory.ts';
import { countsOfClasses, withPositions } from '../shared/positions.cost.ts';
import { type vvau, vvauCycles, vvauSizes } from './vvau.ts';

type Vvau = Node<typeof vvau>;

/** The layer as FINN would build it: a filter a channel, all taps one after another. */
function finnShape(node: Vvau): VvauShape {
  const { taps, channels, filters, pe, vectors } = vvauSizes(node);
  return { channels: channels * filters, kernel: [1, taps], dim: [1, vectors], pe: pe * filters, simd: 1 };
}

/** `vectors · taps · C / pe` under both cost models: FINN's law at SIMD 1 is what our loop does. */
export function vvauTiming(node: Vvau, { cost }: Target): Timing {
  const sizes = vvauSizes(node);
  return cost === 'finn'
    ? finnTiming('vectorvectoractivation.py, get_exp_cycles', finnVvauCycles(finnShape(node)))
    : engineTiming('vvau', vvauCycles(sizes, sizes.pe));
}

/** LUT, FF, BRAM18 and DSP, and the bits of the weights: FINN's formulas, or ours for a table of weights a channel group. */
export function vvauResources(node: Vvau, { cost }: Target): Estimate {
  const { weights, thresholds, offsets } = node.operand;
  const { pe, filters, nf: groups, steps, classes } = vvauSizes(node);
  const memoryBits = weights.constant.data.length * weights.type.elem.bits;
  const law = { ...(cost === 'finn' ? finnResources(node) : ownResources(node)), memoryBits };
  const table = steps > 0 ? thresholds : offsets;
  return withPositions(law, { lanes: pe * filters, groups, steps, classes }, table.type.elem.bits, node.attrs);
}

function finnResources(node: Vvau): Estimate {
  const { weights, x, thresholds } = node.operand;
  const { ramStyle, resType, outType } = node.attrs;
  const counted = finnVvauHlsResources({
    ...finnShape(node),
    weightBits: weights.type.elem.bits,
    inputBits: x.type.elem.bits,
    inputSigned: isSigned(x.type.elem),
    activationBits: (thresholds.type.shape[1] ?? 0) > 0 ? outType.bits : 0,
    memMode: 'internal_decoupled',
    ramStyle,
    resType,
  });
  return finnEstimate(counted, 'hls/vectorvectoractivation_hls.py, decoupled weights, 32-bit accumulator type');
}

function ownResources(node: Vvau): Estimate {
  const { weights, x } = node.operand;
  const { ramStyle, resType, accType } = node.attrs;
  const sizes = vvauSizes(node);
  const weightBits = weights.type.elem.bits;
  const law = hlsVvau({ ...sizes, weightBits, inputBits: x.type.elem.bits, accBits: accType.bits });
  const memory = { count: sizes.pe, width: sizes.filters * weightBits, depth: sizes.taps * sizes.nf };
  const styled = withMemory(law, memory, ramStyle);
  return resType === 'dsp' ? { ...styled, dsp: sizes.pe * sizes.filters } : styled;
}

/** FINN's counts: a threshold a channel and class of positions, whatever the number of steps. */
export function vvauOperations(node: Vvau): Readonly<Record<string, number>> {
  const { weights, x, thresholds } = node.operand;
  const { taps, channels, filters, vectors, steps, classes } = vvauSizes(node);
  const counts = finnMvauOpCounts({
    mh: channels * filters,
    mw: taps,
    vectors,
    weightBits: weights.type.elem.bits,
    inputBits: x.type.elem.bits,
    ...(steps > 0 ? { thresholdBits: thresholds.type.elem.bits } : {}),
  });
  return countsOfClasses(counts, classes);
}
