import type { Node } from '@finnc/ir';
import type { Estimate, Target, Timing } from '@finnc/ir/hw';
import {
  divideExactly,
  finnSlidingWindowRtlCycles,
  finnSlidingWindowRtlResources,
  hlsSlidingWindow,
  type SlidingWindowShape,
} from '@finnc/target';
import { engineTiming, finnEstimate, finnTiming } from '../shared/answers.ts';
import { type slidingWindow, slidingWindowShape } from './sliding-window.ts';

type Window = Node<typeof slidingWindow>;

/** Steps our engine keeps between writing a word of a row buffer and reading it. */
const leastGap = 8;

/**
 * Cycles one image occupies our engine: the first `span` rows are read, then for each row of windows the slower of
 * giving out its windows and reading the `stride` rows that the next one needs.
 *
 * @returns clock cycles, equal to the trip count of `sliding_window` in `sliding_window.hpp`
 * @throws RangeError if `simd` does not divide `channels`
 */
export function slidingWindowCycles(shape: SlidingWindowShape): number {
  const fold = divideExactly(shape.channels, shape.simd, 'SIMD', 'IFMChannels');
  const [kh, kw] = shape.kernel;
  const width = shape.input[1];
  const [oh, ow] = shape.output;
  const [sh, sw] = shape.stride ?? [1, 1];
  const [dh, dw] = shape.dilation ?? [1, 1];
  const span = (kh - 1) * dh + 1;
  // A small image is read back before a memory pipeline has stored it; the engine then waits.
  const gap = (ox: number, kx: number): number => fold * (width - ox * sw - kx * dw + (ox * kh + kh - 1) * kw + kx);
  const idle = Math.max(0, leastGap - Math.min(gap(0, 0), gap(0, kw - 1), gap(ow - 1, 0), gap(ow - 1, kw - 1)));
  return span * width * fold + idle + oh * Math.max(ow * kh * kw * fold, sh * width * fold + idle);
}

export function slidingWindowTiming(node: Window, { cost }: Target): Timing {
  const { frames, ...shape } = slidingWindowShape(node);
  return cost === 'finn'
    ? finnTiming('rtl/convolutioninputgenerator_rtl.py, get_exp_cycles', frames * finnSlidingWindowRtlCycles(shape))
    : engineTiming('sliding_window', frames * slidingWindowCycles(shape));
}

export function slidingWindowResources(node: Window, { cost }: Target): Estimate {
  const parameters = { ...slidingWindowShape(node), elementBits: node.operand.x.type.elem.bits };
  if (cost === 'finnc') return hlsSlidingWindow(parameters);
  return finnEstimate(
    finnSlidingWindowRtlResources(parameters),
    'rtl/convolutioninputgenerator_rtl.py, distributed memory',
    'CNV-W1A1 with its matrix-vector units +9 % LUT against FINN pull request 209',
  );
}
