import { describe, expect, it } from 'vitest';
import type { Estimate } from '@finnc/ir/hw';
import { boards } from '../../boards/index.ts';
import { bnnPynqTable, cnvPools, cnvWindows, posterTable, type PublishedDesign } from '../../testing/index.ts';
import { finnMvauCycles, finnMvauHlsResources } from '../finn/mvau.ts';
import { hlsMvau } from './mvau.ts';
import { hlsMaxPool } from './pooling.ts';
import { hlsSlidingWindow } from './sliding-window.ts';

const designs = new Map([...posterTable, ...bnnPynqTable].map((design) => [design.name, design]));

function find(name: string): PublishedDesign {
  const design = designs.get(name);
  if (!design) throw new Error(`no design ${name}`);
  return design;
}

function foldedLayers(
  design: PublishedDesign,
): { mw: number; mh: number; vectors: number; pe: number; simd: number }[] {
  return design.layers.map((layer, index) => {
    const [pe, simd] = design.folding[index] ?? [0, 0];
    return { ...layer, pe, simd };
  });
}

/** The whole design by our laws: shell, matrix-vector units and, for CNV, windows and pools. */
function estimate(design: PublishedDesign): { lut: number; bram18: number } {
  const board = boards.find(({ name }) => name === design.board);
  if (!board?.shell) throw new Error(`no board ${design.board} with a shell`);
  const { weightBits, activationBits } = design;
  const parts: Estimate[] = [board.shell];
  foldedLayers(design).forEach((layer, index) => {
    const inputBits = index === 0 ? design.inputBits : activationBits;
    const steps = index === design.layers.length - 1 ? 0 : 2 ** activationBits - 1;
    const accBits = Math.ceil(Math.log2(layer.mw)) + weightBits + inputBits;
    parts.push(hlsMvau({ ...layer, weightBits, inputBits, steps, accBits }));
  });
  if (design.name.startsWith('CNV')) {
    cnvWindows.forEach(({ channels, dim }, index) => {
      parts.push(
        hlsSlidingWindow({
          channels,
          kernel: [3, 3],
          input: [dim, dim],
          output: [dim - 2, dim - 2],
          simd: design.folding[index]?.[1] ?? 1,
          elementBits: index === 0 ? design.inputBits : activationBits,
        }),
      );
    });
    for (const { channels, dim } of cnvPools) {
      parts.push(hlsMaxPool({ channels, elementBits: activationBits, kernel: 2, width: dim }));
    }
  }
  return {
    lut: parts.reduce((sum, { lut }) => sum + lut, 0),
    bram18: parts.reduce((sum, { bram18 }) => sum + bram18, 0),
  };
}

// Not a tolerance but the residuals themselves: a change of a law shows here. The errors stated by the laws quote them.
describe('our laws on published designs: LUT and BRAM18 off by, in percent', () => {
  it.each([
    ['SFC-max', 3, 0],
    ['LFC-max', -1, 0],
    ['SFC-fix', 0, -3],
    ['LFC-fix', 1, -17],
    ['CNV-max', 7, -34],
    ['CNV-fix', 7, -43],
    ['LFC-W1A1', 0, 0],
    ['LFC-W1A2', -11, 0],
    ['CNV-W1A1', -3, -31],
    ['CNV-W1A2', 7, -22],
    ['CNV-W2A2', -9, -9],
  ] as const)('%s: %d and %d', (name, lutPercent, bramPercent) => {
    const design = find(name);
    const { lut, bram18 } = estimate(design);
    expect([Math.round(100 * (lut / design.lut - 1)) + 0, Math.round(100 * (bram18 / design.bram18 - 1)) + 0]).toEqual([
      lutPercent,
      bramPercent,
    ]);
  });
});

describe('the inferred foldings of the ZC706 table', () => {
  it.each([
    ['SFC-max', 1.2],
    ['LFC-max', 0.2],
    ['SFC-fix', 0.2],
    ['LFC-fix', 0.2],
  ] as const)('explain the rate of %s within %d %', (name, percent) => {
    const design = find(name);
    const slowest = Math.max(...foldedLayers(design).map(finnMvauCycles));
    const fps = (design.clockMhz * 1e6) / slowest;
    expect(100 * Math.abs(fps / (design.fps ?? 0) - 1)).toBeLessThan(percent);
  });

  it.each([
    ['CNV-max', 0.1],
    ['CNV-fix', 0.2],
  ] as const)('explain the rate of %s within %d %, its 1024 input pixels not overlapped', (name, percent) => {
    const design = find(name);
    const [first = 0, ...others] = foldedLayers(design).map(finnMvauCycles);
    expect(Math.max(...others)).toBeLessThanOrEqual(first + 1024);
    const fps = (design.clockMhz * 1e6) / (first + 1024);
    expect(100 * Math.abs(fps / (design.fps ?? 0) - 1)).toBeLessThan(percent);
  });
});

// Computed from FINN's formulas apart from this code, for the foldings BNN-PYNQ publishes; LUT rounded to 0.1 k.
describe('FINN’s formulas on the same designs, matrix-vector units alone', () => {
  it.each([
    ['LFC-W1A1', 44.3, 175],
    ['LFC-W1A2', 58.2, 175],
    ['CNV-W1A1', 20.7, 147],
    ['CNV-W1A2', 28, 147],
    ['CNV-W2A2', 12, 222],
  ] as const)('%s: %d k LUT and %d BRAM18', (name, kiloLut, bram18) => {
    const design = find(name);
    const units = foldedLayers(design).map((layer, index) => {
      const inputBits = index === 0 ? design.inputBits : design.activationBits;
      const { weightBits } = design;
      return finnMvauHlsResources({ ...layer, weightBits, inputBits, inputSigned: inputBits === 8 });
    });
    expect(units.reduce((sum, unit) => sum + unit.lut, 0) / 1000).toBeCloseTo(kiloLut, 1);
    expect(units.reduce((sum, unit) => sum + unit.bram18, 0)).toBe(bram18);
  });
});
