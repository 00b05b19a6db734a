import { defineFacet, type Value } from '@finnc/ir';
import type { FrameBuilder } from './builder.ts';
import type { FrameValue } from './value.ts';

export interface FramesContext {
  readonly builder: FrameBuilder;
  /** What an operand has become. */
  valueOf(value: Value): FrameValue;
}

/** Results by name. */
export type FramesResults = Readonly<Record<string, FrameValue>>;

/**
 * How a layer is written as instructions of a frame program; it throws `NotFrames` with the reason if it is not.
 *
 * The instructions must give exactly the values of the op's `evaluate`.
 */
export const frames = defineFacet<FramesContext, FramesResults>('finnc.frames');
