import { ROWS_A_BLOCK } from '../sliced/lists.ts';
import { productModes } from '../sliced/program.ts';
import { CLASS_BYTES, classWidths, PLANE_BYTES } from './layout.ts';
import type { Args } from './lower-pack.ts';
import { reachable, thresholdRow } from './lower-thresholds.ts';
import type { Image } from './image.ts';
import type { Lower } from './lower.ts';

const CLASSES = 8;

export const lowerProduct: Lower = ({ image, data, emit }, args) => {
  const [pixels, bases, inBits, rows, weightPlanes, shifts, starts, accBits, initialPtr, ...rest] = args as Args<18>;
  const [shared, sharedShift, mode, steps, thresholdsPtr, dst, outBits, classBits, complements] =
    rest as unknown as Args<9>;
  if (complements !== 1) throw new RangeError('products of this engine read complements');
  const blocks = Math.ceil(rows / ROWS_A_BLOCK);
  const lists = image.words(
    data.subarray(starts, starts + blocks * weightPlanes).map((start) => listsAt(image, data, start)),
  );
  const initial = data.subarray(initialPtr, initialPtr + rows);
  const width = widthFor(classBits);
  const places = {
    pixels,
    rows,
    lists,
    bases: image.planes(data.subarray(bases, bases + pixels)),
    dst: image.planes(data.subarray(dst, dst + pixels)),
  };
  const isSingle = inBits === 1 && weightPlanes === 1 && data[shifts] === 0 && shared < 0;
  if (mode === productModes.sign && isSingle) {
    const bits = Math.max(accBits, 2);
    const constants = image.words(rowConstants(initial, blocks, bits));
    emit('productSign', { ...places, width, accBits: bits, constants });
    return;
  }
  const bits = Math.max(accBits, outBits);
  const sharedSum = shared < 0 ? { shared: 0, sharedRest: 0, sharedWidth: 0 } : sharedAt(image, data, shared);
  const thresholdRows =
    mode === productModes.steps
      ? Array.from({ length: rows }, (_, row) => {
          const from = thresholdsPtr + row * steps;
          return image.words(thresholdRow(reachable(data.subarray(from, from + steps), bits, true), bits, true));
        })
      : [];
  emit('product', {
    ...places,
    ...{ width, inBits, weightPlanes, ...sharedSum, sharedShift, mode, outBits },
    shifts: image.words(data.subarray(shifts, shifts + weightPlanes)),
    accBits: bits,
    constants: image.words(bitMasks([...initial, ...new Array<number>(blocks * ROWS_A_BLOCK - rows).fill(0)], bits)),
    thresholds: image.words(thresholdRows),
  });
};

/** Lists of a block for `countClasses`: `[byte offset of the class, entries, ...byte offsets]` for each. */
function listsAt(image: Image, data: Int32Array, start: number): number {
  let total = 0;
  for (let n = 0; n < CLASSES; n++) total += 2 + data[start + 3 * n + 1]!;
  const words = new Int32Array(total);
  let from = start + 3 * CLASSES;
  for (let n = 0, to = 0; n < CLASSES; n++) {
    const entries = data[start + 3 * n + 1]!;
    words[to++] = data[start + 3 * n]! * CLASS_BYTES;
    words[to++] = entries;
    for (let i = 0; i < entries; i++) words[to++] = data[from++]! * PLANE_BYTES;
  }
  return image.words(words);
}

/** Where a shared sum lies: as many entries as are a multiple of 4 as lists of one class, and the others. */
function sharedAt(
  image: Image,
  data: Int32Array,
  at: number,
): { readonly shared: number; readonly sharedRest: number; readonly sharedWidth: number } {
  const entries = Array.from(data.subarray(at + 1, at + 1 + data[at]!), (offset) => offset * PLANE_BYTES);
  const counted = entries.length & ~3;
  const empty = Array.from({ length: CLASSES - 1 }, (_, n) => [(n + 1) * CLASS_BYTES, 0]).flat();
  return {
    shared: image.words([0, counted, ...entries.slice(0, counted), ...empty]),
    sharedRest: image.words([entries.length - counted, ...entries.slice(counted)]),
    sharedWidth: widthFor(Math.ceil(Math.log2(counted + 1))),
  };
}

/** The kernel for counts of so many bits. */
function widthFor(bits: number): number {
  const width = classWidths.findIndex((most) => most >= bits);
  if (width < 0) throw new RangeError(`classes of ${bits} bits`);
  return width;
}

/**
 * Of each block, its four initial values bit by bit. Rows but the first have 1 more, for what is subtracted there is added as
 * complement.
 */
function rowConstants(initial: Int32Array, blocks: number, bits: number): Int32Array {
  const words = new Int32Array(blocks * bits * ROWS_A_BLOCK);
  initial.forEach((first, row) => {
    const [block, i] = [Math.floor(row / ROWS_A_BLOCK), row % ROWS_A_BLOCK];
    bitMasks([first + (i > 0 ? 1 : 0)], bits).forEach((mask, bit) => {
      words[(block * bits + bit) * ROWS_A_BLOCK + i] = mask;
    });
  });
  return words;
}

/** Bits of integers, low bit first, as words of 0 or −1. */
export const bitMasks = (integers: readonly number[], bits: number): Int32Array =>
  Int32Array.from({ length: integers.length * bits }, (_, i) => {
    const integer = integers[Math.floor(i / bits)]!;
    return -(Math.floor(integer / 2 ** (i % bits)) & 1);
  });
