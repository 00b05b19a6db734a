import { checkFeed, hasErrors, Registry, type Diagnostic, type Graph } from '@finnc/ir';
import type { GivenInputs } from '../compile-options.ts';
import type { BuildConfig } from '../config/schema.ts';
import type { Console } from '../console.ts';
import { decide, type Decision } from '../data/decision.ts';
import { parseNormalize } from '../data/normalize.ts';
import type { Resize } from '../data/resize.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { exitCodeOf, type ExitCode } from '../exit-code.ts';
import { readUserFile } from '../files.ts';
import { frameTensors, inputSpec } from '../given-inputs.ts';
import { importModelFiles } from '../import-model.ts';
import { dataBeside, nodeGunzip, readModelFiles } from '../model-file.ts';
import { openFrames } from '../running/frames.ts';
import { normalizedFrames } from '../running/model-frames.ts';
import { onnxruntimeReference } from '../running/reference-runtime.ts';
import { standardPlugins } from '../standard.ts';
import { liveLine, painter, printDiagnostics } from '../terminal.ts';
import { compileNetwork, compiler, hasCompiler } from '../testing/compiled-network.ts';
import { verifyDiagnostics } from '../verify/diagnostics.ts';
import { readExpected } from '../verify/expected.ts';
import { verificationText } from '../verify/render.ts';
import type { DesignEngine } from '../verify/design-stages.ts';
import { verify, type Reference, type VerifyOptions } from '../verify/verify.ts';
import { readFolding } from './build.ts';
import { loadPlugins, type CommonFlags } from './context.ts';

export interface VerifyFlags extends CommonFlags {
  readonly input?: readonly string[];
  readonly expected?: string;
  readonly reference?: 'onnxruntime';
  readonly dataset?: string;
  readonly labels?: string;
  readonly limit?: number;
  readonly decision: Decision;
  readonly resize?: Resize;
  readonly normalize?: string;
  readonly folding?: string;
  readonly fps?: number;
  readonly check: number;
  readonly cpp: boolean;
  readonly json?: boolean;
}

/** Frames of a data set that are looked at where none is named: every stage is executed by reference. */
const defaultLimit = 16;

/** `finnc verify model.onnx`: the model in every form that it takes, on the same inputs. */
export async function verifyCommand(console: Console, file: string, flags: VerifyFlags): Promise<ExitCode> {
  const prepared = await prepare(console, file, flags);
  const { options, diagnostics } = prepared;
  if (!options || hasErrors(diagnostics)) {
    const exitCode = exitCodeOf(diagnostics);
    if (flags.json) console.out.write(`${JSON.stringify({ exitCode, diagnostics }, undefined, 2)}\n`);
    else printDiagnostics(console.err, diagnostics);
    return exitCode;
  }
  const line = liveLine(console.err);
  const found = await verify({ ...options, onProgress: line.show });
  line.clear();
  const all = [...diagnostics, ...found.diagnostics];
  if (flags.json) console.out.write(`${JSON.stringify({ ...found, diagnostics: all }, undefined, 2)}\n`);
  else {
    console.out.write(verificationText(found, painter(console.out)));
    printDiagnostics(console.err, all);
  }
  return found.exitCode;
}

interface Prepared {
  readonly options?: VerifyOptions;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads everything that the command names; all mistakes are told before anything is computed. */
async function prepare(console: Console, file: string, flags: VerifyFlags): Promise<Prepared> {
  const { cwd } = console;
  const loaded = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  const registry = new Registry([...standardPlugins, ...loaded.plugins]);
  const diagnostics: Diagnostic[] = [...loaded.diagnostics, ...registry.problems, ...misuse(flags)];
  const reading = { externalData: dataBeside(cwd, file), gunzip: nodeGunzip };
  const bytes = readModelFiles(cwd, file);
  if (bytes.problem) diagnostics.push(bytes.problem);
  if (flags.reference && bytes.value && !(bytes.value instanceof Uint8Array))
    diagnostics.push(
      driverDiagnostics.usage({
        reason: `'${file}' is no ONNX model that ${flags.reference} could run`,
        help: `write one first: finnc convert ${file} --out model.onnx`,
      }),
    );
  const imported = bytes.value && importModelFiles(bytes.value, registry, { file, ...reading });
  diagnostics.push(...(imported?.diagnostics ?? []));
  const config: BuildConfig = {
    ...(flags.folding === undefined ? {} : { folding: flags.folding }),
    ...(flags.fps === undefined ? {} : { fps: flags.fps }),
  };
  const folding = await readFolding(cwd, config, loaded.plugins, diagnostics);
  const engines = flags.cpp ? compiledEngines(diagnostics) : [];
  const graph = imported?.graph;
  const given = graph && framesOf(cwd, flags, graph, diagnostics);
  if (!graph) diagnostics.push(...missingFiles(cwd, flags));
  const expected = graph && expectedOf(cwd, flags, graph, given?.frames.length ?? flags.check, diagnostics);
  const runtime =
    flags.reference && bytes.value instanceof Uint8Array
      ? await onnxruntimeReference(bytes.value, registry, reading)
      : undefined;
  if (runtime && 'problem' in runtime) diagnostics.push(runtime.problem);
  const reference = expected ?? (runtime && 'reference' in runtime ? runtime.reference : undefined);
  if (!bytes.value) return { diagnostics };
  const { folding: _folding, ...rest } = config;
  const options: VerifyOptions = {
    model: bytes.value,
    file,
    plugins: loaded.plugins,
    ...reading,
    config: rest,
    seeded: flags.check,
    engines,
    ...(folding ? { folding } : {}),
    ...(given ? { inputs: () => ({ inputs: given.frames, diagnostics: [] }) } : {}),
    ...(reference ? { reference } : {}),
    ...(given?.classes
      ? { labels: { classes: given.classes, decide: (output) => decide(flags.decision, Float64Array.from(output)) } }
      : {}),
  };
  return { options, diagnostics };
}

function misuse({
  input,
  dataset,
  labels,
  expected,
  reference,
  normalize: scaling,
}: VerifyFlags): readonly Diagnostic[] {
  const usage = (reason: string, help: string): Diagnostic => driverDiagnostics.usage({ reason, help });
  const parsed = scaling === undefined ? undefined : parseNormalize(scaling);
  return [
    ...(input && dataset !== undefined ? [usage('--input and --dataset are both given', 'give one of them')] : []),
    ...(labels !== undefined && dataset === undefined
      ? [usage('--labels belongs to --dataset', 'add --dataset IMAGES')]
      : []),
    ...(expected !== undefined && reference !== undefined
      ? [usage('--expected and --reference are both given', 'give one of them')]
      : []),
    ...(expected !== undefined && !input && dataset === undefined
      ? [usage('--expected needs the inputs it belongs to', 'add --input FILE')]
      : []),
    ...(parsed?.problem ? [parsed.problem] : []),
  ];
}

/** The emitted C++, where there is a compiler. */
function compiledEngines(diagnostics: Diagnostic[]): readonly DesignEngine[] {
  if (!hasCompiler()) {
    diagnostics.push(verifyDiagnostics.noCompiler({ compiler }));
    return [];
  }
  return [
    {
      name: 'compiled C++',
      run(design, frames, registry) {
        const program = compileNetwork(design, registry, 1);
        try {
          return program.run(frames);
        } finally {
          program.dispose();
        }
      },
    },
  ];
}

interface Given {
  readonly frames: GivenInputs;
  readonly classes?: ArrayLike<number>;
}

/** The frames that are named, in the model's layout; undefined where none are. */
function framesOf(cwd: string, flags: VerifyFlags, graph: Graph, diagnostics: Diagnostic[]): Given | undefined {
  const { input = [], dataset, labels, resize, limit } = flags;
  if (input.length === 0 && dataset === undefined) return undefined;
  const { inputPorts: ports } = graph;
  const scaling = flags.normalize === undefined ? undefined : parseNormalize(flags.normalize).value;
  const common = resize ? { resize } : {};
  const sources =
    dataset === undefined
      ? input.map((name) => ({ input: name, ...common }))
      : [{ dataset, ...(labels === undefined ? {} : { labels }), ...common }];
  const opened = sources.map((source) => openFrames(cwd, source, ports));
  diagnostics.push(...opened.flatMap(({ problem }) => problem ?? []));
  const most = limit ?? (dataset === undefined ? Infinity : defaultLimit);
  const frames = opened
    .flatMap(({ value }) => {
      if (!value) return [];
      const { read } = normalizedFrames(value, scaling, ports.map(inputSpec));
      return Array.from({ length: Math.min(value.frames, most) }, (_, i) => frameTensors(ports, read(i)));
    })
    .slice(0, most);
  const wrong = frames
    .map((frame) => frame.flatMap((values, i) => checkFeed(ports[i]!, graph.inputs[i]!.type, values)))
    .find((problems) => problems.length > 0);
  diagnostics.push(...(wrong ?? []));
  const classes = opened[0]?.value?.labels;
  return { frames, ...(classes ? { classes } : {}) };
}

/** Without a model nothing can be laid out, but what is not there can be told. */
function missingFiles(cwd: string, flags: VerifyFlags): readonly Diagnostic[] {
  const named = [
    ...(flags.input ?? []).map((name) => [name, 'input'] as const),
    [flags.dataset, 'data set'] as const,
    [flags.labels, 'label file'] as const,
    [flags.expected, 'file of expected outputs'] as const,
  ];
  return named.flatMap(([name, what]) => (name === undefined ? [] : (readUserFile(cwd, name, what).problem ?? [])));
}

function expectedOf(
  cwd: string,
  { expected: file }: VerifyFlags,
  graph: Graph,
  inputs: number,
  diagnostics: Diagnostic[],
): Reference | undefined {
  if (file === undefined) return undefined;
  const bytes = readUserFile(cwd, file, 'file of expected outputs');
  const read = bytes.problem ? bytes : readExpected({ bytes: bytes.value, name: file }, graph);
  if (read.problem) {
    diagnostics.push(read.problem);
    return undefined;
  }
  const { value } = read;
  // More outputs than inputs happens where --limit leaves some out; they belong to the first.
  if (value.length < inputs) diagnostics.push(verifyDiagnostics.frameCount({ inputs, expected: value.length, file }));
  return { name: file, outputs: () => Promise.resolve({ value }) };
}
