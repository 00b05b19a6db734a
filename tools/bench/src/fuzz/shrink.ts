/**
 * A smaller list of choices that still fails: parts are left out, ever shorter ones, then numbers are lowered, until
 * nothing smaller fails or the budget is used up.
 *
 * @param fails   whether the value that the choices stand for still fails; the choices that were really read are passed back
 * @param budget  most trials
 */
export async function shrunk(
  choices: readonly number[],
  fails: (choices: readonly number[]) => Promise<readonly number[] | undefined>,
  budget = 400,
): Promise<readonly number[]> {
  let best = choices;
  let left = budget;
  const accept = async (candidate: readonly number[]): Promise<boolean> => {
    if (left-- <= 0) return false;
    const read = await fails(candidate);
    if (!read || !isSmaller(read, best)) return false;
    best = read;
    return true;
  };
  for (let before: readonly number[] | undefined; before !== best && left > 0;) {
    before = best;
    for (let size = Math.max(1, best.length >> 1); size >= 1; size >>= 1) {
      for (let at = best.length - size; at >= 0 && left > 0; at -= size) {
        await accept([...best.slice(0, at), ...best.slice(at + size)]);
      }
    }
    for (let at = 0; at < best.length && left > 0; at++) await lower(at);
  }
  return best;

  /** The least value at one place that still fails, by halving the distance. */
  async function lower(at: number): Promise<void> {
    for (let distance = best[at] ?? 0; distance >= 1 && left > 0; distance = Math.floor(distance / 2)) {
      const value = (best[at] ?? 0) - distance;
      if (value >= 0) await accept(best.with(at, value));
    }
  }
}

/** Fewer choices are simpler; of equally many those that are less, from the first on. */
function isSmaller(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return a.length < b.length;
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && a[at]! < b[at]!;
}
