import { executor, sampler, type Ask, type Graph, type Tensor } from '@finnc/ir';
import { plainSimulator } from './plain-simulator.ts';
import { runTensors } from './run-tensors.ts';
import { interpreterEngine } from './sliced/interpreter-engine.ts';
import { slicedProgram } from './sliced/plan.ts';

/** Where the simulator and the reference meaning of the ops part. */
export interface Difference {
  readonly frame: number;
  readonly output: number;
  readonly index: number;
  readonly simulated: number;
  readonly expected: number;
}

/**
 * Runs a graph by its kernels, in one batch and frame by frame, by its bit-sliced instructions if it has such, and by the
 * meaning of its ops.
 *
 * @param frames  number of edge-biased frames, or the frames
 * @returns       the first difference, undefined if there is none
 */
export function compareWithReference(
  graph: Graph,
  ask: Ask,
  frames: number | readonly (readonly Tensor[])[],
  seed = 1,
): Difference | undefined {
  const sample = sampler(graph);
  const feeds = typeof frames === 'number' ? Array.from({ length: frames }, (_, i) => sample(seed + i)) : frames;
  const reference = executor(graph, { arithmetic: 'exact' });
  const expected = feeds.map((feed) => reference(feed));
  const simulated = plainSimulator(graph, ask);
  const batch = simulated.runBatch(feeds);
  return (
    firstDifference(batch, expected) ??
    firstDifference(
      feeds.slice(0, 4).map((feed) => simulated.run(feed)),
      expected,
    ) ??
    firstDifference(interpreted(graph, ask, feeds, true) ?? [], expected) ??
    firstDifference(interpreted(graph, ask, feeds, false) ?? [], expected)
  );
}

/**
 * Runs the bit-sliced program of a graph in the plain interpreter.
 *
 * @returns nothing if the graph has none
 */
export function interpreted(
  graph: Graph,
  ask: Ask,
  feeds: readonly (readonly Tensor[])[],
  complements: boolean,
): Tensor[][] | undefined {
  const { program } = slicedProgram(graph, ask, { complements });
  return program && runTensors(interpreterEngine(complements).sliced!.load(program), graph, feeds);
}

function firstDifference(
  found: readonly (readonly Tensor[])[],
  expected: readonly (readonly Tensor[])[],
): Difference | undefined {
  for (const [frame, outputs] of found.entries()) {
    for (const [output, { data }] of outputs.entries()) {
      const wanted = expected[frame]![output]!.data;
      for (let index = 0; index < Math.max(data.length, wanted.length); index++) {
        if (data[index] !== wanted[index])
          return { frame, output, index, simulated: data[index]!, expected: wanted[index]! };
      }
    }
  }
  return undefined;
}
