import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  cycleDiagnostics,
  deadlockText,
  reportOf,
  runByEvent,
  vcdOf,
  type ActorNetwork,
  type CycleReport,
} from '@finnc/cycles';
import type { Diagnostic } from '@finnc/ir';
import type { Console } from '../console.ts';
import { openInTime, type OpenFlags } from '../cycles/open.ts';
import { cyclesText } from '../cycles/render.ts';
import { outputDiagnostics } from '../diagnostics.ts';
import { exitCodeOf, type ExitCode } from '../exit-code.ts';
import { systemReason } from '../files.ts';
import { painter, printDiagnostics } from '../terminal.ts';

export interface SimulateFlags extends OpenFlags {
  readonly frames?: number;
  readonly vcd?: string;
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
  const opened = await openInTime(console, file, flags, diagnostics, 'size-fifos');
  if (!opened) return undefined;
  const { design, clockMhz } = opened;
  const result = resultOf(design.network, flags.frames, clockMhz, diagnostics);
  if (flags.vcd !== undefined) writeVcd(console.cwd, flags.vcd, design.network, result?.frames ?? 1, diagnostics);
  return result;
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
