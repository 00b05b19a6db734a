/**
 * Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps of neighbours.
 *
 * @returns edits from `a` to `b`
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, before[j - 2]! + 1);
      current.push(edits);
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length]!;
}

/** Case, `-` and `_` are what people mix up between tools, so they cost nothing. */
const plain = (word: string): string => word.toLowerCase().replace(/[-_\s]/g, '');

/** The candidate nearest to a misspelt word, or undefined if none is near (more than a third of its letters differ). */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  // No word that people type is this long; the distance is quadratic.
  if (word.length > 100) return undefined;
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    // `mat_mul` for `qnn.mat_mul`: the dialect left out is the commonest slip.
    if (candidate.endsWith(`.${word}`)) return candidate;
    const [a, b] = [plain(word), plain(candidate)];
    const distance = editDistance(a, b);
    if (distance < least && distance <= Math.max(1, Math.floor(Math.max(a.length, b.length) / 3))) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}
