import { hasErrors, Registry, type Diagnostic, type Tensor } from '@finnc/ir';
import { hardwareFeeds } from '@finnc/passes';
import type { BuildConfig } from '../config/schema.ts';
import type { Console } from '../console.ts';
import { diff, type Side } from '../diff/diff.ts';
import { differenceText } from '../diff/render.ts';
import { normalizationOf } from '../data/normalize.ts';
import { exitCodeOf, type ExitCode } from '../exit-code.ts';
import { givenInputs } from '../given-inputs.ts';
import { openDesign, type Design } from '../design-file.ts';
import { planBuild } from '../plan.ts';
import { standardPlugins } from '../standard.ts';
import { painter, printDiagnostics } from '../terminal.ts';
import { readFolding } from './build.ts';
import { loadPlugins, type CommonFlags } from './context.ts';

export interface DiffFlags extends CommonFlags {
  readonly board?: string;
  readonly fps?: number;
  readonly folding?: string;
  readonly input?: readonly string[];
  readonly normalize?: string;
  readonly json?: boolean;
}

/** `finnc diff A B`: two models or build folders, layer by layer. */
export async function diffCommand(console: Console, a: string, b: string, flags: DiffFlags): Promise<ExitCode> {
  const loaded = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  const registry = new Registry([...standardPlugins, ...loaded.plugins]);
  const config: BuildConfig = {
    ...(flags.board === undefined ? {} : { board: flags.board }),
    ...(flags.fps === undefined ? {} : { fps: flags.fps }),
    ...(flags.folding === undefined ? {} : { folding: flags.folding }),
  };
  const { plan, diagnostics: planned } = planBuild(config, registry, false);
  const diagnostics: Diagnostic[] = [
    ...loaded.diagnostics,
    ...registry.problems,
    ...planned.filter(({ severity }) => severity === 'error'),
  ];
  const folding = await readFolding(console.cwd, config, loaded.plugins, diagnostics);
  const preprocessing = flags.normalize === undefined ? {} : { normalize: flags.normalize };
  const unreadable = normalizationOf(preprocessing).problem;
  if (unreadable) diagnostics.push(unreadable);
  const inputs = await givenInputs(console.cwd, flags.input ?? [], preprocessing, diagnostics);
  const sides: Side[] = [];
  for (const name of [a, b]) {
    const { folding: _file, ...rest } = config;
    // What is wrong with the options has been told.
    const options = { config: plan ? rest : {}, stopStep: 'insert-streams' as const, ...(folding ? { folding } : {}) };
    const design = await openDesign(console.cwd, name, loaded.plugins, registry, options, diagnostics);
    const frames = design && framesOf(design, registry, inputs, diagnostics);
    if (design) sides.push({ name, ...design, ...(frames ? { frames } : {}) });
  }
  const [one, other] = sides;
  if (!plan || !one || !other || hasErrors(diagnostics)) {
    const exitCode = exitCodeOf(diagnostics);
    if (flags.json) console.out.write(`${JSON.stringify({ exitCode, diagnostics }, undefined, 2)}\n`);
    else printDiagnostics(console.err, diagnostics);
    return exitCode;
  }
  const found = diff(one, other, registry, plan.target);
  if (flags.json) console.out.write(`${JSON.stringify({ ...found, diagnostics }, undefined, 2)}\n`);
  else console.out.write(differenceText(found, painter(console.out)));
  return found.exitCode;
}

/** The inputs that are named, in the layout of one of the designs, or what the host makes of them for it. */
function framesOf(
  { graph, host }: Design,
  registry: Registry,
  inputs: Awaited<ReturnType<typeof givenInputs>>,
  diagnostics: Diagnostic[],
): readonly (readonly Tensor[])[] | undefined {
  if (typeof inputs !== 'function') return inputs;
  const given = inputs(host?.pre ?? graph);
  diagnostics.push(...given.diagnostics);
  return host ? hardwareFeeds(host, graph, registry, given.inputs) : given.inputs;
}
