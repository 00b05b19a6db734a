import type { LoadedProgram, PortArray } from './engine.ts';
import type { Planned } from './choose-engine.ts';

/** Blocks take about this long, so that there is time for interrupts and news between them. */
const BLOCK_SECONDS = 0.01;
/** Runs of a program before its speed is believed: the first one meets cold caches. */
const SAMPLES = 2;

/** One program of a simulation, loaded when first used, with what is known of its speed. */
export interface Lane {
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

export function openLane(planned: Planned): Lane {
  let program: LoadedProgram | undefined;
  let best: number | undefined;
  let samples = 0;
  return {
    planned,
    seconds: () => best,
    isMeasured: () => samples >= SAMPLES,
    run(inputs, frames, outputs) {
      program ??= planned.load();
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

const unitsOf = ({ unit }: Planned, frames: number): number => Math.ceil(frames / unit);

/**
 * The program for what is left of a batch: the faster one by measurement, and while that is not known, the one for many
 * frames unless most of its unit would be empty. Large batches first try both.
 *
 * @param lanes  in the order of preference
 */
export function pickLane(lanes: readonly Lane[], frames: number): Lane {
  const [first, ...others] = lanes as readonly [Lane, ...Lane[]];
  if (others.length === 0) return first;
  const largest = Math.max(...lanes.map(({ planned }) => planned.unit));
  const untried = lanes.find((lane) => !lane.isMeasured());
  if (untried && frames >= TRIAL_UNITS * largest) return untried;
  const cost = (lane: Lane): number | undefined => {
    const seconds = lane.seconds();
    return seconds === undefined ? undefined : seconds * unitsOf(lane.planned, frames);
  };
  const costs = lanes.map(cost);
  if (costs.every((seconds) => seconds !== undefined)) return lanes[costs.indexOf(Math.min(...costs))]!;
  const fitting = lanes.filter(({ planned }) => 2 * frames >= planned.unit);
  return fitting.find((lane) => lane === first) ?? fitting[0] ?? first;
}
/** A batch of so many units is large enough to try every program on. */
const TRIAL_UNITS = 8;

/**
 * Frames of the next block: whole units, about as many as take BLOCK_SECONDS. A program that another may replace is tried
 * on a part of the batch only.
 */
export function blockOf({ planned: { unit }, seconds }: Lane, left: number): number {
  const known = seconds();
  // A program of one frame at a time shows its speed on a few; one of many needs a whole unit.
  const trial = unit === 1 ? TRIAL_FRAMES : unit;
  const wanted = known === undefined ? trial : Math.max(1, Math.round(BLOCK_SECONDS / Math.max(known, 1e-9))) * unit;
  return Math.min(left, Math.max(unit, wanted));
}
const TRIAL_FRAMES = 16;
