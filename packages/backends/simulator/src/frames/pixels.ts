import type { Pixels } from './activation.ts';
import { wholeOf } from './instruction.ts';
import { basesOf, sizesOf, type FrameBuffer, type FrameValue } from './value.ts';

/** Several pixels of a line as one vector of an instruction. */
export interface SideBySide extends Pixels {
  /** Where the vectors begin that are read. */
  readonly from: Int32Array;
  /** Vectors of a line. */
  readonly line: number;
}

/** The last vector of a line begins earlier, so that it ends with the line, and some results are made twice. */
export function sideBySide(x: FrameValue, writes: FrameBuffer, copies: number): SideBySide {
  const { width } = sizesOf(x);
  const [from, to] = [basesOf(x), basesOf(wholeOf(writes))];
  const starts: number[] = [];
  for (let row = 0; row < from.length; row += width)
    for (let at = 0; at < width; at += copies) starts.push(row + Math.min(at, width - copies));
  const pick = (all: Int32Array): Int32Array => Int32Array.from(starts, (i) => all[i]!);
  return { copies, from: pick(from), bases: pick(to), line: Math.ceil(width / copies) };
}
