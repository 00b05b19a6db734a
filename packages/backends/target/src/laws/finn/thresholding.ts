import { divideExactly } from '../exact.ts';
import type { Resources } from '../resources.ts';

export interface ThresholdingShape {
  readonly channels: number;
  readonly pe: number;
  /** Vectors of `channels` values per frame: 1, or height · width. Default 1. */
  readonly vectors?: number;
}

/**
 * Cycles one frame occupies a standalone thresholding layer: `vectors · channels / pe`.
 *
 * @throws RangeError if `pe` does not divide `channels`
 * @see FINN `thresholding.py`, `get_exp_cycles`
 */
export function finnThresholdingCycles({ channels, pe, vectors = 1 }: ThresholdingShape): number {
  return vectors * divideExactly(channels, pe, 'PE', 'NumChannels');
}

/**
 * FINN's HLS thresholding. The number of steps does not enter: a 255-step and a 1-step layer cost the same.
 *
 * @param inputBits  width of the values compared
 * @throws RangeError if `pe` does not divide `channels`
 * @see FINN `hls/thresholding_hls.py`
 */
export function finnThresholdingHlsResources(
  parameters: ThresholdingShape & { readonly inputBits: number; readonly ramStyle?: 'distributed' | 'block' },
): Resources {
  const { channels, pe, inputBits, ramStyle = 'distributed' } = parameters;
  const words = divideExactly(channels, pe, 'PE', 'NumChannels');
  const stored = words > 1;
  const comparators = inputBits * pe;
  return {
    lut: comparators + (stored && ramStyle === 'distributed' ? pe * inputBits * Math.ceil(words / 64) : 0),
    bram18: stored && ramStyle === 'block' ? Math.ceil(comparators / 16) * Math.ceil(words / 1_024) : 0,
    uram: 0,
    dsp: 0,
  };
}

export interface ThresholdingRtlParameters extends ThresholdingShape {
  /** Width of a threshold. */
  readonly thresholdBits: number;
  /** Width of the output code: one stage of the binary search per bit. */
  readonly outputBits: number;
  /** Memories at least this deep go to BRAM, or URAM; both 0 (default): the best fit decides. */
  readonly depthTriggerBram?: number;
  readonly depthTriggerUram?: number;
}

const primitives = [
  { kind: 'uram', width: 72, depth: 4_096 },
  { kind: 'uram', width: 36, depth: 8_192 },
  { kind: 'uram', width: 18, depth: 16_384 },
  { kind: 'uram', width: 9, depth: 32_768 },
  { kind: 'bram18', width: 36, depth: 512 },
  { kind: 'bram18', width: 18, depth: 1_024 },
  { kind: 'bram18', width: 9, depth: 2_048 },
  { kind: 'lutram', width: 1, depth: 64 },
] as const;

/**
 * Memories of FINN's RTL thresholding, a binary search whose stage `x` holds `(channels / pe) · 2^x` thresholds per PE.
 * Each stage takes the primitive that wastes the fewest bits; the earlier in FINN's table wins a tie.
 *
 * @throws RangeError if `pe` does not divide `channels`
 * @see FINN `rtl/thresholding_rtl.py`, `get_memory_estimate`
 */
export function finnThresholdingRtlMemories(parameters: ThresholdingRtlParameters): {
  readonly lutram: number;
  readonly bram18: number;
  readonly uram: number;
} {
  const { channels, pe, thresholdBits, outputBits, depthTriggerBram = 0, depthTriggerUram = 0 } = parameters;
  const words = divideExactly(channels, pe, 'PE', 'NumChannels');
  const used = { lutram: 0, bram18: 0, uram: 0 };
  for (let stage = 0; stage < outputBits; stage++) {
    const depth = words * 2 ** stage;
    const forced = forcedKind(depth, depthTriggerBram, depthTriggerUram);
    let best: { kind: keyof typeof used; count: number; waste: number } | undefined;
    for (const primitive of primitives) {
      if (forced && primitive.kind !== forced) continue;
      const count = Math.ceil(thresholdBits / primitive.width) * Math.ceil(depth / primitive.depth);
      const waste = count * primitive.width * primitive.depth - thresholdBits * depth;
      if (!best || waste < best.waste) best = { kind: primitive.kind, count, waste };
    }
    if (best) used[best.kind] += pe * best.count;
  }
  return used;
}

/**
 * What FINN reports for its RTL thresholding: LUTs are the LUT-RAMs alone, and BRAM is always 0, because FINN stores
 * the count under one key and reads another. `finnThresholdingRtlMemories` has the count.
 */
export function finnThresholdingRtlResources(parameters: ThresholdingRtlParameters): Resources {
  const { lutram, uram } = finnThresholdingRtlMemories(parameters);
  return { lut: lutram, bram18: 0, uram, dsp: 0 };
}

/** FINN applies the triggers once either is set; a memory shallower than both may still take any primitive. */
function forcedKind(depth: number, bram: number, uram: number): 'bram18' | 'uram' | undefined {
  if (bram === 0 && uram === 0) return undefined;
  if (depth >= uram) return 'uram';
  return depth >= bram ? 'bram18' : undefined;
}
