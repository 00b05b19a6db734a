import type { NetworkLayer } from './network.ts';

/** PE and SIMD of one layer of the design, by FINN's name for it. */
export interface LayerFolding {
  readonly layer: string;
  readonly attributes: Readonly<Record<string, number>>;
}

const greatestDivisor = (of: number, limit: number): number => {
  let divisor = Math.min(of, limit);
  while (of % divisor !== 0) divisor--;
  return divisor;
};

/**
 * The folding of config.h. Where a layer is smaller here, since rows or columns that only pad are left out, the greatest
 * divisor that is not above takes its place. The quantiser of the input, which config.h does not have because the host
 * computes it, gets the least PE with which it is not the slowest layer, under either name that it can have.
 */
export function defaultFolding(network: readonly NetworkLayer[]): readonly LayerFolding[] {
  const products = network.map(({ layer, inputs, rows }, i) => {
    const [pe, simd] = [greatestDivisor(rows, layer.pe), greatestDivisor(inputs, layer.simd)];
    const pixels = (layer.conv?.outSize ?? 1) ** 2;
    return { layer: `MVAU_${i}`, attributes: { PE: pe, SIMD: simd }, cycles: (rows / pe) * (inputs / simd) * pixels };
  });
  const slowest = Math.max(...products.map(({ cycles }) => cycles));
  const windows = network.flatMap(({ layer: { conv, simd } }, i) =>
    conv
      ? [{ layer: `ConvolutionInputGenerator_${i}`, attributes: { SIMD: greatestDivisor(conv.channels, simd) } }]
      : [],
  );
  const [first] = network;
  const { conv } = first?.layer ?? {};
  const channels = conv?.channels ?? first?.inputs ?? 1;
  const pixels = (conv?.size ?? 1) ** 2;
  let pe = 1;
  while (pe < channels && (channels % pe !== 0 || (channels / pe) * pixels > slowest)) pe++;
  return [
    // Steps of equal height may be multiplied instead of compared.
    ...['Thresholding_0', 'Requant_0'].map((layer) => ({ layer, attributes: { PE: pe } })),
    ...windows,
    ...products.map(({ layer, attributes }) => ({ layer, attributes })),
  ];
}
