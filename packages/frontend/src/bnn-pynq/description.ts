import { MAX_ELEMENTS, type Diagnostic } from '@finnc/ir';
import { parameterDiagnostics } from './diagnostics.ts';

/** One layer as config.h describes it: a matrix `rows × columns` in the folding of its files. */
export interface LayerDescription {
  readonly index: number;
  readonly rows: number;
  readonly columns: number;
  readonly pe: number;
  readonly simd: number;
  /** 1: ±1; 2: two's complement, of which −1, 0 and 1 occur. */
  readonly weightBits: 1 | 2;
  /** How many thresholds a row has: 1 gives ±1, 2 give −1, 0, 1. */
  readonly activationBits: number;
  /** Square kernel over square images without padding; absent for a fully connected layer. */
  readonly conv?: {
    readonly kernel: number;
    readonly channels: number;
    readonly size: number;
    readonly outSize: number;
  };
  /** Window of the max-pool behind the layer, which config.h only shows by the size of the next; 1 for none. */
  readonly pool: number;
}

export type DescriptionResult =
  | { readonly layers: readonly LayerDescription[]; readonly diagnostics: readonly Diagnostic[] }
  | { readonly layers?: undefined; readonly diagnostics: readonly Diagnostic[] };

type Defines = ReadonlyMap<string, string>;

/** The layers of a network from the #defines of its config.h, and every mistake in them. */
export function readDescription(text: string): DescriptionResult {
  const layers = definesByLayer(text);
  const diagnostics: Diagnostic[] = [];
  const count = Math.max(0, ...[...layers.keys()].map((index) => index + 1));
  const described: LayerDescription[] = [];
  if (count === 0) diagnostics.push(parameterDiagnostics.badDefine({ layer: 0, name: 'PE', problem: 'is missing' }));
  // Indices come from a file, so a gap is reported once and not walked through.
  for (let index = 0; index < count && diagnostics.length === 0; index++) {
    const layer = readLayer(index, layers.get(index) ?? new Map(), diagnostics);
    if (layer) described.push(layer);
  }
  if (diagnostics.length > 0) return { diagnostics };
  const chained = described.map((layer, i) => {
    const next = described[i + 1];
    const pool = next === undefined ? 1 : poolBetween(layer, next);
    if (typeof pool === 'number') return { ...layer, pool };
    diagnostics.push(parameterDiagnostics.sizesDisagree({ layer: i + 1, reason: pool.reason }));
    return layer;
  });
  return diagnostics.length > 0 ? { diagnostics } : { layers: chained, diagnostics };
}

function definesByLayer(text: string): ReadonlyMap<number, Defines> {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/\/\/.*$/gm, '');
  const layers = new Map<number, Map<string, string>>();
  for (const [, index = '', name = '', value = ''] of code.matchAll(
    /^[ \t]*#[ \t]*define[ \t]+L(\d{1,4})_(\w+)[ \t]*(.*?)[ \t\r]*$/gm,
  )) {
    const layer = layers.get(Number(index)) ?? new Map<string, string>();
    layers.set(Number(index), layer.set(name, value));
  }
  return layers;
}

function readLayer(index: number, defines: Defines, diagnostics: Diagnostic[]): LayerDescription | undefined {
  const before = diagnostics.length;
  const number = (name: string, fallback?: number, least = 1): number => {
    const text = defines.get(name);
    if (text === undefined && fallback !== undefined) return fallback;
    const value = text !== undefined && /^\(?\d{1,9}\)?$/.test(text) ? Number(text.replace(/[()]/g, '')) : undefined;
    if (value !== undefined && value >= least) return value;
    const problem =
      text === undefined ? 'is missing' : `is '${text}', not a whole number${least > 0 ? ' above 0' : ''}`;
    diagnostics.push(parameterDiagnostics.badDefine({ layer: index, name, problem }));
    return NaN;
  };
  const precision = (name: string, fallback: number, allowed: (value: number) => boolean, wants: string): number => {
    const value = number(name, fallback, 0);
    if (!Number.isNaN(value) && !allowed(value))
      diagnostics.push(parameterDiagnostics.unsupportedPrecision({ layer: index, name, value, wants }));
    return value;
  };
  const isConv = defines.has('K');
  const [pe, simd] = [number('PE'), number('SIMD')];
  const conv = isConv
    ? { kernel: number('K'), channels: number('IFM_CH'), size: number('IFM_DIM'), outSize: number('OFM_DIM') }
    : undefined;
  const rows = number(isConv ? 'OFM_CH' : 'MH');
  const columns = conv ? conv.kernel ** 2 * conv.channels : number('MW');
  // The first overlays had one bit everywhere and did not say so.
  const weightBits = precision('WPI', 1, (bits) => bits === 1 || bits === 2, '1 or 2');
  const activationBits = precision('API', 1, () => true, '');
  for (const name of ['WPF', 'APF']) precision(name, 0, (bits) => bits === 0, '0');
  if (diagnostics.length > before) return undefined;
  if (rows * columns > MAX_ELEMENTS || (conv?.size ?? 0) ** 2 * columns > MAX_ELEMENTS) {
    diagnostics.push(
      parameterDiagnostics.sizesDisagree({ layer: index, reason: `it has more than ${MAX_ELEMENTS} elements` }),
    );
    return undefined;
  }
  const wrong = (reason: string): void =>
    void diagnostics.push(parameterDiagnostics.sizesDisagree({ layer: index, reason }));
  if (rows % pe !== 0) wrong(`PE = ${pe} does not divide its ${rows} rows`);
  if (columns % simd !== 0) wrong(`SIMD = ${simd} does not divide its ${columns} columns`);
  if (simd * weightBits > 64) wrong(`SIMD = ${simd} weights of ${weightBits} bits do not fit a word of 64 bits`);
  if (conv && conv.outSize !== conv.size - conv.kernel + 1)
    wrong(
      `K = ${conv.kernel} on IFM_DIM = ${conv.size} gives ${conv.size - conv.kernel + 1}, but OFM_DIM is ${conv.outSize}`,
    );
  const words: Readonly<Record<string, number>> = { WMEM: (rows * columns) / (pe * simd), TMEM: rows / pe };
  for (const [name, wanted] of Object.entries(words)) {
    const given = number(name, wanted);
    if (Number.isInteger(wanted) && given !== wanted)
      wrong(`${name} is ${given}, but its sizes and its folding give ${wanted}`);
  }
  if (diagnostics.length > before) return undefined;
  return {
    index,
    rows,
    columns,
    pe,
    simd,
    weightBits: weightBits === 1 ? 1 : 2,
    activationBits,
    ...(conv ? { conv } : {}),
    pool: 1,
  };
}

/** The window of the max-pool that makes the output of one layer the input of the next. */
function poolBetween(layer: LayerDescription, next: LayerDescription): number | { readonly reason: string } {
  const outSize = layer.conv?.outSize ?? 1;
  if (next.conv) {
    if (!layer.conv) return { reason: 'a convolution follows a fully connected layer' };
    if (next.conv.channels !== layer.rows)
      return { reason: `IFM_CH is ${next.conv.channels}, but the layer before has OFM_CH = ${layer.rows}` };
    if (outSize % next.conv.size === 0) return outSize / next.conv.size;
    return { reason: `IFM_DIM is ${next.conv.size}, but the layer before has OFM_DIM = ${outSize}` };
  }
  const size = Math.sqrt(next.columns / layer.rows);
  if (Number.isInteger(size) && outSize % size === 0) return outSize / size;
  const given = layer.conv ? `${layer.rows} channels of ${outSize}×${outSize} pixels` : `${layer.rows} values`;
  return { reason: `MW is ${next.columns}, but the layer before gives ${given}` };
}
