import type { Graph, Registry } from '@finnc/ir';
import { batchSizes, compareEngine, type Outcome } from './compare.ts';
import { samplesOf } from './samples.ts';
import { engineVariants, interpreters } from '../variants.ts';

/** A graph to run on all engines. */
export interface Case {
  readonly name: string;
  /** Nothing where no part of the network is hardware, with the reason. */
  readonly make: () => Graph | string | Promise<Graph | string>;
}

export interface CaseResult {
  readonly name: string;
  readonly frames: number;
  /** Frames that the reference executor ran, and values in which the plain simulator differs from it. */
  readonly referenced: number;
  readonly differing: number;
  readonly outcomes: readonly Outcome[];
  /** Why nothing was compared. */
  readonly left?: string;
  /** What was thrown: a bug of ours. */
  readonly thrown?: string;
}

export interface Effort {
  /** For the oracles of a graph, and most for a batch. */
  readonly seconds: number;
  readonly mostFrames: number;
  readonly batches: readonly number[];
  /** Most threads. */
  readonly threads: number;
}
export const fullEffort: Effort = { seconds: 4, mostFrames: 131, batches: batchSizes, threads: 2 };

/** Most time of a frame in the plain simulator for which programs are interpreted as well, number by number. */
const interpretedSeconds = 0.002;

/** Compares every engine, in each mode and with each number of threads, with the oracles. */
export async function runCase({ name, make }: Case, registry: Registry, effort: Effort): Promise<CaseResult> {
  const nothing = { name, frames: 0, referenced: 0, differing: 0, outcomes: [] };
  const outcomes: Outcome[] = [];
  try {
    const graph = await make();
    if (typeof graph === 'string') return { ...nothing, left: graph };
    const samples = samplesOf(graph, registry, effort);
    const withInterpreters = samples.seconds < interpretedSeconds ? interpreters : [];
    for (const variant of [...engineVariants, ...withInterpreters]) {
      for (const way of variant.ways.filter(({ threads }) => threads <= effort.threads))
        outcomes.push(await compareEngine(graph, registry, samples, variant, way, effort));
    }
    const { frames, referenced, differing } = samples;
    return { name, frames, referenced, differing, outcomes };
  } catch (error) {
    const thrown = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...nothing, outcomes, thrown };
  }
}

/** Whether nothing was found that differs. */
export const isEqual = ({ differing, outcomes, thrown }: CaseResult): boolean =>
  thrown === undefined && differing === 0 && outcomes.every((outcome) => outcome.differing === 0);
