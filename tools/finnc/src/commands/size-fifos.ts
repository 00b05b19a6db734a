import {
  cycleDiagnostics,
  deadlockOf,
  deadlockText,
  missedGoals,
  mostWork,
  sizeDesign,
  type Deadlock,
  type Design,
  type DesignSizing,
} from '@finnc/cycles';
import type { Diagnostic } from '@finnc/ir';
import { targetCycles } from '@finnc/ir/hw';
import type { Console } from '../console.ts';
import { openInTime, type OpenFlags } from '../cycles/open.ts';
import { sizingText } from '../cycles/render-sizing.ts';
import { exitCodeOf, type ExitCode } from '../exit-code.ts';
import { painter, printDiagnostics } from '../terminal.ts';

export interface SizeFlags extends OpenFlags {
  readonly interval?: number;
  readonly latency?: number;
  readonly exact?: boolean;
  readonly json?: boolean;
}

/** Depths of a design, and what they prove. */
export interface SizingResult extends Omit<DesignSizing, 'fifos'> {
  readonly clockMhz: number;
  /** Frames a second at the interval. */
  readonly fps: number;
  readonly fifos: readonly Omit<DesignSizing['fifos'][number], 'stream'>[];
  /** Why the design stood still before, and what ends it. */
  readonly stoodStill?: ReturnType<typeof deadlockText>;
}

/** `finnc size-fifos DESIGN`: the least depths of FIFOs that keep the rate, and the proof. */
export async function sizeFifosCommand(console: Console, file: string, flags: SizeFlags): Promise<ExitCode> {
  const diagnostics: Diagnostic[] = [];
  const opened = await openInTime(console, file, flags, diagnostics, 'insert-streams');
  const result = opened && sized(opened.design, opened.clockMhz, flags, diagnostics);
  const exitCode = exitCodeOf(diagnostics);
  if (flags.json) {
    console.out.write(`${JSON.stringify({ exitCode, ...result, diagnostics }, undefined, 2)}\n`);
    return exitCode;
  }
  if (result) console.out.write(sizingText(file, result, painter(console.out)));
  printDiagnostics(console.err, diagnostics);
  return exitCode;
}

function sized(
  design: Design,
  clockMhz: number,
  flags: SizeFlags,
  diagnostics: Diagnostic[],
): SizingResult | undefined {
  const {
    interval = flags.fps === undefined ? 0 : targetCycles(clockMhz, flags.fps),
    latency = 0,
    exact = false,
  } = flags;
  const { network } = design;
  const stuck: Deadlock | undefined = deadlockOf(network);
  const goal = { target: interval, latency, round: !exact, keepJoins: false, work: mostWork };
  const found = sizeDesign(design, goal);
  if (!found) {
    diagnostics.push(
      stuck ? cycleDiagnostics.deadlock(deadlockText(network, stuck)) : cycleDiagnostics.noSizes({ waits: [] }),
    );
    return undefined;
  }
  diagnostics.push(...missedGoals(found, goal));
  const { fifos, ...rest } = found;
  return {
    ...rest,
    clockMhz,
    fps: (clockMhz * 1e6) / found.interval,
    fifos: fifos.map(({ stream: _, ...fifo }) => fifo),
    ...(stuck ? { stoodStill: deadlockText(network, stuck) } : {}),
  };
}
