import { describe, expect, it } from 'vitest';
import { boards } from '../../boards/index.ts';
import { hlsLabelSelect } from './label-select.ts';
import { hlsRom } from './memory.ts';
import { hlsMvau } from './mvau.ts';
import { hlsPadding } from './padding.ts';
import { hlsMaxPool, hlsSumPool } from './pooling.ts';
import { hlsPositions } from './positions.ts';
import { hlsRowBuffers } from './row-buffers.ts';
import { hlsSlidingWindow } from './sliding-window.ts';
import { hlsDwc, hlsFifo } from './streams.ts';
import { hlsRequant } from './requant.ts';
import { hlsThresholding } from './thresholding.ts';
import { hlsVvau } from './vvau.ts';

describe('weight memories', () => {
  it('are LUTs up to 1024 bits a PE, and BRAM per PE above', () => {
    expect(hlsRom(256, 52, 16)).toEqual({ lut: 256 * 52, bram18: 0 });
    expect(hlsRom(256, 32, 104)).toEqual({ lut: 0, bram18: 256 });
  });
});

// Some of the 37 integer units synthesised by Yosys 0.23 (xc7, no DSP): W, A, SIMD, PE, output bits, LUTs after pairing.
describe('integer matrix-vector unit', () => {
  it.each([
    [2, 2, 16, 4, 2, 1039],
    [2, 2, 32, 16, 2, 6972],
    [2, 4, 16, 8, 0, 2536],
    [3, 3, 16, 8, 2, 2780],
    [4, 4, 8, 4, 0, 1040],
    [4, 4, 16, 8, 2, 4421],
    [4, 4, 8, 4, 4, 2289],
    [8, 8, 8, 4, 0, 4530],
  ] as const)('W%d A%d, SIMD %d, PE %d, %d output bits: %d LUT within a third', (w, a, simd, pe, outBits, lut) => {
    const shape = { mh: pe * 16, mw: simd * 8, pe, simd, weightBits: w, inputBits: a };
    const accBits = w + a + Math.ceil(Math.log2(simd * 8));
    const steps = outBits === 0 ? 0 : 2 ** outBits - 1;
    expect(Math.abs(hlsMvau({ ...shape, steps, accBits }).lut / lut - 1)).toBeLessThan(0.34);
  });

  it('refuses a folding that does not divide', () => {
    const shape = { mh: 10, mw: 64, pe: 3, simd: 8, weightBits: 1, inputBits: 1, steps: 0, accBits: 8 };
    expect(() => hlsMvau(shape)).toThrow('PE = 3 does not divide MH = 10');
  });

  it('admits that nobody measured more than 8 bits', () => {
    const shape = { mh: 8, mw: 8, pe: 1, simd: 1, weightBits: 16, inputBits: 16, steps: 0, accBits: 36 };
    expect(hlsMvau(shape).error).toContain('not calibrated');
  });
});

describe('measured points are met', () => {
  it.each([
    [8, 32, 5, 35],
    [32, 8, 62, 35],
    [64, 16, 118, 67],
  ] as const)('converter %d to %d bits: %d LUT, %d FF', (from, to, lut, ff) => {
    expect(hlsDwc(from, to)).toMatchObject({ lut, ff });
  });

  it.each([
    [16, 33 + 12, 28],
    [64, 81 + 44, 76],
  ] as const)('binary 2×2 pool of %d channels: %d LUT, %d FF', (channels, lut, ff) => {
    expect(hlsMaxPool({ channels, elementBits: 1, kernel: 2, width: 16 })).toMatchObject({ lut, ff });
  });

  it.each([
    [32, 2, 12 + 24, 9],
    [32, 16, 24 + 24, 24],
    [32, 32, 27 + 24, 29],
    [32, 64, 35 + 44, 34],
    [64, 128, 102, 97],
  ] as const)('FIFO of %d bits, %d words: %d LUT and %d FF within 13 %', (width, depth, lut, ff) => {
    const fifo = hlsFifo({ width, depth });
    expect(Math.abs(fifo.lut / lut - 1)).toBeLessThan(0.13);
    expect(Math.abs((fifo.ff ?? 0) / ff - 1)).toBeLessThan(0.13);
    expect(fifo.bram18).toBe(depth > 64 ? 2 : 0);
  });
});

describe('where nothing was measured', () => {
  const window = { channels: 8, input: [8, 8], output: [4, 4], simd: 8, elementBits: 1 } as const;
  it.each([
    ['thresholding', hlsThresholding({ channels: 64, pe: 4, inputBits: 8, steps: 1 })],
    [
      'requantisation',
      hlsRequant({ channels: 8, pe: 2, inputBits: 12, multiplierBits: 8, offsetBits: 16, shared: false }),
    ],
    ['padding', hlsPadding({ simd: 4, elementBits: 2 })],
    ['label select', hlsLabelSelect({ labels: 10, pe: 1, inputBits: 16 })],
    ['a 5×5 window', hlsSlidingWindow({ ...window, kernel: [5, 5] })],
    ['a pool of 2-bit values', hlsMaxPool({ channels: 8, elementBits: 2, kernel: 2, width: 8 })],
    ['a pool that adds', hlsSumPool({ lanes: 4, bits: 10, additions: 1, windows: 8 })],
    ['a converter by 3/2', hlsDwc(6, 4)],
  ] as const)('%s says so', (_, estimate) => {
    expect(estimate.error).toContain('not calibrated');
    expect(estimate.lut).toBeGreaterThan(0);
  });

  it('a shell is known for the boards of published designs only', () => {
    expect(boards.filter(({ shell }) => shell).map(({ name }) => name)).toEqual(['ZC706', 'Pynq-Z1', 'Pynq-Z2']);
  });
});

describe('depthwise unit', () => {
  const unit = {
    taps: 9,
    channels: 64,
    filters: 1,
    pe: 4,
    nf: 16,
    weightBits: 4,
    inputBits: 4,
    steps: 15,
    accBits: 10,
  };

  it('is lanes and thresholds of a matrix-vector unit, with a LUT-RAM of accumulators and a weight ROM a PE', () => {
    const row = hlsMvau({ mh: 64, mw: 1, pe: 4, simd: 1, weightBits: 4, inputBits: 4, steps: 15, accBits: 10 });
    // 40 bits of accumulators, 16 deep, in RAM32M; 144 words of 4 bits a PE are LUTs.
    expect(hlsVvau(unit).lut).toBe(row.lut - hlsRom(4, 4, 16).lut + 4 * 7 + 4 * 4 * 3);
  });

  it('admits that nobody measured it', () => {
    expect(hlsVvau(unit).error).toBe('not calibrated');
  });
});

describe('row buffers', () => {
  it('are LUT-RAM up to 1024 bits a row and BRAM above', () => {
    expect(hlsRowBuffers({ rows: 2, width: 16, depth: 32 })).toMatchObject({ lut: 100 + 16 + 2 * 12, bram18: 0 });
    expect(hlsRowBuffers({ rows: 2, width: 16, depth: 512 })).toMatchObject({ lut: 116, bram18: 2 });
  });
});

describe('classes of positions', () => {
  const image = [32, 32] as const;

  it('take memories so many times as deep, and counters', () => {
    const of = (classes: number): ReturnType<typeof hlsPositions> =>
      hlsPositions({ lanes: 16, width: 10, groups: 8, classes, image });
    // 8 and 72 words of 10 bits are both LUTs, one and two a bit; 1 · 10 bits of counters, 1 · 7 of the sum, 2 · 7 of tables.
    expect(of(9)).toEqual({ lut: 160 + 15 + 7 + 14, bram18: 0 });
    // 25 · 8 words of 10 bits are a block for each lane, which the LUTs of one class are not taken from.
    expect(of(25).bram18).toBe(16);
  });

  it('take the memories themselves where one class needs none', () => {
    expect(hlsPositions({ lanes: 4, width: 6, groups: 1, classes: 9, image: [4, 4] })).toEqual({
      lut: 4 * 6 + 6 + 4 + 8,
      bram18: 0,
    });
  });
});
