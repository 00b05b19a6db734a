import type { Graph, Tensor } from '@finnc/ir';
import { unravel } from './compare.ts';
import type { Observations } from './observe.ts';

/** Where a network gives a number that is none, in the source model's terms. */
export interface NaNPlace {
  readonly tensor: string;
  readonly index: string;
}

export interface NaNSearch {
  readonly place?: NaNPlace;
  /** Names of the first tensor with NaN and of those computed later, which may follow from it; absent without any. */
  readonly behind?: Set<string>;
}

/** The first tensor with NaN among a feed and what a state computes of it, in order. */
export function firstNaN(seen: Observations, { inputPorts }: Graph, feed: readonly Tensor[]): NaNSearch {
  for (const [i, { data, type }] of feed.entries()) {
    const place = placeIn(`input ${inputPorts[i]?.name ?? i}`, data, type.shape);
    if (place) return { place, behind: new Set(seen.keys()) };
  }
  const names = [...seen.keys()];
  for (const [i, name] of names.entries()) {
    const { reals, shape } = seen.get(name)!;
    const place = placeIn(name, reals, shape);
    if (place) return { place, behind: new Set(names.slice(i)) };
  }
  return {};
}

function placeIn(tensor: string, data: ArrayLike<number>, shape: readonly number[]): NaNPlace | undefined {
  for (let i = 0; i < data.length; i++)
    if (Number.isNaN(data[i])) return { tensor, index: `[${unravel(i, shape).join(', ')}]` };
  return undefined;
}
