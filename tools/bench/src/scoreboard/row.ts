/** The way of a model from file to C++, in order; each needs the one before. */
export const stageNames = ['import', 'streamline', 'lower', 'simulate', 'c++'] as const;
export type StageName = (typeof stageNames)[number];

/**
 * `wrong`: it ran, with other values than known; `rounding`: these are exact, the known ones are rounded on a step;
 * `left out`: nobody asked, or there is nothing to compare with.
 */
export type Verdict = 'ok' | 'failed' | 'wrong' | 'rounding' | 'left out';

/** What was measured of one model; what was not reached is absent. */
export interface Row {
  readonly model: string;
  /** Whether outputs are known. */
  readonly golden: boolean;
  readonly stages: Readonly<Partial<Record<StageName, Verdict>>>;
  /** Nodes that compute in floating point after streamlining. */
  readonly floatOps?: number;
  /** Operators of the source model that the host runs. */
  readonly hostOps?: number;
  /** Of the quantisers of the first sample, where every tensor of it is known. */
  readonly codes?: CodeCount;
  readonly difference?: Difference;
  /** The first error, or what was thrown. */
  readonly problem?: { readonly code: string; readonly text: string };
  readonly seconds?: number;
}

export interface CodeCount {
  /** Quantised tensors of the source model; `unseen` of them have no counterpart in the streamlined graph. */
  readonly tensors: number;
  readonly unseen: number;
  readonly codes: number;
  readonly mismatches: number;
}

/** The largest difference of an output from the known one, over all samples. */
export interface Difference {
  readonly absolute: number;
  /** Of the largest known output. */
  readonly relative: number;
}

/** Float32 sums of the reference carry errors up to about 1e-6; one step of an 8-bit code is 4e-3. */
export const tolerance = 1e-5;

const isFine = (verdict: Verdict | undefined): boolean => verdict === 'ok' || verdict === 'left out';

/** Whether everything that can be measured of a model is right, to its C++. */
export const isGreen = ({ golden, stages, codes }: Row): boolean =>
  golden && stageNames.every((stage) => isFine(stages[stage])) && (codes?.mismatches ?? 0) + (codes?.unseen ?? 0) === 0;
