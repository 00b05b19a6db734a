import { divideExactly } from '../exact.ts';
import type { Resources } from '../resources.ts';
import { finnAccumulatorBits } from './accumulator.ts';
import { finnBram18WithoutParity, finnUram } from './memory.ts';
import type { MemMode, RamStyle } from './mvau.ts';

export interface VvauShape {
  readonly channels: number;
  /** Height and width of the kernel. */
  readonly kernel: readonly [number, number];
  /** Height and width of the output. */
  readonly dim: readonly [number, number];
  readonly pe: number;
  readonly simd: number;
}

export interface VvauParameters extends VvauShape {
  readonly weightBits: number;
  readonly inputBits: number;
  readonly inputSigned: boolean;
  readonly accBits?: number;
  /** Bits of a thresholded output; 0 or absent: no activation inside the layer. */
  readonly activationBits?: number;
  readonly memMode?: MemMode;
  readonly ramStyle?: RamStyle;
  readonly resType?: 'auto' | 'lut' | 'dsp';
}

/**
 * Cycles one frame occupies a depthwise unit: `(channels / pe) · (kh · kw / simd) · height · width`.
 *
 * @throws RangeError if a fold does not divide its dimension
 * @see FINN `vectorvectoractivation.py`, `get_exp_cycles`
 */
export function finnVvauCycles({ channels, kernel, dim, pe, simd }: VvauShape): number {
  const taps = kernel[0] * kernel[1];
  return divideExactly(channels, pe, 'PE', 'Channels') * divideExactly(taps, simd, 'SIMD', 'kernel') * dim[0] * dim[1];
}

/**
 * LUT, BRAM18, URAM and DSP of FINN's HLS depthwise unit. Unlike the MVAU it always charges for thresholds.
 *
 * @throws RangeError if a fold does not divide its dimension
 * @see FINN `hls/vectorvectoractivation_hls.py`
 */
export function finnVvauHlsResources(parameters: VvauParameters): Resources {
  const { channels, kernel, pe, simd, weightBits, inputBits, inputSigned, accBits = 32 } = parameters;
  const { activationBits = 0, memMode = 'internal_decoupled', ramStyle = 'auto', resType = 'auto' } = parameters;
  const taps = kernel[0] * kernel[1];
  const words = weightWords(parameters);
  const bits = weightBits + inputBits;

  const products = resType === 'dsp' ? 0 : simd * (2 * Math.ceil(bits / 6) - 1) * bits;
  const tree = bits * (2 * simd - 1);
  const accumulator = finnAccumulatorBits(taps, weightBits, inputBits, inputSigned, accBits);
  const steps = activationBits > 0 ? 2 ** activationBits - 1 : 0;
  const thresholds = (steps * accumulator * (channels / pe)) / 64 + steps * accumulator;
  const distributed = memMode === 'internal_decoupled' && ramStyle === 'distributed';
  const inLogic = distributed || (memMode === 'internal_embedded' && words <= 128);
  const weights = inLogic ? pe * simd * weightBits * Math.ceil(words / 64) : 0;

  return {
    lut: Math.floor(300 + 1.1 * (pe * (products + tree + accumulator + thresholds)) + weights),
    ...finnVvauMemory(parameters),
    dsp: resType === 'dsp' ? pe * Math.ceil(bits / 48) : 0,
  };
}

/** FINN's RTL depthwise unit, Versal only: three products a DSP58. */
export function finnVvauRtlResources(parameters: VvauParameters): Resources {
  return { lut: 0, ...finnVvauMemory(parameters), dsp: parameters.pe * Math.ceil(parameters.simd / 3) };
}

function finnVvauMemory(parameters: VvauParameters): { readonly bram18: number; readonly uram: number } {
  const { pe, simd, weightBits, memMode = 'internal_decoupled', ramStyle = 'auto' } = parameters;
  const words = weightWords(parameters);
  const width = pe * simd * weightBits;
  const decoupled = memMode === 'internal_decoupled';
  const elsewhere =
    memMode === 'external' ||
    (decoupled && (ramStyle === 'distributed' || ramStyle === 'ultra')) ||
    (decoupled && ramStyle === 'auto' && words <= 128) ||
    (memMode === 'internal_embedded' && words <= 128);
  return {
    bram18: elsewhere ? 0 : finnBram18WithoutParity(width, words),
    uram: decoupled && ramStyle === 'ultra' ? finnUram(width, words) : 0,
  };
}

function weightWords({ channels, kernel, pe, simd }: VvauShape): number {
  const taps = divideExactly(kernel[0] * kernel[1], simd, 'SIMD', 'kernel');
  return taps * divideExactly(channels, pe, 'PE', 'Channels');
}
