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
  const key = leastKey(holds);
  if (key === -LARGEST) return -Infinity;
  return key > LARGEST ? Infinity : fromOrder(key);
}

/**
 * The float32 at which a rising function has a value, of several the one with the shortest mantissa, 0 first: what a
 * person or a test would have put in. Where none has it, one of the two around it.
 */
export function float32At(f: (value: number) => number, value: number): number {
  const [first, behind] = [leastKey((x) => f(x) >= value), leastKey((x) => f(x) > value)];
  for (let step = 2 ** 31; first < behind; step /= 2) {
    const key = Math.ceil(first / step) * step;
    if (key < behind) return fromOrder(key);
  }
  return fromOrder(Math.min(first, LARGEST));
}

const leastKey = (holds: (value: number) => boolean): number =>
  leastInteger((n) => holds(fromOrder(n)), -LARGEST, LARGEST);

/** Bits of the largest finite float32. */
const LARGEST = 0x7f7fffff;
const bits = new DataView(new ArrayBuffer(4));

/** Finite float32 numbers in order, 0 at 0. */
function fromOrder(n: number): number {
  bits.setInt32(0, Math.abs(n));
  const size = bits.getFloat32(0);
  return n < 0 ? -size : size;
}
