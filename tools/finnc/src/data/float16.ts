const scratch = new DataView(new ArrayBuffer(4));

/** The value of an IEEE 754 half; exact, since every half is a float32. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The half nearest to a float32 value, ties to even; too large becomes infinity, NaN the quiet NaN. */
export function numberToHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0xff) return sign | (fraction === 0 ? 0x7c00 : 0x7e00);
  const halfExponent = exponent - 112;
  if (halfExponent >= 0x1f) return sign | 0x7c00;
  // A float32 below 2^-24 / 2 rounds to zero; between there and 2^-14 it becomes subnormal, so more bits fall off.
  if (halfExponent < -10) return sign;
  const significand = halfExponent > 0 ? (halfExponent << 23) | fraction : fraction | 0x800000;
  const drop = halfExponent > 0 ? 13 : 14 - halfExponent;
  const kept = significand >>> drop;
  const rest = significand & ((1 << drop) - 1);
  const half = 1 << (drop - 1);
  // A carry out of the fraction runs into the exponent, which is the right result (up to infinity).
  return sign | (rest > half || (rest === half && kept & 1) ? kept + 1 : kept);
}
