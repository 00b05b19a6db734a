import type { Estimate, Timing } from '@finnc/ir/hw';
import { nothing, type Resources } from '@finnc/target';

/** Cycles of our engine: the trip count of its loop, which starts a step each clock cycle. */
export const engineTiming = (header: string, cycles: number): Timing => ({
  cycles,
  source: `loop of hlslib/finnc/${header}.hpp at II = 1, without pipeline fill`,
});

export const finnTiming = (method: string, cycles: number): Timing => ({ cycles, source: `FINN ${method}` });

/** FINN's count of a layer, with what is known of its error. */
export const finnEstimate = (
  { lut, bram18, uram, dsp }: Resources,
  source: string,
  error = 'not compared with a synthesised layer',
): Estimate => ({ lut, bram18, uram, dsp, source: `FINN ${source}`, error });

/** What FINN says of a layer for which it has no formula. */
export const finnCountsNothing: Estimate = Object.freeze({
  ...nothing,
  source: 'FINN has no formula for this layer and counts nothing',
  error: 'all of it is left out',
});

/** Our count of a layer of which nothing was synthesised: `source` says what was reasoned. */
export const assumed = ({ lut, ff }: { readonly lut: number; readonly ff: number }, source: string): Estimate => ({
  lut,
  ff,
  bram18: 0,
  uram: 0,
  dsp: 0,
  source: `${source}, assumed`,
  error: 'not calibrated',
});

/** Layers that neither multiply nor hold parameters. */
export const noOperations: Readonly<Record<string, number>> = Object.freeze({});
