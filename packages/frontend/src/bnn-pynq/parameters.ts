import type { Diagnostic } from '@finnc/ir';
import type { LayerDescription } from './description.ts';
import { parameterDiagnostics } from './diagnostics.ts';

/** The bytes of a folder's files by name. */
export type ParameterFiles = ReadonlyMap<string, Uint8Array>;

/** What the files of a layer hold, row by row. */
export interface LayerParameters {
  /** Logical values −1, 0 or 1 (−2 fits two bits, too), `rows × columns`. */
  readonly weights: Int8Array;
  /** As stored: an accumulator counts where it is *greater*; `rows × activationBits`; absent without files. */
  readonly thresholds: Float64Array | undefined;
  /** Rows that the files hold whole; fewer than there are only in a last layer. */
  readonly knownRows: number;
}

const fileName = (layer: number, pe: number, what: 'weights' | 'thres'): string => `${layer}-${pe}-${what}.bin`;
const pattern = /^(\d+)-(\d+)-(weights|thres)\.bin$/;

/** Whether the names of a folder are those of BNN-PYNQ parameters. */
export const isParameterFolder = (names: Iterable<string>): boolean => [...names].some((name) => pattern.test(name));

/** Files that config.h knows nothing of, the first of each layer. */
export function strayFiles(files: ParameterFiles, layers: readonly LayerDescription[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return [...files.keys()].toSorted().flatMap((file) => {
    const [, layer, pe] = pattern.exec(file) ?? [];
    if (layer === undefined || seen.has(layer)) return [];
    const known = layers[Number(layer)];
    if (known && Number(pe) < known.pe) return [];
    seen.add(layer);
    const reason = known ? `layer ${layer} has PE = ${known.pe}` : `it has ${layers.length} layers`;
    return [parameterDiagnostics.strayFile({ file, reason })];
  });
}

interface ReadOptions {
  readonly isLast: boolean;
  readonly hasThresholds: boolean;
  /** Width of the accelerator's threshold memory. */
  readonly thresholdBits: number;
}

/** Decodes the files of one layer; what is wrong with them is reported. */
export function readParameters(
  files: ParameterFiles,
  layer: LayerDescription,
  { isLast, hasThresholds, thresholdBits }: ReadOptions,
  report: (diagnostic: Diagnostic) => void,
): LayerParameters {
  const { index, rows, columns, pe, simd, weightBits, activationBits } = layer;
  const [rowGroups, columnGroups] = [rows / pe, columns / simd];
  const weights = new Int8Array(rows * columns);
  const thresholds = hasThresholds ? new Float64Array(rows * activationBits) : undefined;
  let knownGroups = rowGroups;
  const wrong: { readonly file: string; readonly found: number; readonly wanted: number }[] = [];
  const open = (what: 'weights' | 'thres', unit: number, lane: number): DataView | undefined => {
    const name = fileName(index, lane, what);
    const bytes = files.get(name);
    if (!bytes) return undefined;
    const wanted = rowGroups * unit;
    const words = bytes.length / 8;
    if (bytes.length % 8 !== 0 || words > wanted || (words < wanted && !isLast)) {
      wrong.push({ file: name, found: bytes.length, wanted: 8 * wanted });
      return undefined;
    }
    const whole = Math.floor(words / unit);
    if (whole < knownGroups) {
      knownGroups = whole;
      report(parameterDiagnostics.shortFile({ file: name, found: words, wanted, rows: whole * pe }));
    }
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
  reportMissing(files, layer, hasThresholds, report);
  for (let lane = 0; lane < pe; lane++) {
    const words = open('weights', columnGroups, lane);
    if (words) {
      // What a short file leaves out is 0, as the loader of the accelerator leaves it.
      for (let word = 0; word < rowGroups * columnGroups; word++) {
        const row = Math.floor(word / columnGroups) * pe + lane;
        const start = row * columns + (word % columnGroups) * simd;
        const known = 8 * word < words.byteLength;
        const [low, high] = known ? [words.getUint32(8 * word, true), words.getUint32(8 * word + 4, true)] : [0, 0];
        for (let i = 0; i < simd; i++) weights[start + i] = weightAt(low, high, i, weightBits);
      }
    }
    const records = thresholds && open('thres', activationBits, lane);
    if (!thresholds || !records) continue;
    for (let i = 0; 8 * i < records.byteLength; i++) {
      const value = records.getBigInt64(8 * i, true);
      if (BigInt.asIntN(thresholdBits, value) !== value) {
        const file = fileName(index, lane, 'thres');
        report(parameterDiagnostics.thresholdRange({ file, value: String(value), bits: thresholdBits }));
        break;
      }
      const row = Math.floor(i / activationBits) * pe + lane;
      thresholds[row * activationBits + (i % activationBits)] = Number(value);
    }
  }
  const [first, ...others] = wrong;
  if (first) report(parameterDiagnostics.wrongLength({ ...first, others: others.length }));
  return { weights, thresholds, knownRows: knownGroups * pe };
}

/** Element `i` of a word: bit 1 is +1 and bit 0 is −1, or two bits in two's complement. */
function weightAt(low: number, high: number, i: number, bits: 1 | 2): number {
  const at = i * bits;
  const field = (at < 32 ? low >>> at : high >>> (at - 32)) & (bits === 1 ? 1 : 3);
  if (bits === 1) return field === 1 ? 1 : -1;
  return field >= 2 ? field - 4 : field;
}

function reportMissing(
  files: ParameterFiles,
  { index, pe }: LayerDescription,
  hasThresholds: boolean,
  report: (diagnostic: Diagnostic) => void,
): void {
  const kinds = hasThresholds ? (['weights', 'thres'] as const) : (['weights'] as const);
  const names = kinds.flatMap((what) => Array.from({ length: pe }, (_, lane) => fileName(index, lane, what)));
  const [file, ...others] = names.filter((name) => !files.has(name));
  if (file !== undefined) report(parameterDiagnostics.missingParameters({ file, others: others.length }));
}

/** How many threshold files a layer has. */
export const thresholdFiles = (files: ParameterFiles, { index, pe }: LayerDescription): number =>
  Array.from({ length: pe }, (_, lane) => fileName(index, lane, 'thres')).filter((name) => files.has(name)).length;
