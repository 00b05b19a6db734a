import { readFileSync } from 'node:fs';
import path from 'node:path';
import { simulate } from '@finnc/backend-rtl/testing';
import { plainSimulator } from '@finnc/backend-simulator';
import { periodByEvent, runByCycle, runByEvent, type Run } from '@finnc/cycles';
import { sampler, type Graph, type Registry } from '@finnc/ir';
import { compile } from 'finnc';
import { actorNetwork, nodeGunzip } from 'finnc/corpus';

/** An example model folded for a rate at 100 MHz, and the frames that are run. */
export interface CycleDesign {
  readonly name: string;
  readonly model: string;
  readonly fps: number;
  readonly frames: number;
}
export const cycleDesigns: readonly CycleDesign[] = [
  { name: 'CNV, 800 frames/s', model: 'cnv-w1a1', fps: 800, frames: 20 },
  { name: 'CNV, 3,000 frames/s', model: 'cnv-w1a1', fps: 3000, frames: 20 },
  { name: 'TFC, 200,000 frames/s', model: 'tfc-w1a1', fps: 200_000, frames: 2000 },
];

/** Seconds that each took for the same cycles. */
export interface Race {
  readonly name: string;
  readonly frames: number;
  readonly cycles: number;
  readonly byEvent: number;
  readonly byCycle: number;
  /** The model by events until a state comes again, from where on all is known; absent where none does. */
  readonly repeats?: { readonly seconds: number; readonly frames: number };
  /** The program that Verilator makes, run, and the time to make it; absent where there is no Verilator. */
  readonly verilator?: { readonly run: number; readonly build: number };
  /** Whether all tell the same cycle of the last word. */
  readonly agrees: boolean;
}

/** Runs a design in both models, after a run that warms them up, and in Verilator. */
export async function raceOf(design: CycleDesign, registry: Registry, withVerilator: boolean): Promise<Race> {
  const { name, frames } = design;
  const graph = await folded(design);
  const network = actorNetwork(graph, registry);
  const timed = (run: typeof runByEvent): { readonly seconds: number; readonly result: Run } => {
    run(network, { frames: 2 });
    const start = performance.now();
    const result = run(network, { frames });
    return { seconds: secondsSince(start), result };
  };
  const [byEvent, byCycle] = [timed(runByEvent), timed(runByCycle)];
  const start = performance.now();
  const period = periodByEvent(network);
  const repeats =
    typeof period === 'string' ? undefined : { seconds: secondsSince(start), frames: period.after + period.frames };
  const verilator = withVerilator ? await verilated(graph, registry, frames) : undefined;
  const ends = [byEvent.result.lastOutput, byCycle.result.lastOutput, ...(verilator ? [verilator.lastOutput] : [])];
  return {
    name,
    frames,
    cycles: byEvent.result.lastOutput + 1,
    byEvent: byEvent.seconds,
    byCycle: byCycle.seconds,
    ...(repeats && { repeats }),
    ...(verilator && { verilator: { run: verilator.run, build: verilator.build } }),
    agrees: new Set(ends).size === 1,
  };
}

async function verilated(
  graph: Graph,
  registry: Registry,
  frames: number,
): Promise<{ readonly lastOutput: number; readonly run: number; readonly build: number }> {
  const sample = sampler(graph, registry);
  const feeds = Array.from({ length: 4 }, (_, i) => sample(i + 1));
  const outputs = plainSimulator(graph, registry).runBatch(feeds);
  const vectors = feeds.map((inputs, i) => ({ inputs, outputs: outputs[i]! }));
  const start = performance.now();
  const simulation = await simulate([{ graph, vectors }], registry, 1);
  try {
    const build = secondsSince(start);
    const from = performance.now();
    const [result] = await simulation.run(frames);
    if (result!.mismatches + result!.stuck > 0) throw new Error('words differ from those of the simulator');
    return { lastOutput: result!.lastOutput, run: secondsSince(from), build };
  } finally {
    simulation.dispose();
  }
}

async function folded({ model, fps }: CycleDesign): Promise<Graph> {
  const file = path.resolve(import.meta.dirname, `../../../../examples/models/${model}.onnx.gz`);
  const { graph, diagnostics } = await compile({
    model: readFileSync(file),
    file,
    gunzip: nodeGunzip,
    config: { board: 'ZC706', clockMhz: 100, fps, check: 0, backend: [], stopStep: 'insert-streams' },
    intermediateModels: false,
  });
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;
