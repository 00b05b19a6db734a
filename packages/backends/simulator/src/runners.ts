import type { LoadedProgram, PortArray } from './engine.ts';
import type { Planned } from './choose-engine.ts';

/** Blocks take about this long, so that there is time for interrupts and news between them. */
const BLOCK_SECONDS = 0.01;
/** Runs of a program before its speed is believed: the first one meets cold caches. */
const SAMPLES = 2;
/** Runs after which nothing more is learnt of it. */
const ENOUGH = 1000;

/** One program of a simulation, loaded when first used, with what is known of its speed. */
export interface Runner {
  readonly planned: Planned;
  /** Seconds of a whole unit, the best seen; undefined until it has run. */
  seconds(): number | undefined;
  /** Whether its speed is known well enough to prefer another. */
  isMeasured(): boolean;
  run(inputs: readonly PortArray[], frames: number, outputs: readonly PortArray[]): void;
  /** What runs the frame in these arrays, each time it is called. */
  bind(inputs: readonly PortArray[], outputs: readonly PortArray[]): () => void;
  close(): void;
}

export function openRunner(planned: Planned): Runner {
  let program: LoadedProgram | undefined;
  let best: number | undefined;
  let samples = 0;
  return {
    planned,
    seconds: () => best,
    isMeasured: () => samples >= SAMPLES,
    run(inputs, frames, outputs) {
      program ??= planned.load();
      // Of a network of a fifth of a microsecond, the clock would be a good part.
      if (samples >= ENOUGH) {
        program.run(inputs, frames, outputs);
        return;
      }
      const start = performance.now();
      program.run(inputs, frames, outputs);
      const seconds = (performance.now() - start) / 1000 / unitsOf(planned, frames);
      best = Math.min(best ?? Infinity, seconds);
      samples++;
    },
    bind(inputs, outputs) {
      program ??= planned.load();
      const { run } = program;
      const step = (): void => {
        run(inputs, 1, outputs);
      };
      return program.bind?.(inputs, outputs) ?? step;
    },
    close() {
      program?.close();
      program = undefined;
    },
  };
}

/** Work that is worth the time that it takes to make another program and try it. */
const WORTH_SECONDS = 1;

/** Whether another program may be better for what is left of a batch: for few frames, or where there is much to gain. */
export function wantsOther(first: Runner, frames: number): boolean {
  const { unit } = first.planned;
  if (2 * frames < unit) return true;
  return first.isMeasured() && ((first.seconds() ?? 0) * frames) / unit >= WORTH_SECONDS;
}

const unitsOf = ({ unit }: Planned, frames: number): number => Math.ceil(frames / unit);

/**
 * The program for what is left of a batch: the faster one by measurement, and while that is not known, the one for many
 * frames unless most of its unit would be empty. Large batches first try both.
 *
 * @param runners  in the order of preference
 */
export function pickRunner(runners: readonly Runner[], frames: number): Runner {
  const first = runners[0]!;
  if (runners.length === 1) return first;
  let [largest, least] = [1, Infinity];
  let [untried, best, fitting]: (Runner | undefined)[] = [];
  for (const runner of runners) {
    const { planned } = runner;
    largest = Math.max(largest, planned.unit);
    if (!runner.isMeasured()) untried ??= runner;
    // The first that fits is the preferred one.
    if (2 * frames >= planned.unit) fitting ??= runner;
    const seconds = (runner.seconds() ?? NaN) * unitsOf(planned, frames);
    if (seconds < least) [best, least] = [runner, seconds];
    else if (Number.isNaN(seconds)) least = -Infinity;
  }
  if (untried && frames >= TRIAL_UNITS * largest) return untried;
  return least > 0 && best ? best : (fitting ?? first);
}
/** A batch of so many units is large enough to try every program on. */
const TRIAL_UNITS = 8;

/**
 * Frames of the next block: whole units, about as many as take BLOCK_SECONDS. A program that another may replace is tried
 * on a part of the batch only.
 */
export function blockOf({ planned: { unit }, seconds }: Runner, left: number): number {
  const known = seconds();
  // A program of one frame at a time shows its speed on a few; one of many needs a whole unit.
  const trial = unit === 1 ? TRIAL_FRAMES : unit;
  const wanted = known === undefined ? trial : Math.max(1, Math.round(BLOCK_SECONDS / Math.max(known, 1e-9))) * unit;
  return Math.min(left, Math.max(unit, wanted));
}
const TRIAL_FRAMES = 16;
