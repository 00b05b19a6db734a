import { bounds, type ScalarType } from '@finnc/ir';
import { tapOffsets } from './depthwise.ts';
import type { Emitter, FrameOp } from './instruction.ts';
import { wholeOf } from './instruction.ts';
import { runsOf } from './map.ts';
import { NotFrames } from './not-frames.ts';
import { kindNumbers } from './program.ts';
import {
  basesOf,
  codingOf,
  fitsBytes,
  layoutOf,
  planesOf,
  sizesOf,
  type FrameBuffer,
  type FrameValue,
} from './value.ts';

/** Elements in another order: element i of the result is element from[i] of the operand, or of none where it is −1. */
export function gatherOp(x: FrameValue, from: Int32Array, writes: FrameBuffer): FrameOp {
  return {
    reads: [{ value: x, kinds: [fitsBytes(x.buffer.elem) ? 'bytes' : 'words'] }],
    writes,
    emit: (out, [value]) => {
      const runs = runsFrom(
        elementsOf(value!),
        from,
        elementsOf(wholeOf(writes)),
        layoutOf(writes).kind === 'bytes' ? 1 : 4,
      );
      const { space, offset } = value!.buffer;
      out.put('copy', runs.length / 3, space, offset, writes.space, writes.offset, out.data.add(runs));
    },
  };
}

/** Where the elements of a value lie, in bytes or words. */
function elementsOf(value: FrameValue): Int32Array {
  const { kind, pixel } = layoutOf(value.buffer);
  const size = kind === 'bytes' ? 1 : 4;
  const { channels } = value.buffer;
  const taps = tapOffsets(value, channels);
  const bases = basesOf(value);
  const at = new Int32Array(bases.length * taps.length * channels);
  let i = 0;
  for (const base of bases) for (const tap of taps) for (let c = 0; c < channels; c++) at[i++] = base + tap + c * size;
  if (pixel !== channels * size) throw new Error('elements of packed bits have no place of their own');
  return at;
}

/** Copies (from, to, bytes) of elements that lie one behind the other on both sides. */
function runsFrom(x: Int32Array, from: Int32Array, y: Int32Array, size: number): Int32Array {
  const runs: number[] = [];
  let [start, to, bytes] = [0, 0, 0];
  const put = (): void => {
    if (bytes > 0) runs.push(start, to, bytes);
  };
  for (let i = 0; i < from.length; i++) {
    if (from[i]! < 0) continue;
    const at = x[from[i]!]!;
    if (bytes > 0 && at === start + bytes && y[i] === to + bytes) bytes += size;
    else {
      put();
      [start, to, bytes] = [at, y[i]!, size];
    }
  }
  put();
  return Int32Array.from(runs);
}

/** The greatest of each window and channel; windows may be laid out in the vectors of `x`, tap after tap. */
export function maxOp(x: FrameValue, writes: FrameBuffer): FrameOp {
  const { elem } = x.buffer;
  const channels = writes.channels;
  const inBits = elem.kind === 'bipolar' && x.buffer.channels === channels;
  return {
    reads: [{ value: x, kinds: inBits ? ['bits', 'bytes'] : [fitsBytes(elem) ? 'bytes' : 'words'], asWritten: inBits }],
    writes,
    emit: (out, [value]) => {
      const taps = tapOffsets(value!, channels);
      const { kind, pixel } = layoutOf(writes);
      const { images, height, width } = sizesOf(value!);
      out.put(
        'max',
        images * height * width,
        pixel,
        ...out.at(value!),
        taps.length,
        out.data.add(taps),
        kindNumbers[kind],
        ...out.at(wholeOf(writes)),
      );
    },
  };
}

/** Indices of the k greatest of each vector. */
export function topOp(x: FrameValue, k: number, writes: FrameBuffer): FrameOp {
  return {
    reads: [{ value: x, kinds: [fitsBytes(x.buffer.elem) ? 'bytes' : 'words'] }],
    writes,
    emit: (out, [value]) => {
      const { images, height, width, length } = sizesOf(value!);
      out.put(
        'top',
        images * height * width,
        length,
        ...out.at(value!),
        kindNumbers[layoutOf(value!.buffer).kind],
        k,
        ...out.at(wholeOf(writes)),
        kindNumbers[layoutOf(writes).kind],
      );
    },
  };
}

/** `factors[0] · a + factors[1] · b`. */
export function addOp(a: FrameValue, b: FrameValue, factors: readonly [number, number], writes: FrameBuffer): FrameOp {
  const reach = [a, b].reduce((sum, { buffer }, i) => {
    const most = Math.max(...bounds(buffer.elem).map((bound) => Math.abs(Number(bound))));
    return sum + Math.abs(factors[i]!) * most;
  }, 0);
  if (reach > 2 ** 31 - 1) throw new NotFrames('its sums may exceed 32 bits');
  const kindsOf = (x: FrameValue): readonly ['bytes' | 'words'] => [fitsBytes(x.buffer.elem) ? 'bytes' : 'words'];
  return {
    reads: [
      { value: a, kinds: kindsOf(a) },
      { value: b, kinds: kindsOf(b) },
    ],
    writes,
    emit: (out, [left, right]) => {
      emitAdd(out, left!, right!, factors, writes);
    },
  };
}

function emitAdd(
  out: Emitter,
  a: FrameValue,
  b: FrameValue,
  [f, g]: readonly [number, number],
  writes: FrameBuffer,
): void {
  const y = wholeOf(writes);
  // Runs as short as the shortest of the three.
  const [ofA, , lengthA] = runsOf(a, y);
  const [, , lengthB] = runsOf(b, y);
  const { channels } = writes;
  const pixels = Math.min(lengthA, lengthB) / channels;
  const pick = (value: FrameValue): Int32Array => basesOf(value).filter((_, i) => i % pixels === 0);
  const codings = [a, b, y].map(({ buffer }) => codingOf(buffer.elem, layoutOf(buffer).kind));
  const [x1, x2, sum] = codings as [(typeof codings)[0], (typeof codings)[0], (typeof codings)[0]];
  const bases = lengthA <= lengthB ? ofA : pick(a);
  out.put(
    'add',
    bases.length,
    pixels * channels,
    ...out.lanes(a.buffer, bases),
    ...out.lanes(b.buffer, pick(b)),
    ...out.lanes(writes, pick(y)),
    f * x1.factor,
    g * x2.factor,
    f * x1.offset + g * x2.offset - sum.offset,
  );
}

/** The word that a stored value repeats. */
function patternOf(elem: ScalarType, kind: 'bytes' | 'words', value: number): number {
  const { factor, offset } = codingOf(elem, kind);
  const code = (value - offset) / factor;
  return kind === 'words' ? code : Math.imul(code, 0x01010101);
}

/** Fills of (to, bytes, word) for the border of a buffer, and for its holes. */
export function fillsOf(buffer: FrameBuffer): Int32Array {
  const fills: number[] = [];
  const { kind, rows, columns, pixel, row, image, planes, plane } = layoutOf(buffer);
  const { border, holes, elem, channels } = buffer;
  const put = (at: number, bytes: number, word: number): void => {
    const last = fills.length - 3;
    if (last >= 0 && fills[last]! + fills[last + 1]! === at && fills[last + 2] === word) fills[last + 1]! += bytes;
    else if (bytes > 0) fills.push(at, bytes, word);
  };
  if (holes) {
    if (kind !== 'bytes' && kind !== 'words') throw new Error('holes in packed bits');
    for (const at of holes.elements)
      put(elementsOf(wholeOf(buffer))[at]!, kind === 'bytes' ? 1 : 4, patternOf(elem, kind, holes.value));
  }
  if (!border) return Int32Array.from(fills);
  const { factor, offset } = codingOf(elem, kind);
  const code = (border.value - offset) / factor;
  for (let p = 0; p < (kind === 'bits' ? planesOf(elem) : planes); p++) {
    const ones = kind === 'bits' && ((code >> p) & 1) === 1;
    const fill = (at: number, pixels: number): void => {
      if (kind !== 'bits') put(at, pixels * pixel, kind === 'bytes' ? Math.imul(code, 0x01010101) : code);
      else if (!ones || channels % 32 === 0) put(p * plane + at, pixels * pixel, ones ? -1 : 0);
      else
        for (let i = 0; i < pixels; i++) {
          const start = p * plane + at + i * pixel;
          put(start, pixel - 4, -1);
          put(start + pixel - 4, 4, (1 << (channels % 32)) - 1);
        }
    };
    for (let n = 0; n < buffer.images; n++) {
      const at = n * image;
      fill(at, border.top * columns + border.left);
      for (let y = border.top; y < rows - border.bottom; y++) {
        const end = at + y * row + (columns - border.right) * pixel;
        const isLast = y === rows - border.bottom - 1;
        fill(end, border.right + (isLast ? border.bottom * columns : border.left));
      }
    }
  }
  return Int32Array.from(fills);
}
