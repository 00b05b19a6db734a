/** One layer of a network to be written as BNN-PYNQ parameters. */
export interface PackedLayer {
  readonly rows: number;
  /** Real columns. */
  readonly inputs: number;
  /** Values −1, 0, 1 in the order [row][column]; columns of a convolution in the order (ky, kx, channel). */
  readonly weights: ArrayLike<number>;
  /** On sums of products, reached where greater or equal, [row][step]; none where accumulators are the output. */
  readonly thresholds?: ArrayLike<number>;
  readonly pe: number;
  readonly simd: number;
  readonly weightBits: 1 | 2;
  readonly activationBits: 1 | 2;
  /** Columns and rows with padding; the real ones if left out. */
  readonly columns?: number;
  readonly paddedRows?: number;
  readonly conv?: { readonly kernel: number; readonly channels: number; readonly size: number };
}

/**
 * The files of a BNN-PYNQ folder for a network: the inverse of `importParameters`, for tests.
 *
 * Padded columns have weight bits 1 and padded rows thresholds of 32767, as the project's own exporter writes them.
 */
export function packParameters(layers: readonly PackedLayer[], classes?: readonly string[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  files.set('config.h', text(configOf(layers)));
  if (classes) files.set('classes.txt', text(classes.map((name) => `${name}\n`).join('')));
  const counts = layers[0]?.activationBits === 1;
  layers.forEach((layer, index) => {
    const { rows, columns } = paddedSize(layer);
    const groups = rows / layer.pe;
    const words = columns / layer.simd;
    const isFixed = index === 0 && layer.conv !== undefined;
    for (let lane = 0; lane < layer.pe; lane++) {
      const weights = new BigInt64Array(groups * words);
      const thresholds = new BigInt64Array(groups * layer.activationBits);
      for (let group = 0; group < groups; group++) {
        const row = group * layer.pe + lane;
        for (let word = 0; word < words; word++) weights[group * words + word] = wordOf(layer, row, word * layer.simd);
        for (let step = 0; step < layer.activationBits; step++) {
          const sum = layer.thresholds?.[row * layer.activationBits + step];
          thresholds[group * layer.activationBits + step] =
            row < layer.rows && sum !== undefined ? BigInt(stored(layer, sum, isFixed, counts)) : 32767n;
        }
      }
      files.set(`${index}-${lane}-weights.bin`, new Uint8Array(weights.buffer));
      if (layer.thresholds) files.set(`${index}-${lane}-thres.bin`, new Uint8Array(thresholds.buffer));
    }
  });
  return files;
}

const paddedSize = ({ rows, inputs, paddedRows = rows, columns = inputs }: PackedLayer) => ({
  rows: paddedRows,
  columns,
});

function wordOf({ rows, inputs, weights, simd, weightBits }: PackedLayer, row: number, from: number): bigint {
  let word = 0n;
  for (let i = 0; i < simd; i++) {
    const column = from + i;
    const weight = row < rows && column < inputs ? weights[row * inputs + column]! : 1;
    const field = weightBits === 1 ? BigInt(weight > 0) : BigInt.asUintN(2, BigInt(weight));
    word |= field << BigInt(i * weightBits);
  }
  return BigInt.asIntN(64, word);
}

/** The threshold that an accumulator of the hardware has to exceed where the sum of real products reaches `sum`. */
function stored(layer: PackedLayer, sum: number, isFixed: boolean, counts: boolean): number {
  if (isFixed) return 2 * (sum - 1);
  // Of n synapses, as many are equal as half of n plus the sum; padded ones (weight bit 1, input bit 0) never are.
  if (counts && layer.weightBits === 1) return Math.ceil((sum + layer.inputs) / 2) - 1;
  return sum - 1 - (paddedSize(layer).columns - layer.inputs);
}

function configOf(layers: readonly PackedLayer[]): string {
  const define = (index: number, values: Readonly<Record<string, number>>): string =>
    Object.entries(values)
      .map(([name, value]) => `#define L${index}_${name} ${value}\n`)
      .join('');
  const blocks = layers.map((layer, index) => {
    const { rows, columns } = paddedSize(layer);
    const { pe, simd, weightBits, activationBits, conv } = layer;
    const size = conv
      ? {
          K: conv.kernel,
          IFM_CH: conv.channels,
          IFM_DIM: conv.size,
          OFM_CH: rows,
          OFM_DIM: conv.size - conv.kernel + 1,
        }
      : { MW: columns, MH: rows };
    const words = { WMEM: (rows * columns) / (pe * simd), TMEM: rows / pe };
    const bits = { WPI: weightBits, API: activationBits, WPF: 0, APF: 0 };
    return `/** Layer L${index} **/\n${define(index, { ...size, SIMD: simd, PE: pe, ...words, ...bits })}`;
  });
  return `#ifndef __LAYER_CONFIG_H_\n#define __LAYER_CONFIG_H_\n${blocks.join('\n')}\n#endif\n`;
}
