import type { Diagnostic, Tensor } from '@finnc/ir';
import { decide, type Decision } from '../data/decision.ts';
import type { ModelFrames } from './model-frames.ts';
import type { Runnable } from './runnable.ts';

export interface EvaluateOptions {
  readonly limit?: number;
  readonly decision: Decision;
  /** Called after each block of frames. */
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
  /** Of the network alone, without reading and laying out data. */
  readonly framesPerSecond: number;
}

/** Frames in one go: enough for the packed kernels, little enough to show progress. */
const block = 256;

/** Runs all frames; stops at the first block with a frame that the model cannot take. */
export async function evaluate(
  runnable: Runnable,
  frames: ModelFrames,
  { limit = Infinity, decision, onProgress, onFrame }: EvaluateOptions,
): Promise<{ readonly evaluation: Evaluation } | { readonly problems: readonly Diagnostic[] }> {
  const total = Math.min(frames.frames, limit);
  let correct = 0;
  let among = 0;
  let classes = 0;
  let seconds = 0;
  for (let from = 0; from < total; from += block) {
    const values = Array.from({ length: Math.min(block, total - from) }, (_, i) => frames.read(from + i));
    for (const frame of values) {
      const problems = runnable.check(frame);
      if (problems.length > 0) return { problems };
    }
    const start = performance.now();
    const results = await runnable.run(values);
    seconds += (performance.now() - start) / 1000;
    results.forEach((outputs, i) => {
      onFrame?.(from + i, outputs);
      const label = frames.labels?.[from + i];
      if (label === undefined) return;
      if (classOf(runnable, outputs, decision) === label) correct++;
      const selected = selectedBy(runnable, outputs);
      if (selected.includes(label)) among++;
      classes = selected.length;
    });
    onProgress?.(from + values.length, (from + values.length) / seconds);
    // Lets an interrupt through, and a terminal redraw.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const framesPerSecond = total / seconds;
  const labelled = { correct, ...(classes > 1 ? { among: { classes, correct: among } } : {}) };
  return { evaluation: { frames: total, ...(frames.labels ? labelled : {}), framesPerSecond } };
}

/** The class a frame's outputs stand for: the index the network selects, or what the decision makes of its scores. */
export function classOf({ selects }: Runnable, [output]: readonly Tensor[], decision: Decision): number {
  if (!output) throw new RangeError('the network has no output');
  return selects ? (output.data[0] ?? 0) : decide(decision, output.data);
}

/** The classes that a network selects by itself, best first; none of one that gives scores. */
export const selectedBy = ({ selects }: Runnable, [output]: readonly Tensor[]): readonly number[] =>
  selects && output ? Array.from(output.data) : [];
