import { bounds, fitInt, type ScalarType, type Tensor } from '@finnc/ir';
import { memoryImage, type RtlModule } from '@finnc/backend-rtl';
import { packWord } from '@finnc/ir/hw';
import { searchTables } from './activation.rtl.ts';
import { positionsOf, type PositionAttrs } from './positions.ts';

/** What follows the sums of a unit of products, everywhere or by class of position. */
export interface SumActivation extends PositionAttrs {
  readonly thresholds: Tensor;
  readonly offsets: Tensor;
  readonly outType: ScalarType;
  readonly outBias: number;
  readonly accType: ScalarType;
}

/** Channels of a unit: `groups` of `lanes`, a group a word; `matches`: how many signs a sum counts, where it counts signs. */
export interface SumLanes {
  readonly lanes: number;
  readonly groups: number;
  readonly matches?: number;
}

const stepsOf = ({ thresholds }: Pick<SumActivation, 'thresholds'>): number => thresholds.type.shape[1] ?? 0;

/** Cycles that the search among several thresholds takes; one is decided by the sign of its sum. */
export const searchLevels = (steps: number): number => (steps === 1 ? 0 : Math.ceil(Math.log2(steps + 1)));

/** Parameters and memories of what starts and follows the sums, as `finnc_mvu` and `finnc_vvau` take them. */
export function activatedSums(
  name: string,
  activation: SumActivation,
  { lanes, groups, matches }: SumLanes,
): Required<Pick<RtlModule, 'parameters' | 'memories'>> {
  const { thresholds, outType, outBias, rowClasses, columnClasses } = activation;
  const { classes, columns } = positionsOf(activation);
  const steps = stepsOf(activation);
  const entries = classes * groups;
  const { starts, bits } = startsOf(activation, entries * lanes, matches);
  const signed = fitInt(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1);
  const words = Array.from({ length: entries }, (_, entry) => packWord(signed, starts, entry * lanes, lanes));
  const search = searchTables(`${name}_thresholds`, thresholds, { lanes, groups: entries, bits });
  const placeBits = Math.max(1, Math.ceil(Math.log2(entries)));
  const places = (list: readonly number[], step: number): string =>
    memoryImage(
      list.map((entry) => BigInt(entry * step * groups)),
      placeBits,
    );
  return {
    parameters: {
      ACC_BITS: bits,
      STEPS: steps,
      LEVELS: searchLevels(steps),
      Y_BITS: outType.bits,
      BIAS: outType.kind === 'bipolar' ? 0 : outBias,
      STARTS: `${name}_starts.hex`,
      THRESHOLDS: `${name}_thresholds`,
      ...(classes > 1 && {
        CLASSES: classes,
        ROWS: rowClasses.length,
        COLUMNS: columnClasses.length,
        ROW_PLACES: `${name}_rows.hex`,
        COLUMN_PLACES: `${name}_columns.hex`,
      }),
    },
    memories: new Map([
      [`${name}_starts.hex`, memoryImage(words, lanes * bits)],
      ...(steps > 1 ? search.memories : []),
      ...(classes > 1
        ? ([
            [`${name}_rows.hex`, places(rowClasses, columns)],
            [`${name}_columns.hex`, places(columnClasses, 1)],
          ] as const)
        : []),
    ]),
  };
}

/** What the sums start from, a number a channel and class; matches of signs count once where a sign decides, else twice. */
function startsOf(
  activation: SumActivation,
  rows: number,
  matches: number | undefined,
): { readonly starts: number[]; readonly bits: number } {
  const { thresholds, offsets, accType } = activation;
  const [low, high] = bounds(accType).map(Number) as [number, number];
  const offset = (row: number): number => offsets.data[row] ?? 0;
  if (stepsOf(activation) !== 1) {
    const starts = Array.from({ length: rows }, (_, row) => offset(row) - (matches ?? 0));
    return { starts, bits: fitInt(Math.min(-1, low), high).bits };
  }
  const shared = thresholds.type.shape[0] === 1;
  // Sums lie within [low, high]: a threshold beyond is reached by all or by none.
  const starts = Array.from({ length: rows }, (_, row) => {
    const threshold = Math.max(low, Math.min(high + 1, thresholds.data[shared ? 0 : row]!));
    const sum = threshold - offset(row);
    return -(matches === undefined ? sum : Math.ceil((sum + matches) / 2));
  });
  // Only the sum minus its threshold has to fit: what runs over on the way comes back.
  return { starts, bits: fitInt(Math.min(-1, low - high - 1), Math.max(1, high - low)).bits };
}

/** Weight words of a unit, `words` of lanes each, lane 0 in the low bits, `elements` of a lane side by side. */
export function weightImage(
  { type, data }: Tensor,
  words: number,
  { lanes, elements }: { readonly lanes: number; readonly elements: number },
  at: (word: number, lane: number) => number,
): string {
  const width = elements * type.elem.bits;
  const packed = Array.from({ length: words }, (_, index) => {
    let word = 0n;
    for (let lane = lanes - 1; lane >= 0; lane--)
      word = (word << BigInt(width)) | packWord(type.elem, data, at(index, lane), elements);
    return word;
  });
  return memoryImage(packed, lanes * width);
}
