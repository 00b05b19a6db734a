/**
 * `total / parts`, which must come out whole: rounding would turn an illegal folding into a plausible number.
 *
 * @throws RangeError naming both when `parts` is not a positive integer that divides `total`
 */
export function divideExactly(total: number, parts: number, partsName: string, totalName: string): number {
  if (!Number.isInteger(parts) || parts < 1) throw new RangeError(`${partsName} = ${parts} is not a positive integer`);
  if (!Number.isInteger(total) || total % parts !== 0) {
    throw new RangeError(`${partsName} = ${parts} does not divide ${totalName} = ${total}`);
  }
  return total / parts;
}

/** Greatest number that divides each of some positive integers. */
export const greatestCommonDivisor = (...sizes: readonly number[]): number =>
  sizes.reduce((a, b) => {
    let [x, y] = [a, b];
    while (y !== 0) [x, y] = [y, x % y];
    return x;
  }, 0);
