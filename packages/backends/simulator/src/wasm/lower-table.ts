import { SLICE_FRAMES } from './layout.ts';
import type { Args } from './lower-pack.ts';
import type { Lower } from './lower.ts';

/** Bytes of one of the 8 signed sums of a triple, i16 for each frame. */
const SUM_BYTES = 2 * SLICE_FRAMES;
const TRIPLE_BYTES = 8 * SUM_BYTES;
/** Groups that the kernel for signs takes; sums of so many bytes and their thresholds stay in 16 bits. */
const MOST_GROUPS = 9;
const MAPPED = 2;

export const lowerTable: Lower = ({ image, data, emit }, args) => {
  const [input, kind, pixels, triples, triplesPtr, groups, windows, rows, patterns, ...rest] = args as Args<14>;
  const [steps, thresholdsPtr, dst, outBits, map] = rest as unknown as Args<5>;
  const { address, frameBytes, length } = image.inputs[input]!;
  const elements = (length + 15) & ~15;
  const elementBytes = map < 0 ? SLICE_FRAMES : SUM_BYTES;
  // Behind the last element lies a zero.
  const turned = image.reserve((elements + 1) * elementBytes);
  const tables = image.reserve(triples * TRIPLE_BYTES);
  const offsets = data
    .subarray(triplesPtr, triplesPtr + 3 * triples)
    .map((element) => (element < 0 ? elements : element) * elementBytes);
  const isSign = steps === 1 && outBits === 1 && groups <= MOST_GROUPS && map < 0;
  const most = isSign ? 3 * groups * 255 : 32767;
  const thresholds = data
    .subarray(thresholdsPtr, thresholdsPtr + rows * steps)
    .map((threshold) => Math.max(-most, Math.min(threshold, most + 1)) - 1);
  emit('table', {
    kind: map < 0 ? kind : MAPPED,
    ...{ input: address, frameBytes, elements, turned, triples, triplesPtr: image.words(offsets), tables },
    ...{ pixels, groups, rows, steps, outBits },
    windows: image.words(data.subarray(windows, windows + pixels * groups).map((n) => tables + n * TRIPLE_BYTES)),
    // The kernel for signs adds the opposite sums.
    patterns: image.words(
      data.subarray(patterns, patterns + rows * groups).map((n) => (isSign ? 7 - n : n) * SUM_BYTES),
    ),
    thresholds: image.words(thresholds),
    dst: image.planes(data.subarray(dst, dst + pixels)),
    isSign: Number(isSign),
    map: map < 0 ? 0 : image.words(data.subarray(map, map + 256)),
  });
};
