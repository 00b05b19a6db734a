import { readModel, type ParameterFiles } from '@finnc/frontend';
import { cloneGraph, Registry, type Diagnostic, type Graph } from '@finnc/ir';
import { compile } from '../compile.ts';
import type { CompileOptions, CompileResult, GivenInputs } from '../compile-options.ts';
import { exitCodeOf, type ExitCode } from '../exit-code.ts';
import { sourceNames } from '../source/module-path.ts';
import { standardPlugins } from '../standard.ts';
import { designStages, wholeStage, type DesignEngine } from './design-stages.ts';
import { verifyDiagnostics } from './diagnostics.ts';
import { drawnInputs } from './draw.ts';
import { exactName, graphStages } from './graph-stages.ts';
import { marginsOf, type LayerMargin } from './margins.ts';
import type { Labels, StageResult } from './stage.ts';

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
  /** With them, accuracies are counted. */
  readonly labels?: Labels;
  readonly onProgress?: (what: string) => void;
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

/**
 * Runs a model in every form that the compilation gives it, from the source in float32 to the simulator, and compares
 * outputs and inner tensors. Touches no disk; what compiles C++ or asks another implementation is given as a value.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { file = 'model.onnx', reference, engines = [], onProgress } = options;
  const registry = new Registry([...standardPlugins, ...(options.plugins ?? [])]);
  onProgress?.('compiling');
  const { states, diagnostics, result } = await statesOf(options);
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

  const { host } = result;
  const comparison = { source, frames, known, host, registry, labels: options.labels, onProgress };
  const stages = [
    ...graphStages(states, comparison),
    ...designStages(states.get('insert-streams'), engines, comparison),
  ];
  if (host && exitCodeOf(diagnostics) === 0) {
    const whole = await wholeStage(result, comparison);
    if (whole.problem) diagnostics.push(whole.problem);
    else stages.push(whole.value);
  }
  const name = reference?.name ?? exactName;
  diagnostics.push(...differences(stages, reference?.name));
  const tidied = states.get('tidy-up');
  const names = namesOf(options);
  return {
    file,
    frames: frames.length,
    reference: name,
    stages,
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

/** An error for the first stage that differs; that float32 differs from exact arithmetic is nobody's mistake. */
function differences(stages: readonly StageResult[], reference: string | undefined): readonly Diagnostic[] {
  const own = stages.filter(({ stage }) => stage !== 'source, float32');
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
