/** What both simulators tell of a run over some frames; all times are cycles from 0, in which the first word can enter. */
export interface Run {
  /** Cycle in which the first word of the first frame leaves. */
  readonly firstOutput: number;
  /** Cycle in which the last word enters. */
  readonly lastInput: number;
  /** Cycle in which the last word of the last frame leaves. */
  readonly lastOutput: number;
  /** Of each frame that left, the cycle of its last word. */
  readonly frameEnds: readonly number[];
  /** Most words each queue held at the end of a cycle. */
  readonly high: readonly number[];
  /** Nothing can move any more though frames are left. */
  readonly isDeadlocked: boolean;
}

/** An exact rate: `frames` frames leave every `cycles` cycles, for ever, once `after` frames have left. */
export interface Period {
  readonly cycles: number;
  readonly frames: number;
  readonly after: number;
}

/** Mean cycles between frames. */
export const intervalOf = ({ cycles, frames }: Period): number => cycles / frames;
