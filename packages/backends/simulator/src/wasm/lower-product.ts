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
  const width = classWidths.findIndex((bits) => bits >= classBits);
  if (width < 0) throw new RangeError(`classes of ${classBits} bits`);
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
  const sharedList = shared < 0 ? 0 : image.words(sharedAt(data, shared));
  const thresholdRows =
    mode === productModes.steps
      ? Array.from({ length: rows }, (_, row) => {
          const from = thresholdsPtr + row * steps;
          return image.words(thresholdRow(reachable(data.subarray(from, from + steps), bits, true), bits, true));
        })
      : [];
  emit('product', {
    ...places,
    ...{ width, inBits, weightPlanes, shared: sharedList, sharedShift, mode, outBits },
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

function sharedAt(data: Int32Array, at: number): Int32Array {
  const list = data.slice(at, at + 1 + data[at]!);
  for (let i = 1; i < list.length; i++) list[i]! *= PLANE_BYTES;
  return list;
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
