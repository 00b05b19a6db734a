import { realValues } from '@finnc/passes';
import { executor, type Ask, type Graph, type Tensor, type Value } from '@finnc/ir';
import type { GoldenArray } from 'finnc/corpus';
import { greatest } from './outputs.ts';
import type { CodeCount } from './row.ts';

/** Real results that no quantiser fixes to steps may differ by what float32 rounds. */
const rounding = 1e-5;

/**
 * Compares what a graph state computes for quantised tensors of the source model with their known values.
 *
 * @param tensors  names of the quantised tensors in the source model
 * @param trace    known values; exporters' `/` in a name is `__` there
 * @param feeds    one tensor an input of the graph
 */
export function compareCodes(
  graph: Graph,
  ask: Ask,
  tensors: ReadonlySet<string>,
  trace: ReadonlyMap<string, GoldenArray>,
  feeds: readonly Tensor[],
): CodeCount {
  const known = new Map([...tensors].flatMap((name) => knownOf(name, trace)));
  const seen = new Set<string>();
  let [codes, mismatches] = [0, 0];
  const run = executor(graph, {
    ask,
    onValue(value, result) {
      const name = value.meaning?.tensor ?? value.name;
      const want = name === undefined ? undefined : known.get(name);
      if (name === undefined || !want || seen.has(name)) return;
      const got = realValues(value, result);
      if (got?.length !== want.data.length) return;
      seen.add(name);
      codes += got.length;
      mismatches += otherCodes(value, got, want.data);
    },
  });
  run(feeds);
  return { tensors: known.size, unseen: known.size - seen.size, codes, mismatches };
}

function knownOf(name: string, trace: ReadonlyMap<string, GoldenArray>): [string, GoldenArray][] {
  const array = trace.get(name) ?? trace.get(name.replaceAll('/', '__'));
  return array ? [[name, array]] : [];
}

/** Two values of one quantiser are the same code if they are less than half a step apart. */
function otherCodes({ meaning }: Value, got: ArrayLike<number>, want: ArrayLike<number>): number {
  const allowed = meaning ? 0.5 * Math.min(...meaning.scale.map(Math.abs)) : rounding * greatest(want);
  let count = 0;
  for (let i = 0; i < want.length; i++) if (!(Math.abs(got[i]! - want[i]!) <= allowed)) count++;
  return count;
}
