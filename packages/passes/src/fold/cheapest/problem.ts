import type { Cost } from './cost.ts';

/** One way to fold a layer. */
export interface Choice {
  /** Clock cycles a frame occupies the layer. */
  readonly cycles: number;
  readonly cost: Cost;
  /** Elements a beat that it reads of each net in `LayerChoices.reads`. */
  readonly reads: readonly number[];
  /** What it writes to each net in `LayerChoices.writes`: an index that the net gives a meaning. */
  readonly writes: readonly number[];
  /** Of choices that cost the same, the least comes first. */
  readonly rank: number;
}

/** A layer with all the ways to fold it. */
export interface LayerChoices {
  /** Nets as indices into `FoldingProblem.nets`, one an operand; a net that is read twice is there twice. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  readonly choices: readonly Choice[];
}

/** A stream from one layer to others. What lies between them depends on how both ends are folded. */
export interface Net {
  readonly readers: number;
  /** Absent where no layer writes it: an input of the network, which comes in the form that its first reader wants. */
  readonly written: boolean;
  /** FIFO and width converter from a written form to a reader's lanes; of an unwritten net, the form is lanes. */
  connect(form: number, lanes: number): Cost;
  /** The forks that give a form to all readers. */
  fork(form: number): Cost;
}

/** How a network may be folded, and what each way costs: all that the search knows. */
export interface FoldingProblem {
  /** In topological order. */
  readonly layers: readonly LayerChoices[];
  readonly nets: readonly Net[];
}

/** Cycles of the layer that is slowest when all are as fast as they can be: no folding has a shorter interval. */
export const leastInterval = ({ layers }: FoldingProblem): number =>
  Math.max(0, ...layers.map(({ choices }) => Math.min(...choices.map(({ cycles }) => cycles))));
