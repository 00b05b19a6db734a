import { divideExactly } from '../exact.ts';
import type { MvauShape } from '../finn/mvau.ts';
import type { Estimate } from '@finnc/ir/hw';
import { hlsRom } from './memory.ts';

export interface HlsMvauParameters extends MvauShape {
  readonly weightBits: number;
  readonly inputBits: number;
  /** Thresholds per row; 0: the layer gives out accumulators. */
  readonly steps: number;
  readonly accBits: number;
}

/** LUTs of one XNOR lane, its share of popcount, accumulator and threshold included. */
const lutPerBinaryLane = 3.06;

/**
 * An HLS matrix-vector unit, products in LUTs, weights in one ROM per PE.
 *
 * - 1-bit weights and inputs: 3.06 LUTs a lane, the slope between the two published `fix` rows of the ZC706 (lanes
 *   that worked each cycle 20 and 178). It holds to −1 % and +3 % on the `max` rows, which have a hundred times the lanes.
 * - anything else: `42 + lanes·(1.5·W·A + 0.96·(W + A)) + 0.83·PE·steps·acc + 0.73·SIMD·A`, fitted on 37 synthesised
 *   integer units (W and A from 1 to 8). They were RTL, so an HLS unit may be larger; LFC-W1A2 comes out 11 % low.
 *
 * @returns LUT and BRAM18; DSP is 0 since products stay in LUTs
 * @throws RangeError if a fold does not divide its dimension
 */
export function hlsMvau(parameters: HlsMvauParameters): Estimate {
  const { mh, mw, pe, simd, weightBits, inputBits, steps, accBits } = parameters;
  const words = divideExactly(mw, simd, 'SIMD', 'MW') * divideExactly(mh, pe, 'PE', 'MH');
  const lanes = pe * simd;
  const weights = hlsRom(pe, simd * weightBits, words);
  const cost = (logic: number): Pick<Estimate, 'lut' | 'bram18' | 'uram' | 'dsp'> => ({
    lut: Math.round(logic) + weights.lut,
    bram18: weights.bram18,
    uram: 0,
    dsp: 0,
  });

  if (weightBits === 1 && inputBits === 1) {
    return {
      ...cost(lutPerBinaryLane * lanes),
      source: 'ZC706 rows SFC-fix and LFC-fix, 3.06 LUT a binary lane; one weight ROM per PE',
      error: 'dense ZC706 designs: LUT −1 to +3 %, BRAM −17 to 0 %, in sample; BRAM of whole CNV designs −9 to −43 %',
    };
  }
  const products = lanes * (1.5 * weightBits * inputBits + 0.96 * (weightBits + inputBits));
  return {
    ...cost(42 + products + 0.83 * pe * steps * accBits + 0.73 * simd * inputBits),
    source: 'least squares on 37 integer units synthesised by Yosys 0.23 (xc7); one weight ROM per PE',
    error:
      weightBits > 8 || inputBits > 8
        ? 'not calibrated beyond 8 bits'
        : 'LUT ±14 % median, ±33 % at the 90th percentile, of RTL; HLS not calibrated but for LFC-W1A2, −11 %',
  };
}
