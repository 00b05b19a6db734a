import { defineFacet } from '@finnc/ir';
import type { Streams } from '@finnc/ir/hw';
import type { CppTable } from './cpp/table.ts';

export interface HlsContext {
  /** C++ identifier of the layer, unique in the design: names of its tables start with it. */
  readonly name: string;
  readonly streams: Streams;
}

/**
 * One process of the dataflow region: a call `callee(inputs…, outputs…, constants…, frames)` of a function template.
 *
 * The callee reads and writes `hls::stream<ap_uint<lanes · bits>>`, element 0 of a beat in the low bits.
 */
export interface HlsProcess {
  /** Headers of finnc's library, such as `finnc/mvau.hpp`. */
  readonly headers: readonly string[];
  /** Headers of the layer's own, by path below `hls/src`; they are written out and included. */
  readonly sources?: ReadonlyMap<string, string>;
  /** Constants of the layer. */
  readonly tables: readonly CppTable[];
  /** Function with its template arguments: `finnc::fork<8, 10>`. */
  readonly callee: string;
  /** Names of tables the call takes after its streams, in order. */
  readonly constants?: readonly string[];
  /** Pragmas the top needs for the constants. */
  readonly pragmas?: readonly string[];
}

/** The C++ call a layer contributes. */
export const hls = defineFacet<HlsContext, HlsProcess>('finnc.hls');
