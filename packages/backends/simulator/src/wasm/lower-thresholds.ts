/** Thresholds that numbers of `bits` bits reach at times, and those below all numbers as the least of them. */
export function reachable(thresholds: Int32Array, bits: number, signed: boolean): readonly number[] {
  const least = signed ? -(2 ** (bits - 1)) : 0;
  const greatest = least + 2 ** bits - 1;
  return Array.from(
    thresholds.filter((threshold) => threshold <= greatest),
    (threshold) => Math.max(threshold, least),
  );
}

/** A row for `countReached`: how many there are, and the complements of their bits, but of the top bit of signed ones. */
export function thresholdRow(thresholds: readonly number[], bits: number, signed: boolean): Int32Array {
  const words = new Int32Array(1 + thresholds.length * bits);
  words[0] = thresholds.length;
  let at = 1;
  for (const threshold of thresholds) {
    for (let bit = 0; bit < bits; bit++) {
      const isSet = (Math.floor(threshold / 2 ** bit) & 1) === 1;
      const isKept = signed && bit === bits - 1;
      words[at++] = isSet === isKept ? -1 : 0;
    }
  }
  return words;
}
