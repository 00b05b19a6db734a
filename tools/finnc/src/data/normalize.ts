import { dataProblems } from './diagnostics.ts';
import type { Loaded } from './loaded.ts';

/** Values are multiplied by `multiply`, then divided by `divide`; both are float32 values. */
export interface Normalization {
  readonly multiply: number;
  readonly divide: number;
}

/** Read `A/B`, as `--normalize` takes it: `1/255`, `2/255`, `-1.5e-1/4`. */
export function parseNormalize(text: string): Loaded<Normalization> {
  const bad = (reason: string): Loaded<Normalization> => ({ problem: dataProblems.badNormalize({ text, reason }) });
  const parts = text.split('/');
  if (parts.length !== 2) return bad(`it has ${parts.length - 1} slashes, not one`);
  const [a = '', b = ''] = parts.map((part) => part.trim());
  for (const part of [a, b]) {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part)) return bad(`'${part}' is not a number`);
    if (!Number.isFinite(Math.fround(Number(part)))) return bad(`${part} is too large for float32`);
  }
  const divide = Math.fround(Number(b));
  if (divide === 0) return bad(`it divides by ${b}, which is 0 in float32`);
  return { value: { multiply: Math.fround(Number(a)), divide } };
}

/** Normalise in place, rounding to float32 after the product and after the quotient, as numpy and torch do. */
export function normalize(values: Float32Array, { multiply, divide }: Normalization): Float32Array {
  for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i]! * multiply) / divide;
  return values;
}
