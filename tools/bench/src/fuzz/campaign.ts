import { printGraph, type Graph } from '@finnc/ir';
import { signPaddingChoices } from '@finnc/ir/hw';
import { randomNetwork, replayedChoices, seededChoices } from '@finnc/ir/testing';
import { outcomeOf, type Outcome, type TryOptions } from './outcome.ts';
import { shrunk } from './shrink.ts';

export interface CampaignOptions {
  /** Networks are those of `seed`, `seed + 1`, … */
  readonly seed: number;
  readonly count: number;
  /** Every how many networks that compile have their C++ compiled, too; never if 0. */
  readonly cppEvery: number;
  readonly onNetwork?: (seed: number, outcome: Outcome) => void;
  /** What decides about a network; `outcomeOf` if left out. */
  readonly judge?: Judge;
}
type Judge = (network: Graph, options: TryOptions) => Promise<Outcome>;

export interface Failure {
  readonly seed: number;
  readonly code: string;
  readonly reason: string;
  /** The smallest network found that fails with the same code. */
  readonly fnir: string;
}

export interface Campaign {
  readonly networks: number;
  readonly compiled: number;
  /** Of those, with a part that the host runs. */
  readonly split: number;
  /** Of those, compared with their C++. */
  readonly cpp: number;
  /** How many were refused, by code and reason without names and numbers. */
  readonly declined: ReadonlyMap<string, number>;
  /** The same of the first operator that the host runs. */
  readonly onHost: ReadonlyMap<string, number>;
  readonly failures: readonly Failure[];
  /** How often each op occurs in networks that compile. */
  readonly ops: ReadonlyMap<string, number>;
}

/** Tries random networks one after another; each failure is shrunk. */
export async function campaign({
  seed,
  count,
  cppEvery,
  onNetwork,
  judge = outcomeOf,
}: CampaignOptions): Promise<Campaign> {
  const declined = new Map<string, number>();
  const ops = new Map<string, number>();
  const failures: Failure[] = [];
  const onHost = new Map<string, number>();
  let [compiled, split, cpp] = [0, 0, 0];
  for (let own = seed; own < seed + count; own++) {
    const wantsCpp = cppEvery > 0 && compiled % cppEvery === cppEvery - 1;
    const options: TryOptions = {
      cpp: wantsCpp,
      signPadding: signPaddingChoices[own % signPaddingChoices.length]!,
      ...(own % 2 === 0 ? { targetCycles: 1500 } : {}),
    };
    const choices = seededChoices(own);
    const network = randomNetwork(choices);
    const outcome = await judge(network, options);
    onNetwork?.(own, outcome);
    if (outcome.kind === 'compiles') {
      compiled++;
      if (wantsCpp) cpp++;
      const [first] = outcome.host;
      if (first) {
        split++;
        addOne(onHost, kindOf({ code: first.op, reason: first.reason }));
      }
      for (const name of new Set(network.order().map(({ op }) => op.name))) addOne(ops, name);
    } else if (outcome.kind === 'declined') addOne(declined, kindOf(outcome));
    else failures.push({ seed: own, ...(await smallest(choices.taken, outcome, (graph) => judge(graph, options))) });
  }
  return { networks: count, compiled, split, cpp, declined, onHost, failures, ops };
}

const addOne = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** A refusal without the names and numbers of this network. */
const kindOf = ({ code, reason }: { readonly code: string; readonly reason: string }): string =>
  `${code}: ${reason
    .replace(/'[^']*' \((qnn\.\w+)\)/g, '$1')
    .replace(/'[^']*'/g, '…')
    .replace(/\d+/g, 'N')}`;

async function smallest(
  taken: readonly number[],
  { code, reason }: { readonly code: string; readonly reason: string },
  judge: (network: Graph) => Promise<Outcome>,
): Promise<Omit<Failure, 'seed'>> {
  let latest = reason;
  const small = await shrunk(taken, async (candidate) => {
    const choices = replayedChoices(candidate);
    const outcome = await judge(randomNetwork(choices));
    if (outcome.kind !== 'fails' || outcome.code !== code) return undefined;
    latest = outcome.reason;
    return choices.taken;
  });
  return { code, reason: latest, fnir: textOf(randomNetwork(replayedChoices(small))) };
}

const textOf = (graph: Graph): string => printGraph(graph).text;
