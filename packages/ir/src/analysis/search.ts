/** The least integer in [low, high] at which a rising condition holds, `high + 1` if none. */
export function leastInteger(holds: (n: number) => boolean, low: number, high: number): number {
  let [from, to] = [low, high + 1];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The least float32 at which a rising condition holds; −∞ if it holds for all finite ones, ∞ if for none. */
export function leastFloat32(holds: (value: number) => boolean): number {
  const key = leastInteger((n) => holds(fromOrder(n)), -LARGEST, LARGEST);
  if (key === -LARGEST) return -Infinity;
  return key > LARGEST ? Infinity : fromOrder(key);
}

/** Bits of the largest finite float32. */
const LARGEST = 0x7f7fffff;
const bits = new DataView(new ArrayBuffer(4));

/** Finite float32 numbers in order, 0 at 0. */
function fromOrder(n: number): number {
  bits.setInt32(0, Math.abs(n));
  const size = bits.getFloat32(0);
  return n < 0 ? -size : size;
}
