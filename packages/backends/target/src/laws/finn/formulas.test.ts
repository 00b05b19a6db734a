import { describe, expect, it } from 'vitest';
import { finnLabelSelectCycles } from './label-select.ts';
import { finnBram18, finnBram18WithoutParity, finnUram } from './memory.ts';
import { finnMvauCycles, finnMvauHlsResources, finnMvauRtlResources } from './mvau.ts';
import { finnPaddingCycles } from './padding.ts';
import {
  finnGlobalAccPoolCycles,
  finnPoolCycles,
  finnStreamingMaxPool1dCycles,
  finnStreamingMaxPoolCycles,
} from './pooling.ts';
import { finnSlidingWindowHlsResources, finnSlidingWindowRtlResources } from './sliding-window-resources.ts';
import {
  finnSlidingWindowBufferDepth,
  finnSlidingWindowHlsCycles,
  finnSlidingWindowRtlCycles,
} from './sliding-window.ts';
import { finnDwcResources, finnFifoResources } from './streams.ts';
import {
  finnThresholdingCycles,
  finnThresholdingHlsResources,
  finnThresholdingRtlMemories,
  finnThresholdingRtlResources,
} from './thresholding.ts';
import { finnVvauCycles, finnVvauHlsResources, finnVvauRtlResources } from './vvau.ts';

describe('memory', () => {
  it.each([
    [1, 16_384, 1],
    [1, 16_385, 2],
    [2, 8_193, 2],
    [4, 4_096, 1],
    [9, 2_048, 1],
    [18, 1_024, 1],
    [36, 512, 1],
    [36, 513, 2],
    [784, 64, 22],
    [2048, 128, 57],
  ] as const)('%d bits × %d words take %d BRAM18', (width, depth, blocks) => {
    expect(finnBram18(width, depth)).toBe(blocks);
  });

  it('leaves the parity bits out in a depthwise layer', () => {
    expect([finnBram18WithoutParity(9, 2_048), finnBram18WithoutParity(36, 512)]).toEqual([2, 2]);
  });

  it('packs URAM in 72 bits × 4096 words', () => {
    expect([finnUram(72, 4_096), finnUram(73, 4_097)]).toEqual([1, 4]);
  });
});

describe('an illegal folding is an error, never a rounded number', () => {
  const shape = { mh: 64, mw: 784, pe: 16, simd: 49 };
  it.each([
    ['MVAU SIMD', () => finnMvauCycles({ ...shape, simd: 3 }), 'SIMD = 3 does not divide MW = 784'],
    ['MVAU PE', () => finnMvauCycles({ ...shape, pe: 48 }), 'PE = 48 does not divide MH = 64'],
    ['PE of zero', () => finnMvauCycles({ ...shape, pe: 0 }), 'PE = 0 is not a positive integer'],
    ['thresholding', () => finnThresholdingCycles({ channels: 10, pe: 3 }), 'PE = 3 does not divide NumChannels = 10'],
    ['label select', () => finnLabelSelectCycles({ labels: 10, pe: 4 }), 'PE = 4 does not divide Labels = 10'],
    ['padding', () => finnPaddingCycles({ channels: 3, output: [4, 4], simd: 2 }), 'SIMD = 2 does not divide'],
    ['max-pool', () => finnStreamingMaxPoolCycles({ dim: 7, kernel: 2 }), 'PoolDim = 2 does not divide ImgDim = 7'],
  ] as const)('%s', (_, run, message) => {
    expect(run).toThrow(RangeError);
    expect(run).toThrow(message);
  });
});

describe('matrix-vector unit', () => {
  const square = { mh: 16, mw: 16, pe: 16, simd: 16, weightBits: 4, inputBits: 4, inputSigned: true };

  it('makes products in DSPs when told so', () => {
    const { lut, dsp } = finnMvauHlsResources({ ...square, resType: 'dsp' });
    // tree 8·31, accumulator 12
    expect({ lut, dsp }).toEqual({ lut: Math.floor(300 + 1.1 * 16 * (248 + 12)), dsp: 256 });
  });

  it.each([
    ['internal_embedded', 'auto', 0, 0],
    ['internal_decoupled', 'distributed', 0, 0],
    ['internal_decoupled', 'ultra', 0, 15],
    ['internal_decoupled', 'block', 29, 0],
    ['external', 'auto', 0, 0],
  ] as const)('keeps weights %s, %s in %d BRAM18 and %d URAM', (memMode, ramStyle, bram18, uram) => {
    expect(finnMvauHlsResources({ ...square, memMode, ramStyle })).toMatchObject({ bram18, uram });
  });

  it('counts the RTL unit in DSPs alone, four rows sharing a DSP48 and three products a DSP58', () => {
    expect(finnMvauRtlResources(square, 'DSP48E2')).toMatchObject({ lut: 0, dsp: 64 });
    expect(finnMvauRtlResources(square, 'DSP58')).toMatchObject({ lut: 0, dsp: 96 });
  });
});

describe('depthwise unit', () => {
  const shape = { channels: 32, kernel: [3, 3], dim: [112, 112], pe: 16, simd: 3 } as const;
  const typed = { ...shape, weightBits: 4, inputBits: 4, inputSigned: false };

  it('MobileNet’s first depthwise layer takes 75,264 cycles', () => {
    expect(finnVvauCycles(shape)).toBe(75_264);
  });

  it('always charges for its thresholds', () => {
    expect(finnVvauHlsResources({ ...typed, activationBits: 4 }).lut).toBeGreaterThan(finnVvauHlsResources(typed).lut);
  });

  it('takes three products a DSP58 in RTL', () => {
    expect(finnVvauRtlResources(typed)).toEqual({ lut: 0, bram18: 0, uram: 0, dsp: 16 });
  });
});

describe('thresholding', () => {
  it('costs the same at any number of steps in HLS', () => {
    const layer = { channels: 64, pe: 4, inputBits: 12 };
    expect(finnThresholdingHlsResources(layer)).toMatchObject({ lut: 48 + 48, bram18: 0 });
    expect(finnThresholdingHlsResources({ ...layer, ramStyle: 'block' })).toMatchObject({ lut: 48, bram18: 3 });
  });

  it('reports no BRAM in RTL, as FINN does, though its search has it', () => {
    const layer = { channels: 512, pe: 1, thresholdBits: 36, outputBits: 1 };
    expect(finnThresholdingRtlMemories(layer)).toEqual({ lutram: 0, bram18: 1, uram: 0 });
    expect(finnThresholdingRtlResources(layer)).toEqual({ lut: 0, bram18: 0, uram: 0, dsp: 0 });
  });

  it('puts one memory per stage and PE', () => {
    const layer = { channels: 64, pe: 1, thresholdBits: 8, outputBits: 2 };
    expect(finnThresholdingRtlMemories(layer).lutram).toBe(8 + 16);
    expect(finnThresholdingRtlMemories({ ...layer, depthTriggerBram: 1, depthTriggerUram: 128 })).toEqual({
      lutram: 0,
      bram18: 1,
      uram: 1,
    });
  });
});

describe('sliding window', () => {
  const shape = { channels: 4, kernel: [3, 3], input: [8, 8], output: [6, 6], simd: 2 } as const;

  it('fills its buffer, then gives a row in the time of its slower side', () => {
    expect(finnSlidingWindowBufferDepth(shape)).toBe((2 * 8 + 2 + 1) * 2);
    expect(finnSlidingWindowRtlCycles(shape)).toBe(38 + 6 * 6 * 9 * 2);
    expect(finnSlidingWindowHlsCycles(shape)).toBe(8 * 3 * 2 + 6 * 6 * 9 * 2);
  });

  it('takes one cycle a pixel with a parallel window, and always for 1×1', () => {
    expect(finnSlidingWindowRtlCycles({ ...shape, simd: 4, parallelWindow: true })).toBe(66);
    expect(finnSlidingWindowRtlCycles({ ...shape, kernel: [1, 1], output: [8, 8], simd: 4 })).toBe(66);
  });

  it('pays for stride in a depthwise layer', () => {
    const strided = { ...shape, input: [9, 9], output: [4, 4], stride: [2, 2] } as const;
    expect(finnSlidingWindowRtlCycles({ ...strided, depthwise: true }) - finnSlidingWindowRtlCycles(strided)).toBe(
      4 * (4 * 1 * 1) + 1 * 9 * 2,
    );
  });

  it('takes a row for a one-dimensional input', () => {
    const row = { channels: 4, kernel: [1, 5], input: [1, 21], output: [1, 17], simd: 4 } as const;
    expect(finnSlidingWindowRtlCycles(row)).toBe(17 * 5 + 2);
  });

  it('keeps its buffer where the RAM style says', () => {
    const typed = { ...shape, elementBits: 4 };
    expect(finnSlidingWindowRtlResources(typed)).toEqual({ lut: 300 + 8, bram18: 0, uram: 0, dsp: 0 });
    expect(finnSlidingWindowRtlResources({ ...typed, ramStyle: 'block' })).toMatchObject({ lut: 300, bram18: 1 });
    expect(finnSlidingWindowRtlResources({ ...typed, ramStyle: 'ultra' })).toMatchObject({ uram: 1 });
    expect(finnSlidingWindowHlsResources(typed)).toMatchObject({ lut: 300 + 4 * 8 });
    expect(finnSlidingWindowHlsResources({ ...typed, ramStyle: 'auto' })).toMatchObject({ lut: 300, bram18: 4 });
  });
});

describe('the other layers', () => {
  it('padding takes one word of the padded image a cycle', () => {
    expect(finnPaddingCycles({ channels: 4, output: [12, 14], simd: 2 })).toBe(336);
  });

  it('MobileNet’s pool takes 12,544 cycles', () => {
    expect(finnPoolCycles({ channels: 1024, kernel: [7, 7], outputs: 1, pe: 4 })).toBe(12_544);
  });

  it('global accumulation gives out its sums after the last pixel', () => {
    expect(finnGlobalAccPoolCycles({ channels: 64, pixels: 49, pe: 16 })).toBe(200);
  });

  it('a one-dimensional max-pool spends one more cycle a window', () => {
    expect(finnStreamingMaxPool1dCycles({ outputs: 10, channels: 8, kernel: 2, pe: 4 })).toBe(60);
  });

  it.each([
    [8, 8, 0],
    [8, 32, 2 + 32],
    [32, 8, 2 + 8],
    [6, 4, 1 + 12 + 2 + 4],
  ] as const)('a converter from %d to %d bits takes %d LUT', (from, to, lut) => {
    expect(finnDwcResources(from, to).lut).toBe(lut);
  });

  it.each([
    [
      { depth: 2, width: 32 },
      { lut: 2 + 16, bram18: 0, uram: 0 },
    ],
    [
      { depth: 64, width: 8, implStyle: 'vivado', ramStyle: 'block' },
      { lut: 12, bram18: 1, uram: 0 },
    ],
    [
      { depth: 4096, width: 72, implStyle: 'vivado', ramStyle: 'ultra' },
      { lut: 24, bram18: 0, uram: 1 },
    ],
  ] as const)('a FIFO %o', (fifo, expected) => {
    expect(finnFifoResources(fifo)).toMatchObject(expected);
  });
});
