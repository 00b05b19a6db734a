import { resolve } from 'node:path';
import { designOf, type Design } from '@finnc/cycles';
import { hasErrors, Registry, type Diagnostic, type Graph } from '@finnc/ir';
import { stagePredicates } from '@finnc/passes';
import { readFolding } from '../commands/build.ts';
import { loadPlugins, type CommonFlags } from '../commands/context.ts';
import type { BuildConfig } from '../config/schema.ts';
import type { Console } from '../console.ts';
import { openDesign } from '../design-file.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { readGraphFile } from '../graph-file.ts';
import { builtFor } from '../output-marker.ts';
import { planBuild } from '../plan.ts';
import { standardPlugins } from '../standard.ts';

export interface OpenFlags extends CommonFlags {
  readonly board?: string;
  readonly fps?: number;
  readonly folding?: string;
}

/** A design in time, and the clock of its board. */
export interface InTime {
  readonly design: Design;
  readonly clockMhz: number;
}

/**
 * The actors of a design in a folder, of a model, which is compiled through `stopStep` for it, or of a graph; undefined
 * with an error.
 */
export async function openInTime(
  console: Console,
  file: string,
  flags: OpenFlags,
  diagnostics: Diagnostic[],
  stopStep: Parameters<typeof openDesign>[4]['stopStep'],
): Promise<InTime | undefined> {
  const loaded = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  const registry = new Registry([...standardPlugins, ...loaded.plugins]);
  const made = builtFor(resolve(console.cwd, file));
  const config: BuildConfig = {
    // A build has a clock already, unless another board is asked for.
    ...(flags.board === undefined ? made : {}),
    ...(flags.board === undefined ? {} : { board: flags.board }),
    ...(flags.fps === undefined ? {} : { fps: flags.fps }),
  };
  const { plan, diagnostics: planned } = planBuild(config, registry, false);
  diagnostics.push(...loaded.diagnostics, ...registry.problems);
  diagnostics.push(...planned.filter(({ severity }) => severity === 'error'));
  const folding = await readFolding(
    console.cwd,
    flags.folding === undefined ? {} : { folding: flags.folding },
    loaded.plugins,
    diagnostics,
  );
  if (!plan || hasErrors(diagnostics)) return undefined;
  const options = { config, stopStep, ...(folding ? { folding } : {}) };
  const graph = file.endsWith('.fnir')
    ? foldedGraph(readGraphFile(console.cwd, file, registry, loaded.plugins), registry, diagnostics)
    : (await openDesign(console.cwd, file, loaded.plugins, registry, options, diagnostics))?.graph;
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const design = graph && designOf(graph, { ask: registry.ask.bind(registry), report });
  if (!design) return undefined;
  return { design, clockMhz: plan.target.clockMhz };
}

function foldedGraph(
  { graph, diagnostics: told }: ReturnType<typeof readGraphFile>,
  registry: Registry,
  diagnostics: Diagnostic[],
): Graph | undefined {
  diagnostics.push(...told);
  const [reason] = graph ? stagePredicates.folded.reasons(graph, registry) : [];
  if (reason === undefined) return graph;
  diagnostics.push(
    driverDiagnostics.usage({
      reason: `the graph is not in stage folded: ${reason}`,
      help: 'finnc opt takes it there',
    }),
  );
  return undefined;
}
