import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  cycleDiagnostics,
  deadlockText,
  designOf,
  reportOf,
  runByEvent,
  vcdOf,
  type ActorNetwork,
  type CycleReport,
} from '@finnc/cycles';
import { hasErrors, Registry, type Diagnostic, type Graph } from '@finnc/ir';
import { stagePredicates } from '@finnc/passes';
import type { BuildConfig } from '../config/schema.ts';
import type { Console } from '../console.ts';
import { cyclesText } from '../cycles/render.ts';
import { openDesign } from '../design-file.ts';
import { driverDiagnostics, outputDiagnostics } from '../diagnostics.ts';
import { exitCodeOf, type ExitCode } from '../exit-code.ts';
import { systemReason } from '../files.ts';
import { readGraphFile } from '../graph-file.ts';
import { planBuild } from '../plan.ts';
import { standardPlugins } from '../standard.ts';
import { painter, printDiagnostics } from '../terminal.ts';
import { readFolding } from './build.ts';
import { loadPlugins, type CommonFlags } from './context.ts';

export interface SimulateFlags extends CommonFlags {
  readonly frames?: number;
  readonly vcd?: string;
  readonly board?: string;
  readonly fps?: number;
  readonly folding?: string;
  readonly json?: boolean;
}

/** A design in time, with what its self-checking bench prints of the same number of frames. */
export interface CycleResult extends CycleReport {
  readonly clockMhz: number;
  /** Steady frames a second. */
  readonly fps: number;
  readonly frames: number;
  readonly firstOutput: number;
  readonly lastOutput: number;
  readonly interval: number;
}

/** `finnc simulate DESIGN --cycles`: how fast a design runs, exactly, and what holds it up. */
export async function simulateCommand(console: Console, file: string, flags: SimulateFlags): Promise<ExitCode> {
  const diagnostics: Diagnostic[] = [];
  const result = await simulated(console, file, flags, diagnostics);
  const exitCode = exitCodeOf(diagnostics);
  if (flags.json) {
    console.out.write(`${JSON.stringify({ exitCode, ...result, diagnostics }, undefined, 2)}\n`);
    return exitCode;
  }
  if (result) console.out.write(cyclesText(file, result, painter(console.out)));
  printDiagnostics(console.err, diagnostics);
  return exitCode;
}

async function simulated(
  console: Console,
  file: string,
  flags: SimulateFlags,
  diagnostics: Diagnostic[],
): Promise<CycleResult | undefined> {
  const loaded = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  const registry = new Registry([...standardPlugins, ...loaded.plugins]);
  const config: BuildConfig = {
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
  const options = { config, ...(folding ? { folding } : {}) };
  const graph = file.endsWith('.fnir')
    ? foldedGraph(readGraphFile(console.cwd, file, registry, loaded.plugins), registry, diagnostics)
    : (await openDesign(console.cwd, file, loaded.plugins, registry, options, diagnostics))?.graph;
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const design = graph && designOf(graph, { ask: registry.ask.bind(registry), report });
  if (!design) return undefined;
  const { clockMhz } = plan.target;
  const result = resultOf(design.network, flags.frames, clockMhz, diagnostics);
  if (flags.vcd !== undefined) writeVcd(console.cwd, flags.vcd, design.network, result?.frames ?? 1, diagnostics);
  return result;
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

function resultOf(
  network: ActorNetwork,
  wanted: number | undefined,
  clockMhz: number,
  diagnostics: Diagnostic[],
): CycleResult | undefined {
  const report = reportOf(network);
  if ('waits' in report) {
    diagnostics.push(cycleDiagnostics.deadlock(deadlockText(network, report)));
    return undefined;
  }
  const { interval, period } = report.figures;
  if (!period) diagnostics.push(cycleDiagnostics.noPeriod({ frames: report.frames }));
  const frames = wanted ?? report.frames;
  const { firstOutput, lastOutput } = runByEvent(network, { frames });
  return { ...report, clockMhz, fps: (clockMhz * 1e6) / interval, frames, firstOutput, lastOutput, interval };
}

function writeVcd(cwd: string, file: string, network: ActorNetwork, frames: number, diagnostics: Diagnostic[]): void {
  try {
    writeFileSync(resolve(cwd, file), vcdOf(network, frames));
  } catch (error) {
    diagnostics.push(outputDiagnostics.unwritableFile({ file, reason: systemReason(error) }));
  }
}
