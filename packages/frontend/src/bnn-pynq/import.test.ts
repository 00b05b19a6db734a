import { execute, Registry, tensor, uint, type Graph } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { frontend } from '../dialects/index.ts';
import { packParameters, type PackedLayer } from '../testing/index.ts';
import { importParameters } from './import.ts';

const registry = new Registry([frontend]);
/** Numbers 0 to `below` − 1 that look drawn. */
function drawn(count: number, below: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  });
}
const signs = (count: number, seed: number): number[] => drawn(count, 2, seed).map((bit) => 2 * bit - 1);
const ternary = (count: number, seed: number): number[] => drawn(count, 3, seed).map((code) => code - 1);

/** A fully connected network on 4×4 pixels, whose 16 bits are padded to 64. */
const dense = (activationBits: 1 | 2, last: Partial<PackedLayer> = {}): readonly PackedLayer[] => [
  {
    ...{ rows: 8, inputs: 16, columns: 64, pe: 4, simd: 16, weightBits: 1, activationBits },
    weights: signs(128, 3),
    thresholds: Array.from({ length: 8 * activationBits }, (_, i) => (i % 2 ? 4 : -4)),
  },
  {
    ...{ rows: 3, inputs: 8, paddedRows: 8, pe: 2, simd: 4, weightBits: 1, activationBits: 1 },
    weights: signs(24, 5),
    thresholds: [-2, 0, 2],
    ...last,
  },
];

/** Two convolutions on 6×6 pixels, a max-pool between them, and a dense layer on the 2×2 pixels that remain. */
const convolutional = (weightBits: 1 | 2, activationBits: 1 | 2): readonly PackedLayer[] => {
  const values = weightBits === 1 ? signs : ternary;
  return [
    {
      ...{ rows: 4, inputs: 27, pe: 2, simd: 3, weightBits, activationBits },
      weights: values(108, 7),
      thresholds: Array.from({ length: 4 * activationBits }, (_, i) => 40 * (i % 2) - 20),
      conv: { kernel: 3, channels: 3, size: 6 },
    },
    {
      ...{ rows: 2, inputs: 4, pe: 1, simd: 2, weightBits, activationBits },
      weights: values(8, 11),
      thresholds: Array.from({ length: 2 * activationBits }, (_, i) => 2 * (i % 2)),
      conv: { kernel: 1, channels: 4, size: 2 },
    },
    {
      ...{ rows: 3, inputs: 8, paddedRows: 4, pe: 2, simd: 4, weightBits, activationBits: 1 },
      weights: values(24, 13),
    },
  ];
};

/** Independent of the graph: the sums and comparisons that the layers stand for, on channels-last integers. */
function expected(layers: readonly PackedLayer[], pixels: readonly number[]): number[] {
  const [first] = layers;
  let values = pixels.map((p) => {
    if (!first?.conv) return p >= 128 ? 1 : -1;
    return Math.min(127, Math.floor((128 * (2 * p - 255)) / 255 + 0.5));
  });
  layers.forEach((layer, i) => {
    const { conv, rows, inputs, thresholds, activationBits } = layer;
    const out = conv ? conv.size - conv.kernel + 1 : 1;
    const sums: number[] = [];
    for (let y = 0; y < out; y++) {
      for (let x = 0; x < out; x++) {
        for (let row = 0; row < rows; row++) {
          let sum = 0;
          for (let column = 0; column < inputs; column++) {
            const [c, tap] = conv ? [column % conv.channels, Math.floor(column / conv.channels)] : [column, 0];
            const [ky, kx] = conv ? [Math.floor(tap / conv.kernel), tap % conv.kernel] : [0, 0];
            const at = conv ? ((y + ky) * conv.size + x + kx) * conv.channels + c : column;
            sum += layer.weights[row * inputs + column]! * values[at]!;
          }
          if (!thresholds) sums.push(sum);
          else {
            const row0 = row * activationBits;
            const count = Array.from({ length: activationBits }, (_, s) => thresholds[row0 + s]!).filter(
              (t) => sum >= t,
            ).length;
            const isLast = i === layers.length - 1;
            sums.push(activationBits === 2 ? count - 1 : isLast ? count : 2 * count - 1);
          }
        }
      }
    }
    const next = layers[i + 1]?.conv?.size;
    const pool = next === undefined ? 1 : out / next;
    values = pool === 1 ? sums : pooled(sums, out, rows, pool);
  });
  return values;
}

function pooled(values: readonly number[], size: number, channels: number, pool: number): number[] {
  const out = size / pool;
  return Array.from({ length: out * out * channels }, (_, i) => {
    const [c, x, y] = [i % channels, Math.floor(i / channels) % out, Math.floor(i / channels / out)];
    const window = Array.from({ length: pool * pool }, (_v, t) => {
      const [row, column] = [y * pool + Math.floor(t / pool), x * pool + (t % pool)];
      return values[(row * size + column) * channels + c]!;
    });
    return Math.max(...window);
  });
}

/** Outputs for channels-last pixels. */
function run(graph: Graph, pixels: readonly number[]): number[] {
  const { shape } = graph.inputs[0]!.type;
  const [, channels = 1, height = 1] = shape;
  const area = shape.length === 4 ? height * height : 1;
  const first =
    shape.length === 4 ? pixels.map((_, i) => pixels[(i % area) * channels + Math.floor(i / area)]!) : pixels;
  const [result] = execute(graph, [tensor(uint(8), shape, Int32Array.from(first))], { ask: registry });
  return Array.from(result!.data);
}

const images = (size: number): readonly (readonly number[])[] => [1, 2, 3, 4].map((seed) => drawn(size, 256, seed));

describe('importParameters', () => {
  it.each([
    ['W1A1, matches of the padded bits left out', dense(1), 16],
    ['W1A2, sums of the padded bits left out', dense(2), 16],
    ['a convolutional network, W1A1', convolutional(1, 1), 108],
    ['a convolutional network, W1A2', convolutional(1, 2), 108],
    ['a convolutional network, W2A2', convolutional(2, 2), 108],
  ] as const)('reads %s', (_name, layers, pixels) => {
    const { graph, diagnostics } = importParameters(packParameters(layers));
    expect(diagnostics).toEqual([]);
    for (const image of images(pixels)) expect(run(graph!, image)).toEqual(expected(layers, image));
  });

  it('names classes, decision and the folding without the padding', () => {
    const { graph, folding } = importParameters(packParameters(dense(1), ['a', 'b', 'c']), 'digits');
    expect(Object.fromEntries(graph!.metadata)).toEqual({
      producer: 'BNN-PYNQ',
      'finnc.classes': '["a","b","c"]',
      'finnc.decision': 'highest-bit',
    });
    expect(folding).toEqual([
      { layer: 'Thresholding_0', attributes: { PE: 4 } },
      { layer: 'Requant_0', attributes: { PE: 4 } },
      { layer: 'MVAU_0', attributes: { PE: 4, SIMD: 16 } },
      { layer: 'MVAU_1', attributes: { PE: 1, SIMD: 4 } },
    ]);
  });

  it('takes every row whose bit can be set for a class where classes.txt is missing', () => {
    const { graph } = importParameters(packParameters(dense(1)));
    expect(graph!.outputs[0]!.type.shape).toEqual([1, 3]);
  });

  it('takes every column for a pixel where the weights of the padding are not all 1', () => {
    const files = packParameters(dense(1));
    const words = files.get('0-1-weights.bin')!;
    words[3 * 8] = 0;
    const { graph } = importParameters(files);
    expect(graph!.inputs[0]!.type.shape).toEqual([1, 64]);
  });

  it('takes a config.h of the first overlays, which names no precision', () => {
    const files = packParameters(dense(1));
    const config = new TextDecoder().decode(files.get('config.h')).replace(/#define L\d_(WP|AP)[IF].*\n/g, '');
    files.set('config.h', new TextEncoder().encode(config.replace('#define L0_PE 4', '#define L0_PE\t4 // lanes')));
    expect(importParameters(files).diagnostics).toEqual([]);
  });

  it('leaves out rows beyond the classes that short files do not hold', () => {
    const files = packParameters(dense(1), ['a', 'b', 'c']);
    for (const lane of [0, 1]) files.set(`1-${lane}-weights.bin`, files.get(`1-${lane}-weights.bin`)!.subarray(0, 32));
    const { graph, diagnostics } = importParameters(files);
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['FINNC2407', 'warning']]);
    const [image] = images(16);
    expect(run(graph!, image!)).toEqual(expected(dense(1), image!));
  });

  it('says that thresholds of a convolutional network’s last layer are not used', () => {
    const files = packParameters(convolutional(1, 1));
    for (const lane of [0, 1]) files.set(`2-${lane}-thres.bin`, new Uint8Array(16));
    expect(importParameters(files).diagnostics.map(({ code }) => code)).toEqual(['FINNC2411']);
  });
});

const config = (files: Map<string, Uint8Array>, from: string, to: string): void => {
  const text = new TextDecoder().decode(files.get('config.h'));
  expect(text).toContain(from);
  files.set('config.h', new TextEncoder().encode(text.replace(from, to)));
};

describe('a folder of parameters is refused', () => {
  it.each([
    ['without config.h', 'FINNC2401', (files) => files.delete('config.h')],
    ['with an empty config.h', 'FINNC2402', (files) => files.set('config.h', new Uint8Array())],
    ['with a size that is no number', 'FINNC2402', (files) => config(files, 'L0_PE 4', 'L0_PE four')],
    ['with a size that is missing', 'FINNC2402', (files) => config(files, '#define L1_MW 8', '')],
    ['with a PE that does not divide', 'FINNC2403', (files) => config(files, 'L0_PE 4', 'L0_PE 3')],
    ['with other memory sizes than layers', 'FINNC2403', (files) => config(files, 'L0_WMEM 8', 'L0_WMEM 9')],
    ['with layers that do not follow', 'FINNC2403', (files) => config(files, 'L1_MW 8', 'L1_MW 12')],
    ['with sizes that nothing could hold', 'FINNC2403', (files) => config(files, 'L0_MW 64', 'L0_MW 640000000')],
    ['with weights of three bits', 'FINNC2404', (files) => config(files, 'L1_WPI 1', 'L1_WPI 3')],
    ['with fraction bits', 'FINNC2404', (files) => config(files, 'L1_APF 0', 'L1_APF 2')],
    ['with activations of three bits', 'FINNC2404', (files) => config(files, 'L0_API 1', 'L0_API 3')],
    ['with weights missing', 'FINNC2405', (files) => files.delete('0-2-weights.bin')],
    ['with thresholds missing', 'FINNC2405', (files) => files.delete('1-1-thres.bin')],
    ['with a file that is too long', 'FINNC2406', (files) => files.set('1-0-weights.bin', new Uint8Array(800))],
    ['with a file that ends within a word', 'FINNC2406', (files) => files.set('1-0-thres.bin', new Uint8Array(31))],
    ['with an inner file that is short', 'FINNC2406', (files) => files.set('0-0-weights.bin', new Uint8Array(32))],
    ['with files of a further layer', 'FINNC2408', (files) => files.set('2-0-weights.bin', new Uint8Array(8))],
    ['with files of a further lane', 'FINNC2408', (files) => files.set('0-4-weights.bin', new Uint8Array(64))],
    [
      'with more classes than rows',
      'FINNC2409',
      (files) => files.set('classes.txt', new TextEncoder().encode('x\n'.repeat(9))),
    ],
    ['with a threshold that is too wide', 'FINNC2410', (files) => files.get('0-0-thres.bin')!.fill(1)],
  ] as const satisfies readonly (readonly [string, string, (files: Map<string, Uint8Array>) => unknown])[])(
    '%s',
    (_name, code, damage) => {
      const files = packParameters(dense(1));
      damage(files);
      const { graph, diagnostics } = importParameters(files);
      expect(graph).toBeUndefined();
      expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    },
  );

  it('with fewer rows in short files than classes', () => {
    const files = packParameters(dense(1), ['a', 'b', 'c']);
    files.set('1-0-weights.bin', files.get('1-0-weights.bin')!.subarray(0, 16));
    const { diagnostics } = importParameters(files);
    expect(diagnostics.map(({ code }) => code)).toEqual(['FINNC2407', 'FINNC2409']);
  });
});
