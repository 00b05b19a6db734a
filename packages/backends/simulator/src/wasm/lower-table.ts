import { SLICE_FRAMES, SUM_BYTES, TRIPLE_BYTES } from './layout.ts';
import type { Args } from './lower-pack.ts';
import type { Lower } from './lower.ts';

/** Groups that the kernel for signs takes. */
const MOST_GROUPS = 9;
/** Kinds of sources of sums; the first two are those of inputs. */
const kinds = { uint8: 0, int8: 1, int16: 2 } as const;
/** Steps that a map of bytes may have. */
const MOST_STEPS = 8;

export const lowerTable: Lower = ({ image, data, emit }, args) => {
  const [input, kind, pixels, triples, triplesPtr, groups, windowsPtr, rows, patterns, ...rest] = args as Args<14>;
  const [steps, thresholdsPtr, dst, outBits, mapPtr] = rest as unknown as Args<5>;
  const { address, frameBytes, length } = image.inputs[input]!;
  const elements = (length + 15) & ~15;
  const map = mapPtr < 0 ? undefined : data.subarray(mapPtr, mapPtr + 256);
  const byteMap = map && mapOfBytes(map);
  const source = byteMap?.kind ?? (map ? kinds.int16 : kind);
  const elementBytes = source === kinds.int16 ? 2 * SLICE_FRAMES : SLICE_FRAMES;
  // Behind the last element lies a zero.
  const turned = image.reserve((elements + 1) * elementBytes);
  const windows = data.subarray(windowsPtr, windowsPtr + pixels * groups);
  const { made, needed, slots, count } = slotsOf(windows, pixels, groups, triples);
  const tables = image.reserve(count * TRIPLE_BYTES);
  const tableOf = slots.map((slot) => tables + slot * TRIPLE_BYTES);
  const offsetsOf = (triple: number): number[] =>
    Array.from(data.subarray(triplesPtr + 3 * triple, triplesPtr + 3 * triple + 3), (element) =>
      element < 0 ? elements * elementBytes : element * elementBytes,
    );
  const mostSum = 3 * groups * (map ? Math.max(...map.map(Math.abs)) : 255);
  // The threshold less the sum must stay in 16 bits, too.
  const isSign = steps === 1 && outBits === 1 && groups <= MOST_GROUPS && 2 * mostSum + 1 < 2 ** 15;
  const most = isSign ? mostSum : 32767;
  const thresholds = data
    .subarray(thresholdsPtr, thresholdsPtr + rows * steps)
    .map((threshold) => Math.max(-most, Math.min(threshold, most + 1)) - 1);
  emit('table', {
    ...{ kind: source, input: address, frameBytes, elements, turned },
    byteMap: byteMap ? image.words(byteMap.words) : 0,
    map: map && !byteMap ? image.words(map) : 0,
    triples: image.words(made.flatMap((triple) => [tableOf[triple]!, ...offsetsOf(triple)])),
    needed: image.words(needed),
    ...{ pixels, groups, rows, steps, outBits },
    windows: image.words(windows.map((triple) => tableOf[triple]!)),
    // The kernel for signs adds the opposite sums.
    patterns: image.words(
      data.subarray(patterns, patterns + rows * groups).map((n) => (isSign ? 7 - n : n) * SUM_BYTES),
    ),
    thresholds: image.words(thresholds),
    dst: image.planes(data.subarray(dst, dst + pixels)),
    isSign: Number(isSign),
  });
};

interface Slots {
  /** Triples in the order in which pixels first read them. */
  readonly made: readonly number[];
  /** Of each pixel, how many of them it and those before it read. */
  readonly needed: Int32Array;
  /** Of each triple. */
  readonly slots: Int32Array;
  readonly count: number;
}

/** Sums are made shortly before they are first read, where those lay that nobody reads any more: so they stay in the cache. */
function slotsOf(windows: Int32Array, pixels: number, groups: number, triples: number): Slots {
  const last = new Int32Array(triples);
  windows.forEach((triple, i) => (last[triple] = Math.floor(i / groups)));
  const slots = new Int32Array(triples).fill(-1);
  const [made, free]: [number[], number[]] = [[], []];
  const needed = new Int32Array(pixels);
  let count = 0;
  for (let q = 0; q < pixels; q++) {
    const window = new Set(windows.subarray(q * groups, (q + 1) * groups));
    for (const triple of window) {
      if (slots[triple]! >= 0) continue;
      slots[triple] = free.pop() ?? count++;
      made.push(triple);
    }
    for (const triple of window) if (last[triple] === q) free.push(slots[triple]!);
    needed[q] = made.length;
  }
  return { made, needed, slots, count };
}

/** A map that is a shift with a few steps to bytes of one kind, as words of `turnInputs`. */
function mapOfBytes(map: Int32Array): { readonly kind: number; readonly words: readonly number[] } | undefined {
  const fits = (low: number): boolean => map.every((y) => y >= low && y < low + 256);
  const kind = fits(-128) ? kinds.int8 : fits(0) ? kinds.uint8 : undefined;
  const steps: number[] = [];
  for (let x = 1; x < 256; x++) {
    const step = map[x]! - map[x - 1]! - 1;
    if (step !== 0) steps.push(x, step);
  }
  if (kind === undefined || steps.length > 2 * MOST_STEPS) return undefined;
  return { kind, words: [steps.length / 2, map[0]!, ...steps] };
}
