import { divideExactly } from '../exact.ts';
import type { Resources } from '../resources.ts';
import { finnAccumulatorBits } from './accumulator.ts';
import { finnBram18, finnUram } from './memory.ts';

/** Where weights live: in the engine's C++, in a memory beside it, or outside the design. */
export type MemMode = 'internal_embedded' | 'internal_decoupled' | 'external';
export type RamStyle = 'auto' | 'block' | 'distributed' | 'ultra';

export interface MvauShape {
  /** Rows of the weight matrix: output neurons. */
  readonly mh: number;
  /** Columns of the weight matrix: inputs of a neuron. */
  readonly mw: number;
  readonly pe: number;
  readonly simd: number;
  /** Input vectors per frame: 1 for a dense layer, height · width for a convolution. Default 1. */
  readonly vectors?: number;
}

export interface MvauParameters extends MvauShape {
  readonly weightBits: number;
  readonly inputBits: number;
  /** BINARY (an XNOR layer's input) and UINT are unsigned; BIPOLAR, TERNARY and INT are signed. */
  readonly inputSigned: boolean;
  /** Width of the accumulator type, default 32. FINN's own narrowing lowers it; its estimates before that have 32. */
  readonly accBits?: number;
  /** Bits of a thresholded output; 0 or absent: no activation inside the layer. */
  readonly activationBits?: number;
  readonly memMode?: MemMode;
  readonly ramStyle?: RamStyle;
  readonly ramStyleThresholds?: 'auto' | 'block' | 'distributed';
  /** Where products are made; the HLS layer's default `auto` means LUTs. */
  readonly resType?: 'auto' | 'lut' | 'dsp';
}

/**
 * Cycles one frame occupies a matrix-vector unit, without pipeline fill: `vectors · (mw / simd) · (mh / pe)`.
 *
 * @returns clock cycles, an exact integer ≥ 1
 * @throws RangeError if a fold does not divide its dimension
 * @see FINN `matrixvectoractivation.py`, `get_exp_cycles`
 */
export function finnMvauCycles({ mh, mw, pe, simd, vectors = 1 }: MvauShape): number {
  return vectors * divideExactly(mw, simd, 'SIMD', 'MW') * divideExactly(mh, pe, 'PE', 'MH');
}

/**
 * LUT, BRAM18, URAM and DSP of FINN's HLS matrix-vector unit.
 *
 * Thresholds cost LUTs only when they are stored in distributed memory, and BRAM never: with the default styles a
 * layer with and without activation costs the same. Errors against real designs: 1.6 to 2.1 times too many LUTs on
 * large binary dense layers, three times too few on the 2-bit CNV (its other layers are not counted by FINN either).
 *
 * FINN's figures for the networks of its `tests/end2end/test_end2end_bnn_pynq.py` come out with memory decoupled, every style `auto`, `accBits` left at 32 and
 * - inner layers of W1A1: 1-bit weights, 1-bit **unsigned** input (BINARY, XNOR mode); TFC's and LFC's first layer too,
 *   since a Thresholding layer before it makes the image bipolar, and the last layer too;
 * - first layer of CNV-W1A1: 1-bit weights, 8-bit **signed** input (2-bit weights: 3010 LUT and 3 BRAM18);
 * - CNV-W2A2: 2-bit weights everywhere, 8-bit signed input first, then 2-bit **unsigned**, last layer folded (5, 1).
 *   Signed 2-bit activations (INT2) are one accumulator bit narrower: 11,942 LUT in all, instead of 11,992.
 *
 * @throws RangeError if a fold does not divide its dimension
 * @see FINN `hls/matrixvectoractivation_hls.py`, `lut_estimation`, after FINN-R (arXiv 1809.04570)
 */
export function finnMvauHlsResources(parameters: MvauParameters): Resources {
  const { mw, mh, pe, simd, weightBits, inputBits, inputSigned, accBits = 32, activationBits = 0 } = parameters;
  const { memMode = 'internal_decoupled', ramStyle = 'auto', resType = 'auto' } = parameters;
  const words = weightWords(parameters);
  const bits = weightBits + inputBits;

  const products = resType === 'dsp' ? 0 : simd * (2 * Math.ceil(bits / 6) - 1) * bits;
  const tree = bits * (2 * simd - 1);
  const accumulator = finnAccumulatorBits(mw, weightBits, inputBits, inputSigned, accBits);
  let thresholds = 0;
  if (activationBits > 0 && parameters.ramStyleThresholds === 'distributed') {
    const steps = 2 ** activationBits - 1;
    thresholds = steps * accumulator * Math.ceil(mh / pe / 64) + steps * accumulator;
  }
  const distributed = memMode === 'internal_decoupled' && ramStyle === 'distributed';
  const inLogic = distributed || (memMode === 'internal_embedded' && words <= 128);
  const weights = inLogic ? pe * simd * weightBits * Math.ceil(words / 64) : 0;

  return {
    lut: Math.floor(300 + 1.1 * (pe * (products + tree + accumulator + thresholds)) + weights),
    ...finnMvauMemory(parameters),
    dsp: resType === 'dsp' ? pe * simd * Math.ceil(bits / 48) : 0,
  };
}

/**
 * FINN's RTL matrix-vector unit: products in DSPs, no LUT estimate at all (FINN issue 1309).
 *
 * @throws RangeError if a fold does not divide its dimension
 * @see FINN `rtl/matrixvectoractivation_rtl.py`
 */
export function finnMvauRtlResources(
  parameters: MvauParameters,
  dsp: 'DSP48E1' | 'DSP48E2' | 'DSP58' = 'DSP48E2',
): Resources {
  const { pe, simd } = parameters;
  return {
    lut: 0,
    ...finnMvauMemory(parameters),
    dsp: dsp === 'DSP58' ? pe * Math.ceil(simd / 3) : Math.ceil(pe / 4) * simd,
  };
}

/** Blocks of the weight memory: one memory `pe · simd · weightBits` wide. `auto` counts as block RAM. */
function finnMvauMemory(parameters: MvauParameters): { readonly bram18: number; readonly uram: number } {
  const { pe, simd, weightBits, memMode = 'internal_decoupled', ramStyle = 'auto' } = parameters;
  const words = weightWords(parameters);
  const width = pe * simd * weightBits;
  const decoupled = memMode === 'internal_decoupled';
  const elsewhere =
    memMode === 'external' ||
    (decoupled && (ramStyle === 'distributed' || ramStyle === 'ultra')) ||
    (memMode === 'internal_embedded' && words <= 128);
  return {
    bram18: elsewhere ? 0 : finnBram18(width, words),
    uram: decoupled && ramStyle === 'ultra' ? finnUram(width, words) : 0,
  };
}

function weightWords({ mh, mw, pe, simd }: MvauShape): number {
  return divideExactly(mw, simd, 'SIMD', 'MW') * divideExactly(mh, pe, 'PE', 'MH');
}
