import type { Node } from '@finnc/ir';
import type { Estimate, Target, Timing } from '@finnc/ir/hw';
import { finnMvauCycles, finnMvauHlsResources, finnMvauOpCounts, hlsMvau } from '@finnc/target';
import { engineTiming, finnEstimate, finnTiming } from '../shared/answers.ts';
import { isSigned, withMemory } from '../shared/memory.ts';
import { countsOfClasses, withPositions } from '../shared/positions.cost.ts';
import { type mvau, mvauSizes } from './mvau.ts';

type Mvau = Node<typeof mvau>;

/** `vectors · (MW / simd) · (MH / pe)` under both cost models: FINN's law is what our loop does. */
export function mvauTiming(node: Mvau, { cost }: Target): Timing {
  const sizes = mvauSizes(node);
  const cycles = finnMvauCycles(sizes);
  return cost === 'finn'
    ? finnTiming('matrixvectoractivation.py, get_exp_cycles', cycles)
    : engineTiming('mvau', cycles);
}

/** FINN does not know of positions, so what they take is counted by our law under both cost models. */
export function mvauResources(node: Mvau, { cost }: Target): Estimate {
  const { mh, mw, pe: lanes, nf: groups, ...sizes } = mvauSizes(node);
  const { weights, thresholds, offsets } = node.operand;
  const memoryBits = mh * mw * weights.type.elem.bits;
  const law = { ...(cost === 'finn' ? finnResources(node) : ownResources(node)), memoryBits };
  const table = sizes.steps > 0 ? thresholds : offsets;
  return withPositions(law, { ...sizes, lanes, groups }, table.type.elem.bits, node.attrs);
}

/** FINN's HLS unit with decoupled weights; a bipolar by bipolar product is FINN's XNOR mode, whose input is BINARY. */
function finnResources(node: Mvau): Estimate {
  const { weights, x } = node.operand;
  const sizes = mvauSizes(node);
  const { ramStyle, resType, outType } = node.attrs;
  const [w, a] = [weights.type.elem, x.type.elem];
  const counted = finnMvauHlsResources({
    ...sizes,
    weightBits: w.bits,
    inputBits: a.bits,
    inputSigned: isSigned(a) && !(w.kind === 'bipolar' && a.kind === 'bipolar'),
    // FINN's law as its estimates are published: the accumulator type of a node that was not narrowed.
    accBits: 32,
    activationBits: sizes.steps > 0 ? outType.bits : 0,
    memMode: 'internal_decoupled',
    ramStyle,
    resType,
  });
  return finnEstimate(
    counted,
    'hls/matrixvectoractivation_hls.py (FINN-R, arXiv 1809.04570), decoupled weights, 32-bit accumulator type',
    'LUT 1.6 to 2.1 times too many on large binary dense layers, a third of the LUT on the 2-bit CNV',
  );
}

function ownResources(node: Mvau): Estimate {
  const { weights, x } = node.operand;
  const sizes = mvauSizes(node);
  const { ramStyle, resType, accType } = node.attrs;
  const [weightBits, inputBits] = [weights.type.elem.bits, x.type.elem.bits];
  const law = hlsMvau({ ...sizes, weightBits, inputBits, accBits: accType.bits });
  const memory = { count: sizes.pe, width: sizes.simd * weightBits, depth: sizes.sf * sizes.nf };
  const styled = withMemory(law, memory, ramStyle);
  if (resType !== 'dsp') return styled;
  return { ...styled, dsp: sizes.pe * sizes.simd, error: 'not calibrated for products in DSPs; LUT is an upper bound' };
}

/** FINN's counts: a threshold a row and class of positions, whatever the number of steps. */
export function mvauOperations(node: Mvau): Readonly<Record<string, number>> {
  const { weights, x, thresholds } = node.operand;
  const sizes = mvauSizes(node);
  const counts = finnMvauOpCounts({
    ...sizes,
    weightBits: weights.type.elem.bits,
    inputBits: x.type.elem.bits,
    ...(sizes.steps > 0 ? { thresholdBits: thresholds.type.elem.bits } : {}),
  });
  return countsOfClasses(counts, sizes.classes);
}
