import { simulator } from '@finnc/backend-simulator';
import {
  cloneGraph,
  executor,
  feedPort,
  readPort,
  Registry,
  renderDiagnostic,
  type Diagnostic,
  type Graph,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { hardwareFeeds, type HostPartition } from '@finnc/passes';
import { compile, compiledNetwork, standardPlugins, type CompileResult } from 'finnc';
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
  sampleTensors,
  type CorpusModel,
  type GoldenSamples,
} from 'finnc/corpus';
import { compareCodes } from './codes.ts';
import { differing, largestDifference } from './outputs.ts';
import { tolerance, type Difference, type Row, type StageName, type Verdict } from './row.ts';

export interface MeasureOptions {
  /** Whether the C++ is compiled and run. */
  readonly csim: boolean;
  /** Called whenever more is known: a process that dies later has said what it knew. */
  readonly onRow?: (row: Row) => void;
}

/** Rate that layers are folded for: several lanes in the larger ones, none beyond what a board has. */
const fps = 300;
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
    if (result.host) tell({ hostOps: result.host.operations.length });
    if (error) return row;

    stage = 'simulate';
    if (!samples) tell({}, stage, 'left out');
    else {
      const difference = await differenceOf(result, registry, samples);
      const right = difference.relative <= tolerance;
      tell({ difference }, stage, right ? 'ok' : 'wrong');
      if (!right && source && decidedByRounding(source, registry, samples, difference)) tell({ problem: ties });
    }
    stage = 'c++';
    if (!csim || !samples || !result.graph || !hasCompiler()) tell({}, stage, 'left out');
    else tell({}, stage, compiledAgrees(result.graph, result.host, registry, samples) ? 'ok' : 'wrong');
  } catch (error) {
    tell({ problem: row.problem ?? { code: 'thrown', text: firstLines(error) } }, stage, 'failed');
  }
  return row;
}

function compileModel(model: CorpusModel, states: Map<string, Graph>): Promise<CompileResult> {
  return compile({
    model: modelBytes(model),
    file: model.file,
    config: { stopStep: 'insert-streams', backend: [], check: 0, fps, allowHost: true },
    externalData: dataBeside('.', model.file),
    gunzip: nodeGunzip,
    intermediateModels: false,
    onGraph: (step, graph) => {
      if (step === 'import' || step === 'streamline') states.set(step, cloneGraph(graph));
    },
  });
}

const ties = {
  code: 'ties',
  text: 'the source model gives the recorded outputs in float32, and the simulator’s in exact arithmetic: rounding decides',
};

/** Whether the source model itself has both results: the recorded ones in float32, those of the design in exact arithmetic. */
function decidedByRounding(
  source: Graph,
  registry: Registry,
  samples: GoldenSamples,
  { absolute }: Difference,
): boolean {
  const [single, exact] = (['float32', 'exact'] as const).map((arithmetic) => {
    const run = executor(source, { arithmetic, ask: registry });
    const outputs = Array.from({ length: samples.count }, (_, sample) =>
      run(sampleFeeds(samples, sample, source)).map((tensor, i) => readPort(source.outputPorts[i]!, tensor)),
    );
    return largestDifference(outputs, samples);
  });
  return single!.relative <= tolerance && Math.abs(exact!.absolute - absolute) <= tolerance * absolute;
}

/** Of the whole network: the hardware in the simulator, what else there is on the host. */
async function differenceOf(result: CompileResult, registry: Registry, samples: GoldenSamples): Promise<Difference> {
  const loaded = await compiledNetwork(result, registry);
  if (loaded.problem) throw new Error(renderDiagnostic(loaded.problem));
  const network = loaded.value;
  return largestDifference(await network.run(sourceFrames(samples, samples.count, network.inputs)), samples);
}

/** Inputs of the first samples in the types of the source model. */
const sourceFrames = (
  samples: GoldenSamples,
  count: number,
  inputs: readonly { readonly source: TensorType }[],
): Tensor[][] => {
  const types = inputs.map(({ source }) => source);
  return Array.from({ length: count }, (_, sample) => sampleTensors(samples, sample, types));
};

/** Whether the C++ of the hardware gives the simulator's values, on what the host hands to it. */
function compiledAgrees(
  graph: Graph,
  host: HostPartition | undefined,
  registry: Registry,
  samples: GoldenSamples,
): boolean {
  const sources = sourceFrames(samples, Math.min(cppFrames, samples.count), host?.inputs ?? graph.inputPorts);
  const handed = host ? hardwareFeeds(host, graph, registry, sources) : sources;
  const fed = handed.map((tensors) =>
    tensors.map((tensor, i) => feedPort(graph.inputPorts[i]!, graph.inputs[i]!.type, tensor)),
  );
  const compiled = compileNetwork(graph, registry, 1);
  try {
    return differing(simulator(graph, registry).runBatch(fed), compiled.run(fed)) === 0;
  } finally {
    compiled.dispose();
  }
}

const textOf = ({ message, at }: Diagnostic): string =>
  at?.layer !== undefined && !message.includes(at.layer) ? `${at.layer}: ${message}` : message;

const firstLines = (error: unknown): string => String(error).split('\n').slice(0, 3).join(' ').slice(0, 400);
