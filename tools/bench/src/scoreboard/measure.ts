import { plainSimulator } from '@finnc/backend-simulator';
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
import { compiledNetwork, standardPlugins, type BuildConfig, type CompileResult } from 'finnc';
import {
  compileNetwork,
  floatOps,
  goldenArrays,
  goldenSamples,
  hasCompiler,
  quantisedValues,
  sampleFeeds,
  sampleTensors,
  type CorpusModel,
  type GoldenSamples,
} from 'finnc/corpus';
import { compareCodes } from './codes.ts';
import { compileModel } from './compile-model.ts';
import { differing, largestDifference, outputDistance, sampleOf } from './outputs.ts';
import { partingOf, type Parting } from './rounding.ts';
import { tolerance, type Row, type StageName, type Verdict } from './row.ts';

export interface MeasureOptions {
  /** Whether the C++ is compiled and run. */
  readonly csim: boolean;
  /** What the build is told besides. */
  readonly config?: BuildConfig;
  /** Called whenever more is known: a process that dies later has said what it knew. */
  readonly onRow?: (row: Row) => void;
}

/** Frames that the compiled C++ runs. */
const cppFrames = 2;

/** The stages that the steps of a build belong to; all others lower. */
const stageOfStep: Readonly<Record<string, StageName>> = {
  import: 'import',
  'tidy-up': 'import',
  streamline: 'streamline',
};

/** Takes one model as far as it goes. What is thrown is a bug of ours, and a row all the same. */
export async function measure(model: CorpusModel, { csim, config = {}, onRow }: MeasureOptions): Promise<Row> {
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
    const result = await compileModel(model, config, (step, graph) => {
      if (step === 'import' || step === 'streamline') states.set(step, cloneGraph(graph));
    });
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
      const outputs = await outputsOf(result, registry, samples);
      const difference = largestDifference(outputs, samples);
      const right = difference.relative <= tolerance;
      tell({ difference }, stage, right ? 'ok' : 'wrong');
      const problem = right || !source ? undefined : await roundingProblem(source, registry, samples, outputs);
      if (problem) tell({ problem }, stage, 'rounding');
    }
    stage = 'c++';
    if (!csim || !samples || !result.graph || !hasCompiler()) tell({}, stage, 'left out');
    else tell({}, stage, compiledAgrees(result.graph, result.host, registry, samples) ? 'ok' : 'wrong');
  } catch (error) {
    tell({ problem: row.problem ?? { code: 'thrown', text: firstLines(error) } }, stage, 'failed');
  }
  return row;
}

/** Frames of a network with other outputs than the recorded ones that are looked into. */
const examinedFrames = 2;

/**
 * Why a design that computes what its source does in exact arithmetic has other outputs than were recorded: onnxruntime's
 * float32 gives the recorded ones, and parts from exact arithmetic at sums that lie on a quantiser's step. Undefined if it
 * is not so for every frame examined, the worst ones first.
 */
async function roundingProblem(
  source: Graph,
  registry: Registry,
  samples: GoldenSamples,
  outputs: readonly (readonly Tensor[])[],
): Promise<Row['problem']> {
  const worst = outputs
    .map((own, sample) => ({ sample, relative: largestDifference([own], sampleOf(samples, sample)).relative }))
    .sort((a, b) => b.relative - a.relative)
    .filter(({ relative }) => relative > tolerance)
    .slice(0, examinedFrames);
  const partings: Parting[] = [];
  for (const { sample } of worst) {
    const feeds = sampleFeeds(samples, sample, source);
    const exact = executor(source, { ask: registry })(feeds).map((tensor, i) =>
      readPort(source.outputPorts[i]!, tensor),
    );
    if (outputDistance([exact], [outputs[sample] ?? []]) > tolerance) return undefined;
    const parting = await partingOf(source, registry, feeds);
    const single = exact.map(({ type }, i) => ({ type, data: Float64Array.from(parting?.outputs[i] ?? []) }));
    if (!parting || largestDifference([single], sampleOf(samples, sample)).relative > tolerance) return undefined;
    partings.push(parting);
  }
  const [first] = partings;
  if (!first || !partings.every(({ allOnSteps }) => allOnSteps)) return undefined;
  return {
    code: 'rounding',
    text: `the design equals exact arithmetic; the recorded outputs are float32's, which decides otherwise on steps of '${first.tensor}'`,
  };
}

/** Of the whole network: the hardware in the simulator, what else there is on the host. */
async function outputsOf(
  result: CompileResult,
  registry: Registry,
  samples: GoldenSamples,
): Promise<readonly (readonly Tensor[])[]> {
  const loaded = await compiledNetwork(result, registry);
  if (loaded.problem) throw new Error(renderDiagnostic(loaded.problem));
  const network = loaded.value;
  return network.run(sourceFrames(samples, samples.count, network.inputs));
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
    return differing(plainSimulator(graph, registry).runBatch(fed), compiled.run(fed)) === 0;
  } finally {
    compiled.dispose();
  }
}

const textOf = ({ message, at }: Diagnostic): string =>
  at?.layer !== undefined && !message.includes(at.layer) ? `${at.layer}: ${message}` : message;

const firstLines = (error: unknown): string => String(error).split('\n').slice(0, 3).join(' ').slice(0, 400);
