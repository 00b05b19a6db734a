import { simulate, type BenchResult } from '@finnc/backend-rtl/testing';
import { plainSimulator } from '@finnc/backend-simulator';
import type { Graph, Registry, Tensor } from '@finnc/ir';
import { modelTimings, timingOf } from 'finnc/corpus';

/** A folded graph, of a name that no other design has, and what it is run on. */
export interface RtlDesign {
  readonly name: string;
  readonly graph: Graph;
  readonly feeds: readonly (readonly Tensor[])[];
}

/** What Verilator measured of a design, and where it is not what the simulator and the cycle models say. */
export interface RtlVerdict {
  readonly name: string;
  readonly problems: readonly string[];
  /** Without pauses, and with pauses at both ends. */
  readonly steady: BenchResult;
  readonly paused: BenchResult;
  /** Seconds that Verilator took to run, without pauses; of all designs of the run together. */
  readonly seconds: number;
}

export interface CheckOptions {
  /** Frames that each design runs without pauses, and with them. */
  readonly frames: number;
  readonly pausedFrames?: number;
  /** g++'s -O: 0 for many small designs, 1 for a large one. */
  readonly optimise?: 0 | 1;
}

/**
 * Runs the RTL of designs in one Verilator simulation, with and without pauses at both ends: every word is compared with the
 * simulator, and first and last output, interval and high-water marks with both cycle models.
 */
export async function checkDesigns(
  designs: readonly RtlDesign[],
  registry: Registry,
  { frames, pausedFrames = frames, optimise = 0 }: CheckOptions,
): Promise<RtlVerdict[]> {
  const given = designs.map(({ graph, feeds }) => {
    const outputs = plainSimulator(graph, registry).runBatch(feeds);
    return { graph, vectors: feeds.map((inputs, i) => ({ inputs, outputs: outputs[i]! })) };
  });
  const simulation = await simulate(given, registry, optimise);
  try {
    const start = performance.now();
    const steady = await simulation.run(frames);
    const seconds = (performance.now() - start) / 1000;
    const paused = await simulation.run(pausedFrames, true);
    return designs.map(({ name, graph }, i) => ({
      name,
      problems: [
        ...problemsOf(graph, registry, steady[i]!, frames, false),
        ...problemsOf(graph, registry, paused[i]!, pausedFrames, true).map((problem) => `with pauses: ${problem}`),
      ],
      steady: steady[i]!,
      paused: paused[i]!,
      seconds,
    }));
  } finally {
    simulation.dispose();
  }
}

function problemsOf(
  graph: Graph,
  registry: Registry,
  result: BenchResult,
  frames: number,
  stalls: boolean,
): readonly string[] {
  const { mismatches, stuck } = result;
  const measured = JSON.stringify(timingOf(result));
  const models = modelTimings(graph, registry, frames, stalls).map((timing) => JSON.stringify(timing));
  return [
    ...(mismatches > 0 ? [`${mismatches} words are not the simulator's`] : []),
    ...(stuck > 0 || result.frames !== frames ? [`stands still before frame ${frames}`] : []),
    ...['cycles', 'events'].flatMap((by, i) =>
      models[i] === measured ? [] : [`Verilator ${measured}, the model by ${by} ${models[i]!}`],
    ),
  ];
}
