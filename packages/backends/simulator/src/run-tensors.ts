import { sizeOf, tensorType, type Graph, type Tensor } from '@finnc/ir';
import type { LoadedProgram } from './engine.ts';
import { newPortArray } from './port-array.ts';
import { inputFormat, outputFormat } from './ports.ts';

/** Runs a program of a graph on frames of tensors, in one batch. */
export function runTensors(
  program: Pick<LoadedProgram, 'run'>,
  graph: Graph,
  frames: readonly (readonly Tensor[])[],
): Tensor[][] {
  const inputs = graph.inputs.map(({ type }, i) => {
    const format = inputFormat(type);
    const all = newPortArray(format, frames.length);
    frames.forEach((feeds, frame) => {
      all.set(feeds[i]!.data, frame * format.length);
    });
    return all;
  });
  const outputs = graph.outputs.map(({ type }) => newPortArray(outputFormat(type), frames.length));
  program.run(inputs, frames.length, outputs);
  return frames.map((_, frame) =>
    graph.outputs.map(({ type }, i) => {
      const size = sizeOf(type.shape);
      const data = outputs[i]!.slice(frame * size, (frame + 1) * size) as Int32Array | Float64Array;
      return { type: tensorType(type.elem, type.shape), data };
    }),
  );
}
