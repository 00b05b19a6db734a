import type { Ask, Graph, Value } from '@finnc/ir';
import { inputFormat } from '../ports.ts';
import { FrameBuilder } from './builder.ts';
import { frames } from './facet.ts';
import { NotFrames } from './not-frames.ts';
import type { FrameProgram } from './program.ts';
import type { FrameValue } from './value.ts';

export type FramePlan =
  | { readonly program: FrameProgram; readonly unfit?: undefined }
  /** The layer that cannot run in a frame program, and why. */
  | { readonly program?: undefined; readonly unfit: { readonly layer: string; readonly why: string } };

/** A graph of layers as a frame program. */
export function frameProgram(graph: Graph, ask: Ask): FramePlan {
  const builder = new FrameBuilder();
  const values = new Map<Value, FrameValue>();
  const valueOf = (value: Value): FrameValue => {
    const found = values.get(value);
    if (!found) throw new NotFrames('a constant is read as a value');
    return found;
  };
  let layer = 'the inputs';
  try {
    for (const value of graph.inputs) values.set(value, builder.input(value.type, inputFormat(value.type)));
    for (const node of graph.order()) {
      layer = node.name;
      const made = ask.ask(frames, node, { builder, valueOf });
      if (!made) throw new NotFrames(`'${node.op.name}' has no form for one frame at a time`);
      for (const [key, value] of Object.entries<Value>(node.result)) {
        const result = made[key];
        if (!result) throw new RangeError(`the frame form of '${node.op.name}' gives no '${key}'`);
        values.set(value, result);
      }
    }
    layer = 'the outputs';
    for (const value of graph.outputs) builder.output(valueOf(value));
    return { program: builder.finish() };
  } catch (error) {
    if (error instanceof NotFrames) return { unfit: { layer, why: error.message } };
    throw error;
  }
}
