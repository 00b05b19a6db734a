import type { Graph, Registry, Tensor } from '@finnc/ir';
import { hardwareFeeds, type HostPartition } from '@finnc/passes';
import type { GivenInputs } from '../compile-options.ts';
import type { Agreement } from './agreement.ts';

/** What one stage computes, compared with what it should. */
export interface StageResult {
  readonly stage: string;
  /** Outputs against the reference, or against the source model in exact arithmetic without one. */
  readonly outputs: Agreement;
  /** Inner tensors of the source model that the stage still has, against the source model in exact arithmetic. */
  readonly tensors?: Agreement;
  /** Frames whose class is the label. */
  readonly correct?: number;
}

/** Class of each frame, and how outputs become one. */
export interface Labels {
  readonly classes: ArrayLike<number>;
  decide(output: ArrayLike<number>): number;
}

/** What every stage is compared with, and on what. */
export interface Comparison {
  readonly source: Graph;
  readonly frames: GivenInputs;
  /** Outputs by somebody else, a list of frames with an array an output. */
  readonly known: readonly (readonly ArrayLike<number>[])[] | undefined;
  /** What of the network runs on the host. */
  readonly host: HostPartition | undefined;
  readonly registry: Registry;
  readonly labels: Labels | undefined;
  readonly onProgress: ((what: string) => void) | undefined;
}

/** What a stage is fed of the inputs of the whole network. */
export type Feeder = (feed: readonly Tensor[]) => readonly Tensor[];
export const asGiven: Feeder = (feed) => feed;
export const hardwareFeeder =
  (host: HostPartition, hardware: Graph, registry: Registry): Feeder =>
  (feed) =>
    hardwareFeeds(host, hardware, registry, [feed])[0] ?? [];

/**
 * Outputs of others are rounded to float32, in another order of sums. Half a step of the output's own integers is no
 * other code; real outputs may be off by what some roundings make of the greatest of them.
 */
export function outputTolerance(step: number, expected: ArrayLike<number>): () => number {
  let greatest = 0;
  for (let i = 0; i < expected.length; i++) greatest = Math.max(greatest, Math.abs(expected[i]!));
  const tolerance = Math.max(0.499 * step, 2 ** -20 * greatest);
  return () => tolerance;
}

/** Whether an output's class is the label; never without labels. */
export function isCorrect({ labels }: Comparison, frame: number, output: ArrayLike<number> | undefined): boolean {
  return labels !== undefined && output !== undefined && labels.decide(output) === labels.classes[frame];
}
