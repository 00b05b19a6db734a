import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Graph, Registry } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { compile, renderDiagnostic } from 'finnc';
import { nodeGunzip } from 'finnc/corpus';

/** A folded graph whose RTL is placed and routed. */
export interface Sample {
  readonly name: string;
  readonly graph: (registry: Registry) => Graph | Promise<Graph>;
  /** Products in multipliers rather than in LUTs. */
  readonly multipliers?: boolean;
}

const list = (count: number, at: (i: number) => number): string =>
  Array.from({ length: count }, (_, i) => at(i)).join(', ');
/** Numbers without a pattern that a synthesiser could make use of: the high bits of a multiplicative hash. */
const noise = (i: number, bits: number): number =>
  Math.imul(Math.imul(i + 1, 0x9e3779b1) ^ 0x5bd1e995, 0x85ebca6b) >>> (32 - bits);
const sign = (i: number): number => 2 * noise(i, 1) - 1;

const signs = (rows: number, columns: number, fold: string): string => `graph(%x: bipolar[1,${columns}]) {
  %w = const bipolar[${rows},${columns}] [${list(rows * columns, sign)}]
  %t = const int8[${rows},1] [${list(rows, (i) => ((i * 13) % 31) - 15)}]
  %o = const uint1[0] []
  %y = hw.mvau(%x, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int10, ${fold}}
  return %y
}`;

/** `bits` bits of weights and elements, rising thresholds to `out` bits. */
const integers = (bits: number, out: number, fold: string): string => `graph(%x: uint${bits}[1,64]) {
  %w = const int${bits}[32,64] [${list(2048, (i) => noise(i, bits) - 2 ** (bits - 1))}]
  %t = const int16[32,${2 ** out - 1}] [${list(32 * (2 ** out - 1), (i) => (i % (2 ** out - 1)) * 37 - 200 - (i % 29))}]
  %o = const uint1[0] []
  %y = hw.mvau(%x, %w, %t, %o) {outType = uint${out}, accType = int16, ${fold}}
  return %y
}`;

/** Layers at widths of real networks; the first are the matrix-vector units of signs with 64 lanes. */
const layers: readonly (Omit<Sample, 'graph'> & { readonly graph: string })[] = [
  { name: 'MVU of signs, SIMD 64, PE 8, weights in block memory', graph: signs(256, 256, 'pe = 8, simd = 64') },
  { name: 'MVU of signs, SIMD 64, PE 8, weights in LUTs', graph: signs(64, 256, 'pe = 8, simd = 64') },
  { name: 'MVU of signs, SIMD 64, PE 32, weights in LUTs', graph: signs(256, 256, 'pe = 32, simd = 64') },
  { name: 'MVU of 2 by 2 bits to 2 bits, SIMD 16, PE 4', graph: integers(2, 2, 'pe = 4, simd = 16') },
  { name: 'MVU of 4 by 4 bits to 4 bits, SIMD 8, PE 4', graph: integers(4, 4, 'pe = 4, simd = 8') },
  {
    name: 'MVU of 8 by 8 bits to 4 bits, SIMD 4, PE 2',
    graph: integers(8, 4, 'pe = 2, simd = 4'),
    multipliers: true,
  },
  {
    name: 'depthwise unit of 4 by 4 bits, 9 taps, PE 4',
    graph: `graph(%x: uint4[1,4,4,288]) {
      %w = const int4[9,32] [${list(288, (i) => noise(i, 4) - 8)}]
      %t = const int12[32,15] [${list(480, (i) => (i % 15) * 37 - 250 - (i % 29))}]
      %o = const uint1[0] []
      %y = hw.vvau(%x, %w, %t, %o) {outType = uint4, accType = int12, pe = 4}
      return %y
    }`,
  },
  {
    name: 'thresholding of 16 bits to 4 bits, 64 channels, PE 4',
    graph: `graph(%x: int16[1,4,4,64]) {
      %t = const int16[64,15] [${list(960, (i) => (i % 15) * 371 - 2500 - (i % 29))}]
      %y = hw.thresholding(%x, %t) {outType = uint4, pe = 4}
      return %y
    }`,
  },
  {
    name: 'requantisation of 16 bits to 8 bits, 64 channels, PE 2',
    multipliers: true,
    graph: `graph(%x: int16[1,4,4,64]) {
      %m = const int16[64] [${list(64, (i) => i * 211 + 9000)}]
      %o = const int24[64] [${list(64, (i) => i * 3301 - 90000)}]
      %y = hw.requant(%x, %m, %o) {shift = 20, rounding = half_even, low = -128, high = 127, outType = int8, pe = 2}
      return %y
    }`,
  },
  {
    name: 'sliding window 3x3 of 32x32x64 signs, SIMD 32',
    graph: `graph(%x: bipolar[1,32,32,64]) {
      %y = hw.sliding_window(%x) {kernel = [3, 3], strides = [1, 1], dilations = [1, 1], simd = 32}
      return %y
    }`,
  },
  {
    name: 'max pool 2x2 of 32x32x64 signs, PE 64',
    graph: `graph(%x: bipolar[1,32,32,64]) {
      %y = hw.max_pool(%x) {kernel = [2, 2], strides = [2, 2], pe = 64}
      return %y
    }`,
  },
  {
    name: 'max pool 3x3 stride 2 of 32x32x16 of 4 bits, PE 16',
    graph: `graph(%x: uint4[1,32,32,16]) {
      %y = hw.max_pool(%x) {kernel = [3, 3], strides = [2, 2], pe = 16}
      return %y
    }`,
  },
  {
    name: 'padding of 32x32x16 of 4 bits, SIMD 16',
    graph: `graph(%x: uint4[1,32,32,16]) {
      %y = hw.pad(%x) {pads = [1, 1, 1, 1], outType = uint4, simd = 16}
      return %y
    }`,
  },
  {
    name: 'residual sum of 8 bits, PE 8',
    graph: `graph(%a: int8[1,8,8,16], %b: int8[1,8,8,16]) {
      %y = hw.add(%a, %b) {aFactor = 3, bFactor = 2, outType = int11, pe = 8}
      return %y
    }`,
  },
  {
    name: 'FIFO of 512 words of 64 bits',
    graph: `graph(%x: bipolar[16,64]) {
      %z = hw.width(%x) {inLanes = 64, outLanes = 64}
      %y = hw.fifo(%z) {depth = 512, lanes = 64}
      return %y
    }`,
  },
  {
    name: 'width from 24 to 16 elements of 4 bits',
    graph: `graph(%x: uint4[1,96]) {
      %y = hw.width(%x) {inLanes = 24, outLanes = 16}
      return %y
    }`,
  },
  {
    name: 'best label of 10 of 16 bits',
    graph: `graph(%x: int16[1,10]) {
      %y = hw.label_select(%x) {k = 1}
      return %y
    }`,
  },
];

/** A network of the examples at a rate, FIFOs and width converters in it. */
async function network(model: string, fps: number): Promise<Graph> {
  const file = path.resolve(import.meta.dirname, `../../../../examples/models/${model}.onnx.gz`);
  const config = { board: 'ZC706', check: 0, backend: ['rtl'], fps };
  const { graph, diagnostics } = await compile({ model: readFileSync(file), file, gunzip: nodeGunzip, config });
  if (!graph) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
  return graph;
}

export const samples: readonly Sample[] = [
  ...layers.map(({ graph, ...sample }) => ({
    ...sample,
    graph: (registry: Registry) => graphOf(graph, registry.ops.values()),
  })),
  { name: 'TFC of one bit, whole, 200,000 frames a second at 200 MHz', graph: () => network('tfc-w1a1', 200_000) },
];
