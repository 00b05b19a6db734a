/*
 * IEEE binary16 and bfloat16, as bit patterns. Widening is exact. Narrowing serves only to write back what was
 * widened, so it refuses to round.
 */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function widenFloat16(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 0x1f;
  const fraction = pattern & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function widenBfloat16(pattern: number): number {
  bits[0] = pattern << 16;
  return float[0] ?? NaN;
}

function narrowFloat16(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size === Infinity) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | (size * 2 ** (10 - exponent) - 1024);
}

function narrowBfloat16(value: number): number {
  float[0] = value;
  return (bits[0] ?? 0) >>> 16;
}

function widening(widen: (pattern: number) => number) {
  return (patterns: Uint16Array): Float32Array => Float32Array.from(patterns, widen);
}

function narrowing(narrow: (value: number) => number, widen: (pattern: number) => number, name: string) {
  return (values: Float32Array): Uint16Array =>
    Uint16Array.from(values, (value) => {
      const pattern = narrow(value);
      if (!Object.is(widen(pattern), value)) throw new RangeError(`${value} is not a ${name} value`);
      return pattern;
    });
}

export const float16 = {
  widen: widening(widenFloat16),
  /** @throws RangeError for a value that binary16 does not hold exactly */
  narrow: narrowing(narrowFloat16, widenFloat16, 'float16'),
};

export const bfloat16 = {
  widen: widening(widenBfloat16),
  /** @throws RangeError for a value that bfloat16 does not hold exactly */
  narrow: narrowing(narrowBfloat16, widenBfloat16, 'bfloat16'),
};
