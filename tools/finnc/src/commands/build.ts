import { fitDiagnostic, hostLines, reportTable } from '@finnc/backend-report';
import { readModel } from '@finnc/frontend';
import { printGraph, Registry, type Diagnostic, type Plugin } from '@finnc/ir';
import { folding as foldingFacet } from '@finnc/ir/hw';
import { basename, join } from 'node:path';
import { compile } from '../compile.ts';
import type { CompileOptions, CompileResult } from '../compile-options.ts';
import { fromFlags, mergeConfig } from '../config/build-config.ts';
import type { Folding } from '../config/folding.ts';
import { configDefaults } from '../config/defaults.ts';
import { resolveStep } from '../config/steps.ts';
import type { BuildConfig } from '../config/schema.ts';
import type { Console, TextSink } from '../console.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.ts';
import { readUserText } from '../files.ts';
import { givenInputs } from '../given-inputs.ts';
import { dataBeside, nodeGunzip, readModelFiles } from '../model-file.ts';
import { outputProblem, repairOutput, writeOutput } from '../output-folder.ts';
import { planPipeline } from '../pipeline.ts';
import { planBuild, type Plan } from '../plan.ts';
import { standardPlugins } from '../standard.ts';
import { size } from '../steps/describe.ts';
import { stepOf } from '../steps/index.ts';
import { hostNormalizes } from '../steps/typed-input.ts';
import { sourceNames } from '../source/module-path.ts';
import { Recording } from '../story/recording.ts';
import { storyText } from '../story/render.ts';
import { storyOf, type Story } from '../story/story.ts';
import { readBuildTarget } from '../target.ts';
import { entry, painter, printDiagnostics, stepPrinter } from '../terminal.ts';
import { version } from '../version.ts';
import { firstError, loadPlugins, tracePrinter, type CommonFlags } from './context.ts';
import { readPrintAfter, type PrintAfter } from './print-after.ts';

export interface BuildFlags extends CommonFlags {
  readonly config?: string;
  readonly input?: readonly string[];
  readonly printAfter?: string;
  readonly explain?: string;
  readonly json?: boolean;
}

/** `finnc build TARGET [MODEL]`: all mistakes that can be seen before work are reported together, then the build runs. */
export async function build(
  console: Console,
  target: string,
  model: string | undefined,
  flags: BuildFlags,
): Promise<ExitCode> {
  const prepared = await prepare(console, target, model, flags);
  const { options, out, reads, printAfter, diagnostics } = prepared;
  if (!options || firstError(diagnostics)) {
    if (flags.json) console.out.write(jsonText({ exitCode: exitCodeOf(diagnostics), diagnostics }));
    else printDiagnostics(console.err, diagnostics);
    return exitCodeOf(diagnostics);
  }
  const recording = flags.explain === undefined ? undefined : new Recording();
  const printGraphs = printAfter && graphPrinter(flags.json ? console.err : console.out, printAfter);
  const { nodeEngines } = await import('@finnc/backend-simulator/node');
  const result = await compile({
    ...options,
    engines: nodeEngines,
    ...(flags.json ? {} : { onStep: stepPrinter(console.out) }),
    ...(flags.debug ? { onError: tracePrinter(console) } : {}),
    // The one object is all that --json leaves on standard output.
    ...(printGraphs || recording
      ? {
          onGraph: (step, graph) => {
            recording?.onGraph(step, graph);
            printGraphs?.(step, graph);
          },
        }
      : {}),
    ...(recording ? { onRewrite: recording.onRewrite } : {}),
  });
  const told = recording && explainNode(flags.explain ?? '', recording, options, result);
  const written =
    result.exitCode === exitCodes.ok
      ? await writeOutput(console.cwd, out, result.files, { about: aboutOutput(result, options), reads })
      : undefined;
  const all = [
    ...diagnostics,
    ...result.diagnostics,
    ...(written ? [written] : []),
    ...(told && 'problem' in told ? [told.problem] : []),
  ];
  const exitCode = exitCodeOf(all);
  if (flags.json)
    console.out.write(
      jsonText({
        exitCode,
        diagnostics: all,
        steps: result.steps,
        report: result.report,
        ...(told && 'story' in told ? { story: told.story } : {}),
        ...(exitCode === exitCodes.ok ? { out } : {}),
      }),
    );
  else {
    if (told && 'story' in told) console.out.write(`\n${storyText(told.story)}`);
    printSummary(console, result, all, out);
  }
  return exitCode;
}

/** The story that `--explain` asks for, by the laws of cost of the board that is built for. */
function explainNode(
  node: string,
  { steps }: Recording,
  { model, config = {}, plugins = [], externalData, gunzip }: CompileOptions,
  { host }: CompileResult,
): { readonly story: Story } | { readonly problem: Diagnostic } {
  const registry = new Registry([...standardPlugins, ...plugins]);
  const { plan } = planBuild(config, registry, false);
  if (!plan) throw new RangeError('a build without a plan has run');
  const reading = { ...(externalData ? { externalData } : {}), ...(gunzip ? { gunzip } : {}) };
  const read = model instanceof Uint8Array ? readModel(model, reading) : undefined;
  const names = read && 'model' in read ? sourceNames(read.model) : undefined;
  const found = storyOf(node, steps, registry, plan.target, names, host?.operations);
  return 'story' in found ? found : { problem: driverDiagnostics.unknownNode({ node, suggestion: found.suggestion }) };
}

interface Prepared {
  readonly options?: CompileOptions;
  readonly out: string;
  /** Files that the build reads. */
  readonly reads: readonly string[];
  readonly printAfter?: PrintAfter;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads everything that the command names. */
async function prepare(
  console: Console,
  target: string,
  model: string | undefined,
  flags: BuildFlags,
): Promise<Prepared> {
  const { cwd } = console;
  const found = await (flags.config === undefined
    ? readBuildTarget(cwd, target, model)
    : readBuildTarget(cwd, flags.config, target));
  const given = fromFlags(flags);
  const diagnostics: Diagnostic[] = [...found.diagnostics, ...given.diagnostics];
  // All mistakes at once: what options name is looked up even if other options are wrong.
  const config = mergeConfig(configDefaults, found.config, given.config ?? namesIn(flags));
  const out = config.out ?? join('finnc-build', found.name);

  const { plugins, diagnostics: pluginProblems } = await loadPlugins(console, config.plugins ?? [], flags.debug);
  diagnostics.push(...pluginProblems);
  const registry = new Registry([...standardPlugins, ...plugins]);
  const planned = planBuild(config, registry, false);
  diagnostics.push(...planned.diagnostics.filter(isError));
  const printAfter = planned.plan && printAfterOf(flags, config, planned.plan, registry);
  diagnostics.push(...(printAfter?.problems ?? []));
  const bytes = found.model === undefined ? undefined : readModelFiles(cwd, found.model);
  if (bytes?.problem) diagnostics.push(bytes.problem);
  const folding = await readFolding(cwd, config, plugins, diagnostics);
  const reads = [
    target,
    model,
    found.model,
    flags.config,
    config.folding,
    ...(flags.input ?? []),
    ...(config.plugins ?? []),
  ].filter((file) => file !== undefined);
  repairOutput(cwd, out);
  const unusable = outputProblem(cwd, out, { reads });
  if (unusable) diagnostics.push(unusable);
  const preprocessing = hostNormalizes(config) ? config : {};
  const inputs = await givenInputs(cwd, flags.input ?? [], preprocessing, diagnostics);
  if (found.model === undefined || !bytes?.value) return { out, reads, diagnostics };
  const source =
    bytes.value instanceof Uint8Array && found.model.endsWith('.fnir')
      ? await readFnir(cwd, found.model, bytes.value, plugins, diagnostics)
      : bytes.value;
  if (!source) return { out, reads, diagnostics };
  const options: CompileOptions = {
    model: source,
    file: found.model,
    config,
    ...(folding ? { folding } : {}),
    ...(inputs ? { inputs } : {}),
    plugins,
    externalData: dataBeside(cwd, found.model),
    gunzip: nodeGunzip,
    about: aboutBuild(found.model, config),
  };
  return { options, out, reads, ...(printAfter ? { printAfter } : {}), diagnostics };
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** What the build was made from, without where it lies: the same build on another machine says the same. */
function aboutBuild(model: string, { out: _out, ...config }: BuildConfig): Readonly<Record<string, unknown>> {
  return { finnc: version, ...config, model: basename(model) };
}

/** The options that name things, each of which is right or wrong by itself. */
const namingOptions = ['board', 'fpgaPart', 'backend', 'folding', 'out', 'plugin'] as const;

function namesIn(flags: BuildFlags): BuildConfig {
  const configs = namingOptions.map((key) => fromFlags({ [key]: flags[key] }).config ?? {});
  return mergeConfig(...configs);
}

async function readFnir(
  cwd: string,
  file: string,
  bytes: Uint8Array,
  plugins: CompileOptions['plugins'],
  diagnostics: Diagnostic[],
): Promise<CompileOptions['model'] | undefined> {
  const { readGraph } = await import('../fnir-file.ts');
  const read = readGraph(cwd, file, new TextDecoder().decode(bytes), plugins ?? []);
  diagnostics.push(...read.diagnostics);
  return read.graph;
}

export async function readFolding(
  cwd: string,
  { folding }: BuildConfig,
  plugins: readonly Plugin[],
  diagnostics: Diagnostic[],
): Promise<Folding | undefined> {
  if (folding === undefined) return undefined;
  const text = readUserText(cwd, folding, 'folding file');
  if (text.problem) {
    diagnostics.push(text.problem);
    return undefined;
  }
  const { parseFolding } = await import('../config/parse-folding.ts');
  const parsed = parseFolding(text.value, folding, {
    otherDimensions: plugins.some(({ facets = [] }) => facets.some(({ facet }) => facet === foldingFacet.id)),
  });
  diagnostics.push(...parsed.diagnostics);
  return parsed.folding;
}

/** What the marker says about a build. */
const aboutOutput = ({ graph }: CompileResult, { about = {} }: CompileOptions): Readonly<Record<string, unknown>> => ({
  name: graph?.name,
  ...about,
});

function printSummary(console: Console, result: CompileResult, diagnostics: readonly Diagnostic[], out: string): void {
  const { report, host, checked, exitCode, files } = result;
  const failed = firstError(diagnostics);
  // Of a design that does not fit, the reports are what the user needs.
  if (report && (!failed || failed.code === fitDiagnostic(report)?.code))
    console.out.write(`\n${reportTable(report, painter(console.out))}`);
  printDiagnostics(console.err, diagnostics);
  if (exitCode !== exitCodes.ok || failed) return;
  // A network without hardware has no table.
  if (host && !report) console.out.write(`\n${hostLines(host.operations).join('\n')}\n`);
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const more = checked.more ? `, ${checked.more.states} of them, of integers, on ${checked.more.inputs} more` : '';
  const states = `${checked.states} graph states on ${checked.inputs} inputs${more}, no difference`;
  console.out.write(`${entry('checked', checked.inputs > 0 ? states : 'nothing (--no-check)')}\n`);
  console.out.write(`${entry('output', `${out} (${files.size + 1} files, ${size(bytes)})`)}\n`);
}

/** The states that can be printed are those after the steps that change the graph, or after a pipeline's passes. */
function printAfterOf(flags: BuildFlags, config: BuildConfig, { steps }: Plan, registry: Registry): PrintAfter {
  const planned = steps.map(stepOf).filter(({ graph }) => graph);
  const run =
    config.pipeline === undefined
      ? planned
      : [...planned.slice(0, 1), ...planPipeline(config.pipeline, registry).steps];
  const names = run.map(({ name }) => name);
  return readPrintAfter(flags.printAfter, names, 'step', (name) => resolveStep(name)?.steps ?? []);
}

const graphPrinter =
  (sink: TextSink, { wants }: PrintAfter): NonNullable<CompileOptions['onGraph']> =>
  (step, graph) => {
    if (wants(step)) sink.write(`// after ${step}\n${printGraph(graph).text}`);
  };

const jsonText = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
