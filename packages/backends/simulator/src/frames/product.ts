import { bounds, type Tensor } from '@finnc/ir';
import { wordsOf } from '../encoding.ts';
import {
  activationArgs,
  checkCodeSums,
  checkSums,
  sumForm,
  type FrameActivation,
  type SumRange,
} from './activation.ts';
import type { Emitter, FrameOp } from './instruction.ts';
import { sideBySide, type SideBySide } from './pixels.ts';
import { meetings, type Kind, type Meeting } from './program.ts';
import {
  basesOf,
  codingOf,
  fitsBytes,
  layoutOf,
  mostCode,
  plainWindow,
  planesOf,
  sizesOf,
  tapsOf,
  type FrameBuffer,
  type FrameValue,
} from './value.ts';

/** Each vector times all rows: `weights` is `[rows, depth]`. */
export interface FrameProduct extends FrameActivation {
  readonly weights: Tensor;
}

export function productOp(x: FrameValue, spec: FrameProduct, writes: FrameBuffer): FrameOp {
  const { weights } = spec;
  const [rows = 1, depth = 1] = weights.type.shape;
  const [low, high] = bounds(x.buffer.elem).map(Number) as [number, number];
  const [least, most] = [new Float64Array(rows), new Float64Array(rows)];
  for (let i = 0; i < rows * depth; i++) {
    const [a, b] = [weights.data[i]! * low, weights.data[i]! * high];
    least[Math.floor(i / depth)]! += Math.min(a, b);
    most[Math.floor(i / depth)]! += Math.max(a, b);
  }
  checkSums(least, most, spec);
  const kind = kindFor(x, weights);
  if (kind !== 'words') checkCodeSums(weights, (i) => Math.floor(i / depth), rows, x);
  return {
    reads: [{ value: x, kinds: [kind] }],
    writes,
    emit: (out, [value]) => {
      emitProduct(out, value!, spec, { least, most }, writes);
    },
  };
}

/**
 * Bits where their words are fewer than those of bytes by more than counting them takes longer.
 *
 * A pair of planes of 32 elements takes three instructions, four products of bytes take one (AVX-512; ratios of AVX2 are alike).
 */
function kindFor({ buffer, window }: FrameValue, weights: Tensor): Kind {
  const [low, high] = rangeOf(weights);
  if (!fitsBytes(buffer.elem) || low < -128 || high > 127) return 'words';
  const taps = window ? window.kernel[0]! * window.kernel[1]! : 1;
  const pairs = planesOf(buffer.elem) * (areSigns(weights) ? 1 : weightPlanes(low, high));
  const inBits = 2 * pairs * taps * wordsOf(buffer.channels);
  return inBits < (taps * buffer.channels) / 4 ? 'bits' : 'bytes';
}

function rangeOf({ data }: Tensor): readonly [number, number] {
  let [low, high] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i]! < low) low = data[i]!;
    if (data[i]! > high) high = data[i]!;
  }
  return [low, high];
}

const areSigns = ({ data }: Tensor): boolean => data.every((w) => w === 1 || w === -1);

/** Planes of two's complement that hold integers from low to high. */
const weightPlanes = (low: number, high: number): number => 33 - Math.min(Math.clz32(high), Math.clz32(~low));

/** Words one behind the other that are read for a window, and the columns of weights that their elements meet. */
interface Reading {
  /** Pairs of offset and words. */
  readonly segments: Int32Array;
  /** For each pixel of a vector and each word, `lanes` columns, or −1 where an element has no weight. */
  readonly columns: readonly Int32Array[];
  readonly lanes: number;
  readonly words: number;
}

/** The windows of `copies` pixels side by side. */
function readingOf(x: FrameValue, copies: number): Reading {
  const { kind, pixel } = layoutOf(x.buffer);
  const { channels } = x.buffer;
  const { kernel, strides, dilations } = x.window ?? plainWindow;
  const lanes = kind === 'bits' ? 32 : kind === 'bytes' ? 4 : 1;
  // Windows begin a stride apart, so those of several pixels are one that is wider.
  const [width, step] = [kernel[1]!, strides[1]!];
  const wider = width + (copies - 1) * step;
  const between = copies > 1 ? 1 : dilations[1]!;
  const taps = tapsOf({ ...x, window: { kernel: [kernel[0]!, wider], strides, dilations: [dilations[0]!, between] } });
  const segments: number[] = [];
  const elements: number[] = [];
  for (let first = 0, next = 0; first < taps.length; first = next) {
    const own: number[] = [];
    do {
      for (let c = 0; c < channels; c++) own.push(next * channels + c);
      if (kind === 'bits') while (own.length % 32 !== 0) own.push(-1);
      next++;
    } while (next < taps.length && taps[next] === taps[next - 1]! + pixel);
    while (own.length % lanes !== 0) own.push(-1);
    segments.push(taps[first]!, own.length / lanes);
    for (const element of own) elements.push(element);
  }
  const columnOf = (element: number, copy: number): number => {
    const [tap, channel] = [Math.floor(element / channels), element % channels];
    const across = (tap % wider) - copy * step;
    if (element < 0 || across < 0 || across >= width) return -1;
    return (Math.floor(tap / wider) * width + across) * channels + channel;
  };
  return {
    segments: Int32Array.from(segments),
    columns: Array.from({ length: copies }, (_, copy) => Int32Array.from(elements, (i) => columnOf(i, copy))),
    lanes,
    words: elements.length / lanes,
  };
}

/** Rows of a block. */
const BLOCK = 16;
/** What follows the sums of a block costs about as much as so many words. */
const ACTIVATION_WORDS = 6;

/** Few rows of several pixels are taken for those of one, where that leaves fewer rows of a block empty at less cost. */
function severalPixels(x: FrameValue, { classes, weights }: FrameProduct, writes: FrameBuffer): SideBySide | undefined {
  const { kernel, strides, dilations } = x.window ?? plainWindow;
  const [rows = 1] = weights.type.shape;
  const isPlain = dilations[1] === 1 || kernel[1] === 1;
  if (x.buffer.kind !== 'bytes' || writes.kind === 'bits' || classes.length > 0 || !isPlain) return undefined;
  const cost = (pixels: number): number => {
    const width = (kernel[1]! + (pixels - 1) * strides[1]!) * x.buffer.channels;
    return (kernel[0]! * Math.ceil(width / 4) + ACTIVATION_WORDS) / pixels;
  };
  let copies = 1;
  for (let pixels = 2; pixels <= Math.min(sizesOf(x).width, BLOCK / rows); pixels++)
    if (cost(pixels) < cost(copies)) copies = pixels;
  return copies === 1 ? undefined : sideBySide(x, writes, copies);
}

function emitProduct(out: Emitter, x: FrameValue, spec: FrameProduct, range: SumRange, writes: FrameBuffer): void {
  const { weights } = spec;
  const [rows = 1, depth = 1] = weights.type.shape;
  const { kind, planes, plane } = layoutOf(x.buffer);
  const pixels = severalPixels(x, spec, writes);
  const copies = pixels?.copies ?? 1;
  const reading = readingOf(x, copies);
  const coding = codingOf(x.buffer.elem, kind);
  const signs = kind === 'bits' && areSigns(weights);
  const sums = new Float64Array(rows);
  const positives = new Float64Array(rows);
  for (let i = 0; i < rows * depth; i++) {
    sums[Math.floor(i / depth)]! += weights.data[i]!;
    if (weights.data[i]! > 0) positives[Math.floor(i / depth)]!++;
  }
  const packed = pack(weights, reading, kind, signs);
  const size = reading.words * Math.ceil((rows * copies) / BLOCK) * BLOCK;
  const pairs: number[] = [];
  for (let j = 0; j < packed.planes; j++) {
    for (let p = 0; p < planes; p++) {
      const negative = signs || (kind === 'bits' && j === packed.planes - 1);
      pairs.push(p * plane, j * size, j + p, negative ? 1 : 0);
    }
  }
  // Σ w · u of signs w is, plane by plane, the number of +1 less the number of bits in which u and w differ.
  const whole = signs ? 2 ** planes - 1 : 0;
  const constants = sums.map((sum, row) => coding.offset * sum + coding.factor * whole * positives[row]!);
  const meeting: Meeting =
    kind === 'words'
      ? 'mul'
      : kind === 'bytes'
        ? packed.narrow * mostCode(x.buffer.elem) < 2 ** 15
          ? 'dot'
          : 'wideDot'
        : signs
          ? 'xor'
          : 'and';
  const { space, offset } = x.buffer;
  const bases = pixels?.from ?? basesOf(x);
  out.put(
    'product',
    bases.length,
    space,
    offset,
    out.data.add(bases),
    reading.segments.length / 2,
    out.data.add(reading.segments),
    reading.words,
    meetings[meeting],
    rows * copies,
    pairs.length / 4,
    out.data.add(pairs),
    out.data.add(packed.words, { align: true }),
    ...activationArgs(out, spec, rows, sumForm(coding.factor, constants, range), writes, pixels),
  );
}

interface Packed {
  readonly words: Int32Array;
  readonly planes: number;
  /** The greatest sum of magnitudes of two weights that meet neighbouring bytes. */
  readonly narrow: number;
}

/** Weights as `[plane, block of 16 rows, word, row]`. */
function pack(weights: Tensor, { columns, lanes, words }: Reading, kind: Kind, signs: boolean): Packed {
  const [rows = 1, depth = 1] = weights.type.shape;
  const { data } = weights;
  const all = rows * columns.length;
  const size = words * Math.ceil(all / BLOCK) * BLOCK;
  const planes = kind !== 'bits' || signs ? 1 : weightPlanes(...rangeOf(weights));
  const packed = new Int32Array(planes * size);
  let narrow = 0;
  for (let i = 0; i < all; i++) {
    const [row, own] = [i % rows, columns[Math.floor(i / rows)]!];
    const to = (i >> 4) * words * 16 + (i & 15);
    for (let word = 0; word < words; word++) {
      const at = to + word * 16;
      let before = 0;
      for (let lane = 0; lane < lanes; lane++) {
        const column = own[word * lanes + lane]!;
        const w = column < 0 ? 0 : data[row * depth + column]!;
        if (kind === 'words') packed[at] = w;
        else if (kind === 'bytes') {
          packed[at]! |= (w & 255) << (8 * lane);
          if (lane & 1) narrow = Math.max(narrow, before + Math.abs(w));
          before = Math.abs(w);
        } else if (signs) packed[at]! |= (w > 0 ? 1 : 0) << lane;
        else for (let j = 0; j < planes; j++) packed[j * size + at]! |= ((w >> j) & 1) << lane;
      }
    }
  }
  return { words: packed, planes, narrow };
}
