import { defineFacet } from '@finnc/ir';
import type { Streams } from '@finnc/ir/hw';

export interface RtlContext {
  /** Verilog identifier of the layer, unique in the design: names of its memories start with it. */
  readonly name: string;
  readonly streams: Streams;
}

/**
 * One module instance of the design.
 *
 * Its ports are `clk`, `rst_n` (synchronous, active low), and for each streaming operand and result `<key>_tdata`,
 * `<key>_tvalid` and `<key>_tready`, element 0 of a beat in the low bits. Valid does not wait for its own ready, and stands
 * with its data until it comes.
 */
export interface RtlModule {
  /** A module of finnc's library, such as `finnc_mvu`, or of `sources`. */
  readonly module: string;
  /** Strings are names of files that the module reads: `memoryPath` of their names. */
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  /** What `$readmemh` reads, by file name: one word a line, hexadecimal. */
  readonly memories?: ReadonlyMap<string, string>;
  /** Modules of the layer's own, by file name: one module a file, named for it. */
  readonly sources?: ReadonlyMap<string, string>;
}

/** Why a layer of a kind that has RTL has none as it is. */
export interface NoRtl {
  readonly none: string;
}

/** The module instance a layer contributes. */
export const rtl = defineFacet<RtlContext, RtlModule | NoRtl>('finnc.rtl');

/** Where a simulation or synthesis, run in the project's folder, finds a memory. */
export const memoryPath = (file: string): string => `mem/${file}`;

/** Words of `bits` bits as `$readmemh` reads them. */
export const memoryImage = (words: readonly bigint[], bits: number): string => {
  const digits = Math.ceil(bits / 4);
  return `${words.map((word) => word.toString(16).padStart(digits, '0')).join('\n')}\n`;
};
