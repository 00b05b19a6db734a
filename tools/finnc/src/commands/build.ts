import { fitDiagnostic, reportTable } from '@finnc/backend-report';
import { printGraph, Registry, type Diagnostic, type Plugin } from '@finnc/ir';
import { folding as foldingFacet } from '@finnc/ir/hw';
import { basename, join, resolve } from 'node:path';
import { compile } from '../compile.ts';
import type { CompileOptions, CompileResult } from '../compile-options.ts';
import { fromFlags, mergeConfig } from '../config/build-config.ts';
import type { Folding } from '../config/folding.ts';
import { configDefaults } from '../config/defaults.ts';
import type { BuildConfig } from '../config/schema.ts';
import type { Console } from '../console.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.ts';
import { readUserFile, readUserText } from '../files.ts';
import { givenInputs } from '../given-inputs.ts';
import { dataBeside, nodeGunzip } from '../model-file.ts';
import { marker, outputProblem, writeOutput } from '../output-folder.ts';
import { planBuild } from '../plan.ts';
import { standardPlugins } from '../standard.ts';
import { size } from '../steps/describe.ts';
import { readBuildTarget } from '../target.ts';
import { entry, painter, printDiagnostics, stepPrinter } from '../terminal.ts';
import { version } from '../version.ts';
import { firstError, loadPlugins, tracePrinter, type CommonFlags } from './context.ts';

export interface BuildFlags extends CommonFlags {
  readonly config?: string;
  readonly input?: readonly string[];
  readonly printAfter?: string;
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
  const { options, out, diagnostics } = prepared;
  if (!options || firstError(diagnostics)) {
    if (flags.json) console.out.write(jsonText({ exitCode: exitCodeOf(diagnostics), diagnostics }));
    else printDiagnostics(console.err, diagnostics);
    return exitCodeOf(diagnostics);
  }
  const result = await compile({
    ...options,
    ...(flags.json ? {} : { onStep: stepPrinter(console.out) }),
    ...(flags.debug ? { onError: tracePrinter(console) } : {}),
    ...(flags.printAfter === undefined ? {} : { onGraph: graphPrinter(console, flags.printAfter) }),
  });
  const written = result.exitCode === exitCodes.ok ? await write(console, out, result, options) : undefined;
  const all = [...diagnostics, ...result.diagnostics, ...(written ? [written] : [])];
  const exitCode = exitCodeOf(all);
  if (flags.json)
    console.out.write(jsonText({ exitCode, diagnostics: all, steps: result.steps, report: result.report, out }));
  else printSummary(console, result, all, out);
  return exitCode;
}

interface Prepared {
  readonly options?: CompileOptions;
  readonly out: string;
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
  diagnostics.push(
    ...planBuild(config, new Registry([...standardPlugins, ...plugins]), false).diagnostics.filter(isError),
  );
  const bytes = found.model === undefined ? undefined : readUserFile(cwd, found.model, 'model');
  if (bytes?.problem) diagnostics.push(bytes.problem);
  const folding = await readFolding(cwd, config, plugins, diagnostics);
  const unusable = outputProblem(cwd, out);
  if (unusable) diagnostics.push(unusable);
  // With an input type, the network itself normalises.
  const normalization = config.inputType === undefined ? config.normalize : undefined;
  const inputs = await givenInputs(cwd, flags.input ?? [], normalization, diagnostics);
  if (found.model === undefined || !bytes?.value) return { out, diagnostics };
  const source = found.model.endsWith('.fnir')
    ? await readFnir(cwd, found.model, bytes.value, plugins, diagnostics)
    : bytes.value;
  if (!source) return { out, diagnostics };
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
  return { options, out, diagnostics };
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

async function readFolding(
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

async function write(console: Console, out: string, { files, graph }: CompileResult, { about = {} }: CompileOptions) {
  const content = { format: 1, name: graph?.name, ...about };
  const all = new Map(files).set(marker, `${JSON.stringify(content, undefined, 2)}\n`);
  return writeOutput(console.cwd, out, all);
}

function printSummary(console: Console, result: CompileResult, diagnostics: readonly Diagnostic[], out: string): void {
  const { report, checked, exitCode, files } = result;
  const failed = firstError(diagnostics);
  // Of a design that does not fit, the reports are what the user needs.
  if (report && (!failed || failed.code === fitDiagnostic(report)?.code))
    console.out.write(`\n${reportTable(report, painter(console.out))}`);
  printDiagnostics(console.err, diagnostics);
  if (exitCode !== exitCodes.ok || failed) return;
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const states = `${checked.states} graph states on ${checked.inputs} inputs, no difference`;
  console.out.write(`${entry('checked', checked.inputs > 0 ? states : 'nothing (--no-check)')}\n`);
  console.out.write(
    `${entry('output', `${resolve(console.cwd, out) === console.cwd ? '.' : out} (${files.size + 1} files, ${size(bytes)})`)}\n`,
  );
}

const graphPrinter =
  (console: Console, wanted: string): NonNullable<CompileOptions['onGraph']> =>
  (step, graph) => {
    if (wanted === 'all' || wanted.split(',').includes(step))
      console.out.write(`// after ${step}\n${printGraph(graph).text}`);
  };

const jsonText = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
