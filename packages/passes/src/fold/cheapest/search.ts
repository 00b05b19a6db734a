import { free, isWithin, least, plus, weigh, type Cost } from './cost.ts';
import type { Choice, FoldingProblem, Net } from './problem.ts';

export interface SearchOptions {
  /** Most cycles that any layer may take. */
  readonly cycles: number;
  /** What a unit of each resource weighs; the least sum is sought. */
  readonly weights: Cost;
  /** What there is of each resource; absent: as much as it takes. */
  readonly limits?: Cost;
}

export interface Solution {
  readonly cost: Cost;
  /** Index of the choice of each layer. */
  readonly chosen: readonly number[];
}

/** What a search found; no solution where no folding is fast enough, or none within the limits. */
export interface Found {
  readonly solution?: Solution;
  /** Whether nothing cheaper is within the limits, or nothing at all; false where there were too many partial solutions. */
  readonly proven: boolean;
}

/** Partial solutions kept for one state of the open nets. */
const MOST_LABELS = 4_000;

/** A way to fold the layers so far. */
interface Label {
  readonly cost: Cost;
  readonly weight: number;
  readonly rank: number;
  readonly choice: number;
  readonly before: Label | undefined;
}

/** Forms of the nets that have readers left, with the partial solutions that end in them. */
interface State {
  readonly forms: ReadonlyMap<number, number>;
  readonly labels: Label[];
}

/**
 * The cheapest folding of a network in which no layer takes more cycles than `cycles`, within the limits.
 *
 * Goes through the layers in order. All that the rest depends on is the form of nets that have readers left, so of partial
 * solutions with equal forms only the cheapest stays; with limits, all of which none takes more of everything than another.
 * Chains have one open net, residual networks two or three, so there are few states.
 */
export function cheapestFolding(problem: FoldingProblem, options: SearchOptions): Found {
  const { limits, ...free } = options;
  const unlimited = search(problem, free);
  if (!unlimited.solution || !limits || isWithin(unlimited.solution.cost, limits)) return unlimited;
  return search(problem, options);
}

function search({ layers, nets }: FoldingProblem, { cycles, weights, limits }: SearchOptions): Found {
  const rest = limits && leastOfRest(layers.map(({ choices }) => choices.filter((choice) => choice.cycles <= cycles)));
  const left = nets.map(({ readers }) => readers);
  let states: State[] = [{ forms: new Map(), labels: [{ ...start }] }];
  let proven = true;
  for (const [i, { reads, writes, choices }] of layers.entries()) {
    const closed = reads.filter((net, at) => --left[net]! === 0 && reads.lastIndexOf(net) === at);
    const next = new Map<string, State>();
    for (const { forms, labels } of states) {
      for (const [index, choice] of choices.entries()) {
        if (choice.cycles > cycles) continue;
        const after = new Map(forms);
        const added = plus(choice.cost, plumbing({ reads, writes }, choice, after, nets));
        for (const net of closed) after.delete(net);
        const key = [...after].join(';');
        const known = next.get(key);
        const state = known ?? { forms: after, labels: [] };
        if (!known) next.set(key, state);
        for (const before of labels) {
          const cost = plus(before.cost, added);
          if (rest && limits && !isWithin(plus(cost, rest[i + 1]!), limits)) continue;
          const label = { cost, weight: weigh(cost, weights), rank: before.rank + choice.rank, choice: index, before };
          if (!limits) keepBest(state.labels, label);
          else if (!state.labels.some((other) => isWithin(other.cost, cost))) keepPareto(state.labels, label);
        }
      }
    }
    states = [...next.values()].filter(({ labels }) => labels.length > 0);
    for (const { labels } of states) {
      if (labels.length <= MOST_LABELS) continue;
      proven = false;
      labels.sort(byWeight).length = MOST_LABELS;
    }
  }
  const [best] = states.flatMap(({ labels }) => labels).toSorted(byWeight);
  if (!best) return { proven };
  const chosen: number[] = [];
  for (let label: Label = best; label.before; label = label.before) chosen.unshift(label.choice);
  return { solution: { cost: best.cost, chosen }, proven };
}

const start: Label = { cost: free, weight: 0, rank: 0, choice: -1, before: undefined };

const byWeight = (a: Label, b: Label): number => a.weight - b.weight || a.rank - b.rank;

function keepBest(labels: Label[], label: Label): void {
  const [best] = labels;
  if (!best || byWeight(label, best) < 0) labels[0] = label;
}

/** Adds a label that none dominates, in place of those that it does. */
function keepPareto(labels: Label[], label: Label): void {
  let kept = 0;
  for (const other of labels) if (!isWithin(label.cost, other.cost)) labels[kept++] = other;
  labels.length = kept;
  labels.push(label);
}

/** What lies before and behind a layer that is folded so; `forms` gets what it writes. */
function plumbing(
  { reads, writes }: { readonly reads: readonly number[]; readonly writes: readonly number[] },
  choice: Choice,
  forms: Map<number, number>,
  nets: readonly Net[],
): Cost {
  let cost = free;
  for (const [at, net] of reads.entries()) {
    const lanes = choice.reads[at]!;
    const { connect, fork, readers } = nets[net]!;
    const known = forms.get(net);
    if (known === undefined) {
      // The first reader of an input decides how it comes; alone, it is the input.
      forms.set(net, lanes);
      if (readers > 1) cost = plus(cost, plus(fork(lanes), connect(lanes, lanes)));
    } else cost = plus(cost, connect(known, lanes));
  }
  for (const [at, net] of writes.entries()) {
    const form = choice.writes[at]!;
    if (nets[net]!.readers === 0) continue;
    forms.set(net, form);
    cost = plus(cost, nets[net]!.fork(form));
  }
  return cost;
}

/** For each layer, the least that it and all after it take of each resource, without what lies between them. */
function leastOfRest(choices: readonly (readonly Choice[])[]): readonly Cost[] {
  const rest: Cost[] = [free];
  for (const layer of choices.toReversed()) {
    const low = layer.map(({ cost }) => cost).reduce(least, [Infinity, Infinity, Infinity, Infinity, Infinity]);
    rest.unshift(plus(rest[0]!, low));
  }
  return rest;
}
