import { defineFacet } from '../facet/facet.ts';
import type { ScalarType } from '../types/index.ts';
import type { Target } from './target.ts';

/** One stream of a layer: `beats` words a frame, each of `lanes` consecutive elements, element 0 in the low bits. */
export interface Stream {
  readonly elem: ScalarType;
  readonly lanes: number;
  readonly beats: number;
  /** Beats that leave back to back before the layer pauses; the least FIFO that does not stall it. */
  readonly burst?: number;
}
/**
 * How far reading and writing drift apart, in parts of a frame: before a layer has written its results up to place t, it
 * has to read at most up to `t + late`; what it has written up to t, it wrote after reading at least up to `t − early`.
 */
export interface Drift {
  readonly late: number;
  readonly early: number;
}
/** The streams of a layer by operand and result name; constants have none. */
export interface Streams {
  readonly inputs: Readonly<Record<string, Stream>>;
  readonly outputs: Readonly<Record<string, Stream>>;
  /** Absent: a whole frame may be read before anything is written, or written before the last is read. */
  readonly drift?: Drift;
  /** Of a layer with several inputs: parts of a frame by which it reads one ahead of another; none where they go together. */
  readonly skew?: number;
}
export const streams = defineFacet<void, Streams>('finnc.streams');

/** Bits of one beat. */
export const beatBits = ({ elem, lanes }: Stream): number => elem.bits * lanes;

/** A dimension of a layer that is spread over hardware: attribute `key`, called `name` in folding files. */
export interface FoldDimension {
  readonly key: string;
  readonly name: string;
  /** What the value must divide. */
  readonly size: number;
  readonly value: number;
  /** What `size` is called in the field (MH, MW, NumChannels), for messages. */
  readonly of: string;
}
export interface Folding {
  readonly dimensions: readonly FoldDimension[];
  /** Clock cycles a frame occupies the layer at given values of the dimensions. */
  cycles(values: Readonly<Record<string, number>>): number;
  /** Of foldings with equally many lanes that are fast enough, the one with the least is chosen; 0 if left out. */
  penalty?(values: Readonly<Record<string, number>>): number;
  /** Bits of a word of weights, of one PE; absent: it has none. */
  wordBits?(values: Readonly<Record<string, number>>): number;
  /** Whether the values are legal together, beyond each dividing its size; the reason if not. */
  illegal?(values: Readonly<Record<string, number>>): string | undefined;
}
export const folding = defineFacet<void, Folding>('finnc.folding');

/** The name a layer has in reports and folding files. */
export interface LayerKind {
  /** FINN's op type without suffix: `MVAU`, `ConvolutionInputGenerator`. */
  readonly kind: string;
  /** The suffix FINN would give it, `hls` or `rtl`; written in folding files. */
  readonly variant: 'hls' | 'rtl';
  /** Older names of the kind that folding files may use. */
  readonly aliases?: readonly string[];
}
export const layerKind = defineFacet<void, LayerKind>('finnc.layer-kind');

/** Cycles one frame occupies the layer, and the law it comes from. */
export interface Timing {
  readonly cycles: number;
  readonly source: string;
}
export const timing = defineFacet<Target, Timing>('finnc.timing');

/** Resources of one layer, with the source and the known error of the law. */
export interface Estimate {
  readonly lut: number;
  readonly bram18: number;
  readonly uram: number;
  readonly dsp: number;
  readonly ff?: number;
  /** Bits it keeps in memories, weights or queue, which efficiencies of blocks divide; absent: not known, or none. */
  readonly memoryBits?: number;
  readonly source: string;
  readonly error: string;
}
export const resources = defineFacet<Target, Estimate>('finnc.resources');
