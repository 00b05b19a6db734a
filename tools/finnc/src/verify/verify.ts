import { readModel, type ParameterFiles } from '@finnc/frontend';
import { simulator } from '@finnc/backend-simulator';
import {
  cloneGraph,
  feedPort,
  readPort,
  readPortExact,
  Registry,
  type Diagnostic,
  type Graph,
  type Tensor,
} from '@finnc/ir';
import { codeTolerance, hardwareFeeds, observer, type HostPartition, type Observations } from '@finnc/passes';
import { compile } from '../compile.ts';
import type { CompileOptions, CompileResult, GivenInputs } from '../compile-options.ts';
import { exitCodeOf, type ExitCode } from '../exit-code.ts';
import { compiledNetwork } from '../running/network.ts';
import { sourceNames } from '../source/module-path.ts';
import { standardPlugins } from '../standard.ts';
import { quantisedValues } from '../steps/import.ts';
import { Tally, type Agreement } from './agreement.ts';
import { verifyDiagnostics } from './diagnostics.ts';
import { drawnInputs } from './draw.ts';
import { marginsOf, type LayerMargin } from './margins.ts';

/** Outputs of the model by somebody else, a list of frames with an array an output. */
export interface Reference {
  /** What messages call it: `expected.npy`, `onnxruntime`. */
  readonly name: string;
  /**
   * @param source  the source model
   * @param frames  its inputs
   * @param tidied  the same after tidy-up, for those who cannot read every operator
   */
  outputs(
    source: Graph,
    frames: GivenInputs,
    tidied?: Graph,
  ): Promise<
    { readonly value: readonly (readonly ArrayLike<number>[])[] } | { readonly problems: readonly Diagnostic[] }
  >;
}

/** Something else that runs the final design: the compiled C++. */
export interface DesignEngine {
  readonly name: string;
  run(design: Graph, frames: readonly (readonly Tensor[])[], registry: Registry): readonly (readonly Tensor[])[];
}

export interface VerifyOptions extends Pick<
  CompileOptions,
  'file' | 'plugins' | 'externalData' | 'gunzip' | 'folding' | 'config'
> {
  readonly model: Uint8Array | ParameterFiles;
  /** What to run on; seeded inputs if left out. */
  readonly inputs?: (graph: Graph) => { readonly inputs: GivenInputs; readonly diagnostics: readonly Diagnostic[] };
  /** How many inputs are drawn where none are given. */
  readonly seeded: number;
  readonly reference?: Reference;
  readonly engines?: readonly DesignEngine[];
  /** Class of each frame, and how outputs become one: then accuracies are counted. */
  readonly labels?: { readonly classes: ArrayLike<number>; decide(output: ArrayLike<number>): number };
  readonly onProgress?: (what: string) => void;
}

/** What one stage computes, compared with what it should. */
export interface StageResult {
  readonly stage: string;
  /** Outputs against the reference, or against the source model in exact arithmetic without one. */
  readonly outputs: Agreement;
  /** Inner tensors of the source model that the stage still has, against the source model in exact arithmetic. */
  readonly tensors?: Agreement;
  /** Frames whose class is the label. */
  readonly correct?: number;
}

export interface Verification {
  readonly file: string;
  readonly frames: number;
  readonly reference: string;
  readonly stages: readonly StageResult[];
  /** The nearest first; empty where no quantiser meets integers. */
  readonly margins: readonly LayerMargin[];
  readonly diagnostics: readonly Diagnostic[];
  readonly equivalent: boolean;
  readonly exitCode: ExitCode;
}

const exactName = 'source, exact';
/** Graph states by the step that leaves them, and what their row is called. */
const stageOf: Readonly<Record<string, string>> = {
  'tidy-up': 'tidy-up',
  streamline: 'streamline',
  narrow: 'narrow',
  'convert-to-hw': 'convert-to-hw',
  'insert-streams': 'folded',
};

/**
 * Runs a model in every form that the compilation gives it, from the source in float32 to the simulator, and compares
 * outputs and inner tensors. Touches no disk; what compiles C++ or asks another implementation is given as a value.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { file = 'model.onnx', reference, engines = [], onProgress } = options;
  const registry = new Registry([...standardPlugins, ...(options.plugins ?? [])]);
  onProgress?.('compiling');
  const { states, diagnostics, result } = await statesOf(options);
  const { host } = result;
  const source = states.get('import');
  const failed = (): Verification => {
    const exitCode = exitCodeOf(diagnostics);
    return { file, frames: 0, reference: exactName, stages: [], margins: [], diagnostics, equivalent: false, exitCode };
  };
  if (!source) return failed();
  const frames = framesOf(source, options, registry, diagnostics);
  if (exitCodeOf(diagnostics) !== 0) return failed();
  onProgress?.('reference');
  const expected = await reference?.outputs(source, frames, states.get('tidy-up'));
  if (expected && 'problems' in expected) diagnostics.push(...expected.problems);
  if (exitCodeOf(diagnostics) !== 0) return failed();
  const known = expected && 'value' in expected ? expected.value : undefined;

  const rows = [
    ...graphRows(source, states, frames, known, options, registry, host),
    ...designRows(states.get('insert-streams'), frames, known, source, options, registry, engines, host),
    ...(host ? await wholeRow(result, frames, known, source, options, registry, diagnostics) : []),
  ];
  const name = reference?.name ?? exactName;
  diagnostics.push(...differences(rows, reference?.name));
  const tidied = states.get('tidy-up');
  const names = namesOf(options);
  return {
    file,
    frames: frames.length,
    reference: name,
    stages: rows,
    margins: tidied ? marginsOf(tidied, registry, names) : [],
    diagnostics,
    equivalent: exitCodeOf(diagnostics) === 0,
    exitCode: exitCodeOf(diagnostics),
  };
}

/** A copy of the graph after each step, until all is folded or something is in the way. */
async function statesOf(options: VerifyOptions): Promise<{
  readonly states: ReadonlyMap<string, Graph>;
  readonly diagnostics: Diagnostic[];
  readonly result: CompileResult;
}> {
  const { model, file, plugins, externalData, gunzip, folding, config } = options;
  const states = new Map<string, Graph>();
  const result = await compile({
    model,
    ...(file === undefined ? {} : { file }),
    ...(plugins ? { plugins } : {}),
    ...(externalData ? { externalData } : {}),
    ...(gunzip ? { gunzip } : {}),
    ...(folding ? { folding } : {}),
    config: { ...config, stopStep: 'insert-streams', backend: [], check: 0 },
    intermediateModels: false,
    onGraph: (step, graph) => void states.set(step, cloneGraph(graph)),
  });
  // Board and rate are a build's concern.
  return { states, diagnostics: result.diagnostics.filter(({ severity }) => severity === 'error'), result };
}

function framesOf(
  graph: Graph,
  { inputs, seeded, reference }: VerifyOptions,
  registry: Registry,
  diagnostics: Diagnostic[],
): GivenInputs {
  if (!inputs) return drawnInputs(graph, registry, seeded, reference !== undefined);
  const given = inputs(graph);
  diagnostics.push(...given.diagnostics);
  return given.inputs;
}

type Known = readonly (readonly ArrayLike<number>[])[] | undefined;

/** One row for each graph state; the source model has two, one an arithmetic. */
function graphRows(
  source: Graph,
  states: ReadonlyMap<string, Graph>,
  frames: GivenInputs,
  known: Known,
  options: VerifyOptions,
  registry: Registry,
  host: HostPartition | undefined,
): readonly StageResult[] {
  const codes = new Set([...quantisedValues(source, registry)].map(({ name }) => name));
  const exact = observer(source, registry);
  const stages = [
    { stage: 'source, float32', run: observer(source, registry, 'float32'), isFloat: true, feed: asGiven },
    { stage: exactName, run: exact, isFloat: false, feed: asGiven },
    ...Object.entries(stageOf).flatMap(([step, stage]) => {
      const state = states.get(step);
      if (!state) return [];
      // Behind the split, a state is of the hardware alone.
      const feed = host && behindSplit.has(step) ? hardwareFeeder(host, state, registry) : asGiven;
      return [{ stage, run: observer(state, registry), isFloat: false, feed }];
    }),
  ].map((row) => ({ ...row, outputs: new Tally(), tensors: new Tally(), correct: 0 }));
  frames.forEach((feed, frame) => {
    options.onProgress?.(`frame ${frame + 1} of ${frames.length}`);
    const truth = exact(feed);
    for (const row of stages) {
      const seen = row.run === exact ? truth : row.run(row.feed(feed));
      compareOutputs(row, source, truth, seen, known?.[frame], frame);
      if (row.run !== exact) compareTensors(row.tensors, truth, seen, frame, row.isFloat ? codes : undefined);
      if (isCorrect(options, frame, outputsOf(source, seen)[0]?.reals)) row.correct++;
    }
  });
  return stages.map(({ stage, run, outputs, tensors, correct }) => ({
    stage,
    outputs: outputs.agreement,
    ...(run === exact ? {} : { tensors: tensors.agreement }),
    ...(options.labels ? { correct } : {}),
  }));
}

type Feeder = (feed: readonly Tensor[]) => readonly Tensor[];
const asGiven: Feeder = (feed) => feed;
/** Steps whose states are of the hardware alone, where a part of the network runs on the host. */
const behindSplit: ReadonlySet<string> = new Set(['narrow', 'convert-to-hw', 'insert-streams']);
const hardwareFeeder =
  (host: HostPartition, hardware: Graph, registry: Registry): Feeder =>
  (feed) =>
    hardwareFeeds(host, hardware, registry, [feed])[0] ?? [];

const outputsOf = (source: Graph, seen: Observations) =>
  source.outputPorts.map(({ name }) => seen.get(`output ${name}`));

function compareOutputs(
  { outputs: tally, isFloat }: { readonly outputs: Tally; readonly isFloat: boolean },
  source: Graph,
  truth: Observations,
  seen: Observations,
  known: readonly ArrayLike<number>[] | undefined,
  frame: number,
): void {
  source.outputPorts.forEach(({ name }, i) => {
    const [own, right] = [seen.get(`output ${name}`), truth.get(`output ${name}`)];
    if (!own || !right) return;
    const where = { tensor: name, frame, shape: own.shape };
    const expected = known?.[i];
    if (expected)
      tally.add(where, expected, own.rounded ?? own.reals, outputTolerance(own.isCode ? own.step : 0, expected));
    else if (isFloat) tally.add(where, right.reals, own.reals, outputTolerance(0, right.reals));
    else tally.add(where, right.reals, own.reals, codeTolerance(own.step), true);
  });
}

/**
 * Outputs of others are rounded to float32, in another order of sums. Half a step of the output's own integers is no
 * other code; real outputs may be off by what some roundings make of the greatest of them.
 */
function outputTolerance(step: number, expected: ArrayLike<number>): () => number {
  let greatest = 0;
  for (let i = 0; i < expected.length; i++) greatest = Math.max(greatest, Math.abs(expected[i]!));
  const tolerance = Math.max(0.499 * step, 2 ** -20 * greatest);
  return () => tolerance;
}

/** @param codes  names of quantised tensors, if others round anyway */
function compareTensors(
  tally: Tally,
  truth: Observations,
  seen: Observations,
  frame: number,
  codes: ReadonlySet<string | undefined> | undefined,
): void {
  for (const [name, right] of truth) {
    const own = seen.get(name);
    // A pass may drop channels of an inner tensor that nobody needs.
    if (!own || own.isOutput || own.reals.length !== right.reals.length || (codes && !codes.has(name))) continue;
    // The same code in both arithmetics differs by rounding only.
    const tolerance = codes
      ? (a: number, b: number) => 1e-6 * Math.max(Math.abs(a), Math.abs(b))
      : codeTolerance(own.step);
    tally.add({ tensor: name, frame, shape: own.shape }, right.reals, own.reals, tolerance, true);
  }
}

function isCorrect({ labels }: VerifyOptions, frame: number, output: ArrayLike<number> | undefined): boolean {
  return labels !== undefined && output !== undefined && labels.decide(output) === labels.classes[frame];
}

/** The simulator, and whatever else runs the design. */
function designRows(
  design: Graph | undefined,
  frames: GivenInputs,
  known: Known,
  source: Graph,
  options: VerifyOptions,
  registry: Registry,
  engines: readonly DesignEngine[],
  host: HostPartition | undefined,
): readonly StageResult[] {
  if (!design || frames.length === 0) return [];
  const feeder = host ? hardwareFeeder(host, design, registry) : asGiven;
  const fed = frames.map((feed) => {
    const given = feeder(feed);
    return design.inputs.map(({ type }, i) => feedPort(design.inputPorts[i]!, type, given[i]!));
  });
  // Of a part of the network, nobody else has outputs: there the reference executes the design itself.
  const exact = observer(host ? design : source, registry);
  const runs: readonly DesignEngine[] = [
    { name: 'simulator', run: (graph, inputs, answers) => simulator(graph, answers).runBatch(inputs) },
    ...engines,
  ];
  const tallies = runs.map(({ name, run }) => {
    options.onProgress?.(name);
    return { stage: name, results: run(design, fed, registry), outputs: new Tally(), correct: 0 };
  });
  frames.forEach((feed, frame) => {
    const truth = known && !host ? undefined : exact(feeder(feed));
    for (const row of tallies) {
      const results = row.results[frame]!;
      results.forEach((result, i) => {
        const port = design.outputPorts[i]!;
        const step = Math.min(...port.scale.map(Math.abs));
        const where = { tensor: port.name, frame, shape: port.source.shape };
        const expected = host ? undefined : known?.[frame]?.[i];
        const right = truth?.get(`output ${port.name}`);
        if (expected) row.outputs.add(where, expected, readPort(port, result).data, outputTolerance(step, expected));
        else if (right)
          row.outputs.add(where, right.reals, readPortExact(port, result).data, codeTolerance(step), true);
      });
      const [port, result] = [design.outputPorts[0], results[0]];
      if (!host && port && result && isCorrect(options, frame, readPort(port, result).data)) row.correct++;
    }
  });
  return tallies.map(({ stage, outputs, correct }) => ({
    stage,
    outputs: outputs.agreement,
    ...(options.labels ? { correct } : {}),
  }));
}

/** Host and hardware together, where the network is split: what a user of the build gets. */
async function wholeRow(
  result: CompileResult,
  frames: GivenInputs,
  known: Known,
  source: Graph,
  options: VerifyOptions,
  registry: Registry,
  diagnostics: Diagnostic[],
): Promise<readonly StageResult[]> {
  if (exitCodeOf(diagnostics) !== 0) return [];
  const network = await compiledNetwork(result, registry);
  if (network.problem) {
    diagnostics.push(network.problem);
    return [];
  }
  const outputs = new Tally();
  const exact = observer(source, registry);
  const results = await network.value.run(frames);
  let correct = 0;
  frames.forEach((feed, frame) => {
    const truth = known ? undefined : exact(feed);
    source.outputPorts.forEach(({ name, source: { shape } }, i) => {
      const found = results[frame]![i]!.data;
      const expected = known?.[frame]?.[i] ?? truth?.get(`output ${name}`)?.reals;
      // What the host computes is rounded to float32 on the way.
      if (expected) outputs.add({ tensor: name, frame, shape }, expected, found, outputTolerance(0, expected));
    });
    if (isCorrect(options, frame, results[frame]![0]?.data)) correct++;
  });
  return [{ stage: 'host and hardware', outputs: outputs.agreement, ...(options.labels ? { correct } : {}) }];
}

/** An error for the first stage that differs; that float32 differs from exact arithmetic is nobody's mistake. */
function differences(rows: readonly StageResult[], reference: string | undefined): readonly Diagnostic[] {
  const own = rows.filter(({ stage }) => stage !== 'source, float32');
  const inner = own.find(({ tensors }) => tensors?.first);
  const outer = own.find(({ outputs }) => outputs.first);
  const found: Diagnostic[] = [];
  if (inner?.tensors?.first) {
    const { first, differing, total } = inner.tensors;
    found.push(verifyDiagnostics.stageDiffers({ stage: inner.stage, ...first, differing, total }));
  }
  if (outer?.outputs.first) {
    const { first, differing, total } = outer.outputs;
    const about = { stage: outer.stage, ...first, differing, total };
    if (reference === undefined) found.push(verifyDiagnostics.stageDiffers(about));
    else found.push(verifyDiagnostics.referenceDiffers({ ...about, reference }));
  }
  return found;
}

function namesOf({ model, externalData, gunzip }: VerifyOptions): ReadonlyMap<string, string> {
  if (!(model instanceof Uint8Array)) return new Map();
  const read = readModel(model, { ...(externalData ? { externalData } : {}), ...(gunzip ? { gunzip } : {}) });
  return 'model' in read ? sourceNames(read.model) : new Map();
}
