import { inputFormat, newPortArray, outputFormat, plainSimulator, type PortArray } from '@finnc/backend-simulator';
import { bounds, executor, isInteger, sampler, type Graph, type Registry, type Tensor } from '@finnc/ir';

/** Distinct frames of a graph with the outputs of the oracles. */
export interface Samples {
  readonly frames: number;
  /** Of a frame in the plain simulator. */
  readonly seconds: number;
  /** A typed array a port, frame-major. */
  readonly inputs: readonly PortArray[];
  readonly expected: readonly PortArray[];
  /** Frames that the reference executor ran, and values in which the plain simulator differs from it. */
  readonly referenced: number;
  readonly differing: number;
}

export interface SampleLimits {
  /** Time for the plain simulator and for the reference, each. */
  readonly seconds: number;
  readonly mostFrames: number;
}

/**
 * Draws frames and runs them in the plain simulator, and as many as there is time for in the reference executor. The first
 * frames are those where all elements are least, and greatest; the others are drawn where mistakes hide.
 */
export function samplesOf(graph: Graph, registry: Registry, { seconds, mostFrames }: SampleLimits): Samples {
  const draw = sampler(graph, registry);
  const frames: Tensor[][] = [];
  const start = performance.now();
  const plain = plainSimulator(graph, registry);
  const outputs: Tensor[][] = [];
  // In parts, so that the time of one tells whether there is time for the next.
  for (let part = 2; frames.length < mostFrames && (performance.now() - start) / 1000 < seconds; part *= 2) {
    const from = frames.length;
    for (let i = from; i < Math.min(mostFrames, from + part); i++) frames.push(frame(graph, draw, i));
    outputs.push(...plain.runBatch(frames.slice(from)));
  }
  const secondsAFrame = (performance.now() - start) / 1000 / frames.length;
  const reference = referenceDiffers(graph, registry, frames, outputs, seconds);
  const joined = (formats: readonly PortArray[], values: readonly (readonly Tensor[])[]): readonly PortArray[] =>
    formats.map((array, port) => {
      const length = array.length / values.length;
      values.forEach((tensors, i) => {
        array.set(tensors[port]!.data, i * length);
      });
      return array;
    });
  return {
    frames: frames.length,
    seconds: secondsAFrame,
    inputs: joined(
      graph.inputs.map(({ type }) => newPortArray(inputFormat(type), frames.length)),
      frames,
    ),
    expected: joined(
      graph.outputs.map(({ type }) => newPortArray(outputFormat(type), frames.length)),
      outputs,
    ),
    ...reference,
  };
}

function frame(graph: Graph, draw: (seed: number) => Tensor[], index: number): Tensor[] {
  const drawn = draw(index + 1);
  if (index > 1 || !graph.inputs.every(({ type }) => isInteger(type.elem))) return drawn;
  return drawn.map(({ type, data }) => ({ type, data: data.slice().fill(Number(bounds(type.elem)[index])) }));
}

function referenceDiffers(
  graph: Graph,
  registry: Registry,
  frames: readonly (readonly Tensor[])[],
  outputs: readonly (readonly Tensor[])[],
  seconds: number,
): Pick<Samples, 'referenced' | 'differing'> {
  const reference = executor(graph, { ask: registry, arithmetic: 'exact' });
  const start = performance.now();
  let [referenced, differing] = [0, 0];
  while (referenced < frames.length && (referenced === 0 || performance.now() - start < seconds * 1000)) {
    const results = reference(frames[referenced]!);
    results.forEach(({ data }, port) => {
      const got = outputs[referenced]![port]!.data;
      for (let i = 0; i < data.length; i++) if (data[i] !== got[i]) differing++;
    });
    referenced++;
  }
  return { referenced, differing };
}
