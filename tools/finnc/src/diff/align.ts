/** What an alignment looks at. */
export interface Alignable {
  readonly kind: string;
  readonly sources: readonly string[];
  /** What comes out, as text. */
  readonly output: string;
}

export type Pair<T> = readonly [T, T] | readonly [T, undefined] | readonly [undefined, T];

/**
 * Aligns two sequences of layers: a layer is paired with one that came from the same source, else with one of its kind at
 * the same place between others. Both orders are kept, as in a comparison of texts.
 *
 * The pairing with the greatest sum of scores, in time and memory |a| · |b|.
 */
export function align<T extends Alignable>(a: readonly T[], b: readonly T[]): readonly Pair<T>[] {
  const columns = b.length + 1;
  const best = new Float64Array((a.length + 1) * columns);
  const at = (i: number, j: number): number => best[i * columns + j]!;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const pair = score(a[i]!, b[j]!) + at(i + 1, j + 1);
      best[i * columns + j] = Math.max(pair, at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: Pair<T>[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left && right && score(left, right) > 0 && at(i, j) === score(left, right) + at(i + 1, j + 1)) {
      pairs.push([left, right]);
      i++;
      j++;
    } else if (left && (!right || at(i, j) === at(i + 1, j))) {
      pairs.push([left, undefined]);
      i++;
    } else if (right) {
      pairs.push([undefined, right]);
      j++;
    }
  }
  return pairs;
}

/** A common source weighs more than any number of equal kinds and outputs nearby could. */
function score(a: Alignable, b: Alignable): number {
  if (a.kind !== b.kind) return 0;
  const common = a.sources.filter((source) => b.sources.includes(source)).length;
  return 1 + (common > 0 ? 8 + common : 0) + (a.output === b.output ? 2 : 0);
}
