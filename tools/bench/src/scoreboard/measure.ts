import { simulator, type Simulator } from '@finnc/backend-simulator';
import { cloneGraph, readPort, Registry, type Diagnostic, type Graph, type Tensor } from '@finnc/ir';
import { compile, standardPlugins, type CompileResult } from 'finnc';
import {
  compileNetwork,
  dataBeside,
  floatOps,
  goldenArrays,
  goldenSamples,
  hasCompiler,
  modelBytes,
  nodeGunzip,
  quantisedValues,
  sampleFeeds,
  type CorpusModel,
  type GoldenSamples,
} from 'finnc/corpus';
import { compareCodes } from './codes.ts';
import { differing, largestDifference } from './outputs.ts';
import { tolerance, type Row, type StageName, type Verdict } from './row.ts';

export interface MeasureOptions {
  /** Whether the C++ is compiled and run. */
  readonly csim: boolean;
  /** Called whenever more is known: a process that dies later has said what it knew. */
  readonly onRow?: (row: Row) => void;
}

/** Rate that layers are folded for: several lanes in the larger ones, none beyond what a board has. */
const fps = 1000;
/** Frames that the compiled C++ runs. */
const cppFrames = 2;

/** The stages that the steps of a build belong to; all others lower. */
const stageOfStep: Readonly<Record<string, StageName>> = {
  import: 'import',
  'tidy-up': 'import',
  streamline: 'streamline',
};

/** Takes one model as far as it goes. What is thrown is a bug of ours, and a row all the same. */
export async function measure(model: CorpusModel, { csim, onRow }: MeasureOptions): Promise<Row> {
  let row: Row = { model: model.name, golden: model.golden !== undefined, stages: {} };
  const start = performance.now();
  const tell = (more: Partial<Row>, stage?: StageName, verdict?: Verdict): void => {
    const stages = stage && verdict ? { ...row.stages, [stage]: verdict } : row.stages;
    row = { ...row, ...more, stages, seconds: (performance.now() - start) / 1000 };
    onRow?.(row);
  };
  let stage: StageName = 'import';
  try {
    const registry = new Registry(standardPlugins);
    const states = new Map<string, Graph>();
    const result = await compileModel(model, states);
    for (const { step } of result.steps) tell({}, (stage = stageOfStep[step] ?? 'lower'), 'ok');
    const streamlined = states.get('streamline');
    if (streamlined) tell({ floatOps: floatOps(streamlined) });
    const error = result.diagnostics.find(({ severity }) => severity === 'error');
    if (error) tell({ problem: { code: error.code, text: textOf(error) } }, stage, 'failed');
    const samples = model.golden === undefined ? undefined : goldenSamples(model.golden);
    const source = states.get('import');
    if (source && streamlined && samples && model.trace !== undefined) {
      const tensors = new Set([...quantisedValues(source, registry)].flatMap(({ name }) => name ?? []));
      const feeds = sampleFeeds(samples, 0, streamlined);
      tell({ codes: compareCodes(streamlined, registry, tensors, goldenArrays(model.trace), feeds) });
    }
    if (error || !result.graph) return row;

    stage = 'simulate';
    const network = simulator(result.graph, registry);
    if (!samples) tell({}, stage, 'left out');
    else {
      const { difference, right } = simulate(network, samples);
      tell({ difference }, stage, right ? 'ok' : 'wrong');
    }
    stage = 'c++';
    if (!csim || !samples || !hasCompiler()) tell({}, stage, 'left out');
    else tell({}, stage, compiledAgrees(network, registry, samples) ? 'ok' : 'wrong');
  } catch (error) {
    tell({ problem: row.problem ?? { code: 'thrown', text: firstLines(error) } }, stage, 'failed');
  }
  return row;
}

function compileModel(model: CorpusModel, states: Map<string, Graph>): Promise<CompileResult> {
  return compile({
    model: modelBytes(model),
    file: model.file,
    config: { stopStep: 'insert-streams', backend: [], check: 0, fps },
    externalData: dataBeside('.', model.file),
    gunzip: nodeGunzip,
    intermediateModels: false,
    onGraph: (step, graph) => {
      if (step === 'import' || step === 'streamline') states.set(step, cloneGraph(graph));
    },
  });
}

/** Inputs of the first samples as the compiled graph takes them. */
const frames = ({ graph }: Simulator, samples: GoldenSamples, count: number): Tensor[][] =>
  Array.from({ length: count }, (_, sample) => sampleFeeds(samples, sample, graph));

function simulate(network: Simulator, samples: GoldenSamples): Pick<Required<Row>, 'difference'> & { right: boolean } {
  const outputs = network
    .runBatch(frames(network, samples, samples.count))
    .map((tensors) => tensors.map((tensor, i) => readPort(network.graph.outputPorts[i]!, tensor)));
  const difference = largestDifference(outputs, samples);
  return { difference, right: difference.relative <= tolerance };
}

function compiledAgrees(network: Simulator, registry: Registry, samples: GoldenSamples): boolean {
  const inputs = frames(network, samples, Math.min(cppFrames, samples.count));
  const compiled = compileNetwork(network.graph, registry, 1);
  try {
    return differing(network.runBatch(inputs), compiled.run(inputs)) === 0;
  } finally {
    compiled.dispose();
  }
}

const textOf = ({ message, at }: Diagnostic): string =>
  at?.layer !== undefined && !message.includes(at.layer) ? `${at.layer}: ${message}` : message;

const firstLines = (error: unknown): string => String(error).split('\n').slice(0, 3).join(' ').slice(0, 400);
