import type { Ask, Graph } from '@finnc/ir';
import { inputFormat } from '../ports.ts';
import { writeLayers, type Written } from '../write-layers.ts';
import { FrameBuilder } from './builder.ts';
import { frames } from './facet.ts';
import { NotFrames } from './not-frames.ts';
import type { FrameProgram } from './program.ts';

/** A program, or the layer that cannot run in a frame program, and why. */
export type FramePlan = Written<FrameProgram>;

/** A graph of layers as a frame program. */
export function frameProgram(graph: Graph, ask: Ask): FramePlan {
  const builder = new FrameBuilder();
  return writeLayers(graph, ask, {
    facet: frames,
    form: 'form for one frame at a time',
    builder,
    refusal: NotFrames,
    input: (type) => builder.input(type, inputFormat(type)),
    output: (value) => {
      builder.output(value);
    },
    finish: () => builder.finish(),
  });
}
