import type { Diagnostic } from '@finnc/ir';
import { dataProblems } from './diagnostics.ts';
import { imageGeometry } from './image-input.ts';
import type { Loaded } from './loaded.ts';

/**
 * Values are multiplied by `multiply`, then divided by `divide`; then `mean` is subtracted, and `std` divides the
 * difference. All are float32 values; mean and standard deviation have one entry, or one a channel.
 */
export interface Normalization {
  readonly multiply: number;
  readonly divide: number;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

/** Normalisation as users state it: `A/B`, and torchvision's mean and standard deviation of pixels between 0 and 1. */
export interface Preprocessing {
  readonly normalize?: string;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
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

/** All that is done to an input; nothing if nothing is asked for. Mean and deviation are those of x / 255 by default. */
export function normalizationOf({ normalize: text, mean, std }: Preprocessing): Loaded<Normalization | undefined> {
  if (!mean && !std) return text === undefined ? { value: undefined } : parseNormalize(text);
  const scaling = parseNormalize(text ?? '1/255');
  if (scaling.problem) return scaling;
  const float32 = (values: readonly number[]): readonly number[] => values.map(Math.fround);
  return {
    value: { ...scaling.value, ...(mean ? { mean: float32(mean) } : {}), ...(std ? { std: float32(std) } : {}) },
  };
}

/** The axis of the channels in an input's shape, batch first; undefined for a flat one. */
export function channelAxis(shape: readonly number[]): number | undefined {
  if (shape.length < 3) return undefined;
  return shape.length === 4 && imageGeometry(shape)?.layout === 'hwc' ? 3 : 1;
}

/** What is wrong with the number of means or deviations for an input of a shape, batch first. */
export function channelProblem(
  { mean, std }: Pick<Normalization, 'mean' | 'std'>,
  shape: readonly number[],
  input: string,
): Diagnostic | undefined {
  const axis = channelAxis(shape);
  const channels = axis === undefined ? 1 : (shape[axis] ?? 1);
  for (const [what, values] of Object.entries({ mean, std })) {
    if (values && ![1, channels].includes(values.length))
      return dataProblems.channelCount({ what, found: values.length, input, shape, channels });
  }
  return undefined;
}

/**
 * Normalise in place, rounding to float32 after each of the four operations, as numpy and torch do.
 *
 * @param shape  of the input, batch first
 */
export function normalize(
  values: Float32Array,
  { multiply, divide, mean, std }: Normalization,
  shape: readonly number[] = [],
): Float32Array {
  const axis = channelAxis(shape) ?? shape.length;
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const channels = shape[axis] ?? 1;
  for (let i = 0; i < values.length; i++) {
    const channel = Math.floor(i / inner) % channels;
    let value = Math.fround(Math.fround(values[i]! * multiply) / divide);
    if (mean) value = Math.fround(value - mean[mean.length === 1 ? 0 : channel]!);
    values[i] = std ? value / std[std.length === 1 ? 0 : channel]! : value;
  }
  return values;
}
