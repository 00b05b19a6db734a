import type { PortArray } from '@finnc/backend-simulator';
import type { Diagnostic, Tensor } from '@finnc/ir';
import { decide, type Decision } from '../data/decision.ts';
import { ConfusionCounter, type Confusion } from './confusion.ts';
import { outputReader } from './hardware.ts';
import type { ModelFrames } from './model-frames.ts';
import { packedFrames } from './packed-frames.ts';
import type { Runnable } from './runnable.ts';

export interface EvaluateOptions {
  readonly limit?: number;
  readonly decision: Decision;
  /** Stops between two blocks of frames: what follows is the evaluation of those that are done. */
  readonly signal?: AbortSignal;
  /** Called now and then, at least after each block of frames. */
  readonly onProgress?: (frames: number, framesPerSecond: number) => void;
  /** Called with every frame's outputs. */
  readonly onFrame?: (frame: number, outputs: readonly Tensor[]) => void;
}

export interface Evaluation {
  readonly frames: number;
  /** Frames whose class is the label; absent without labels. */
  readonly correct?: number;
  /** Frames whose label is among the classes that the network selects, where it selects several. */
  readonly among?: { readonly classes: number; readonly correct: number };
  /** What frames of each label were taken for. */
  readonly confusion?: Confusion;
  /** Of the network alone, without reading and laying out data. */
  readonly framesPerSecond: number;
}

/** Runs all frames; stops at the first block with a frame that the model cannot take. */
export async function evaluate(
  runnable: Runnable,
  frames: ModelFrames,
  { limit = Infinity, decision, signal, onProgress, onFrame }: EvaluateOptions,
): Promise<{ readonly evaluation: Evaluation } | { readonly problems: readonly Diagnostic[] }> {
  const total = Math.min(frames.frames, limit);
  const runner = framesRunner(runnable, frames);
  const count = counter(runnable, decision);
  let done = 0;
  let seconds = 0;
  while (done < total && !signal?.aborted) {
    const to = Math.min(total, done + runner.block);
    const before = { done, seconds };
    const onPart = (part: number, partSeconds: number): void =>
      onProgress?.(before.done + part, (before.done + part) / (before.seconds + partSeconds));
    const block = await runner.run(done, to, onPart, signal, total).catch((error: unknown) => {
      if (signal?.aborted) return undefined;
      throw error;
    });
    if (!block) break;
    if ('problems' in block) return block;
    seconds += block.seconds;
    for (let frame = done; frame < to; frame++) {
      const outputs = block.outputs(frame - done);
      onFrame?.(frame, outputs);
      const label = frames.labels?.[frame];
      if (label !== undefined) count.add(label, outputs);
    }
    done = to;
    onProgress?.(done, done / seconds);
  }
  const labelled = frames.labels ? count.result() : {};
  return { evaluation: { frames: done, ...labelled, framesPerSecond: seconds > 0 ? done / seconds : 0 } };
}

/** A block of frames that has been run. */
interface Block {
  readonly seconds: number;
  /** Outputs of a frame, counted from the first of the block. */
  readonly outputs: (frame: number) => readonly Tensor[];
}
interface FramesRunner {
  /** Frames in one go. */
  readonly block: number;
  /** @param last  where all frames end */
  run(
    from: number,
    to: number,
    onPart: (frames: number, seconds: number) => void,
    signal: AbortSignal | undefined,
    last: number,
  ): Promise<Block | { readonly problems: readonly Diagnostic[] }>;
}

/** Bytes of input that are laid out at a time. */
const packedBytes = 1 << 24;

/** Stored bytes go to the simulator as they are, if the whole network is hardware; others as checked tensors. */
function framesRunner(runnable: Runnable, frames: ModelFrames): FramesRunner {
  const checked = checkedRunner(runnable, frames);
  const { simulation } = runnable;
  const pack = simulation && packedFrames(simulation, frames);
  if (!simulation || !pack) return checked;
  const elements = Math.max(1, simulation.inputs[0]?.length ?? 1);
  const block = Math.max(checked.block, Math.floor(packedBytes / elements));
  let ahead: { readonly from: number; readonly to: number; readonly packed: PortArray | undefined } | undefined;
  return {
    block,
    async run(from, to, onPart, signal, last) {
      const packed = ahead?.from === from && ahead.to === to ? ahead.packed : pack(from, to);
      // Told frame by frame what is wrong.
      if (!packed) return checked.run(from, to, onPart, signal, last);
      const start = performance.now();
      const running = simulation.run([packed], {
        ...(signal ? { signal } : {}),
        onProgress: ({ frames: done, framesPerSecond }) => onPart(done, done / framesPerSecond),
      });
      // Other threads leave this one the time to lay out what comes next.
      const next = Math.min(last, to + block);
      if (next > to && simulation.engine.threads > 1) ahead = { from: to, to: next, packed: pack(to, next) };
      const arrays = await running;
      return { seconds: secondsSince(start), outputs: outputReader(simulation, arrays) };
    },
  };
}

function checkedRunner(runnable: Runnable, frames: ModelFrames): FramesRunner {
  return {
    block: 256,
    async run(from, to, _onPart, signal) {
      const values = Array.from({ length: to - from }, (_, i) => frames.read(from + i));
      for (const frame of values) {
        const problems = runnable.check(frame);
        if (problems.length > 0) return { problems };
      }
      const start = performance.now();
      const results = await runnable.run(values, signal ? { signal } : {});
      // Lets an interrupt through, and a terminal redraw.
      await new Promise((resolve) => setImmediate(resolve));
      return { seconds: secondsSince(start), outputs: (frame) => results[frame]! };
    },
  };
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

interface Counter {
  add(label: number, outputs: readonly Tensor[]): void;
  result(): Pick<Evaluation, 'correct' | 'among' | 'confusion'>;
}

function counter(runnable: Runnable, decision: Decision): Counter {
  const confusion = new ConfusionCounter();
  let [correct, among, classes] = [0, 0, 0];
  return {
    add(label, outputs) {
      const chosen = classOf(runnable, outputs, decision);
      confusion.add(label, chosen);
      if (chosen === label) correct++;
      const selected = selectedBy(runnable, outputs);
      if (selected.includes(label)) among++;
      classes = selected.length;
    },
    result: () => ({
      correct,
      ...(classes > 1 ? { among: { classes, correct: among } } : {}),
      confusion: confusion.matrix(runnable.selects ? 0 : runnable.outputs),
    }),
  };
}

/** The class a frame's outputs stand for: the index the network selects, or what the decision makes of its scores. */
export function classOf({ selects }: Runnable, [output]: readonly Tensor[], decision: Decision): number {
  if (!output) throw new RangeError('the network has no output');
  return selects ? (output.data[0] ?? 0) : decide(decision, output.data);
}

/** The classes that a network selects by itself, best first; none of one that gives scores. */
export const selectedBy = ({ selects }: Runnable, [output]: readonly Tensor[]): readonly number[] =>
  selects && output ? Array.from(output.data) : [];
