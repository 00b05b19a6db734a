import { bounds, type ScalarType } from '@finnc/ir';
import { unsignedBits } from './signs.ts';

/** What a code u stands for: the integer `factor · u + offset`; u has `bits` bits, and factor is positive. */
export interface Coding {
  readonly bits: number;
  readonly factor: number;
  readonly offset: number;
}

/** Elements in planes: `at` gives the first plane of each, row-major. */
export interface PlaneValue extends Coding {
  readonly kind: 'planes';
  readonly shape: readonly number[];
  readonly at: Int32Array;
}

/** Elements of an input that are not in planes yet: `at` gives the number of each in the frame, or −1 for a 0. */
export interface InputValue {
  readonly kind: 'input';
  readonly input: number;
  /** What each byte of an 8-bit input stands for, in place of itself. */
  readonly map?: Int32Array;
  readonly elem: ScalarType;
  readonly shape: readonly number[];
  readonly at: Int32Array;
}

/** Indices of the greatest, which are an output only. */
export interface IndexValue {
  readonly kind: 'indices';
  readonly shape: readonly number[];
  readonly of: PlaneValue;
}

export type SlicedValue = PlaneValue | InputValue | IndexValue;

/** Codes of an integer type: all its values, ±1 in one bit. */
export function typeCoding(elem: ScalarType): Coding {
  if (elem.kind === 'bipolar') return { bits: 1, factor: 2, offset: -1 };
  const [low, high] = bounds(elem).map(Number) as [number, number];
  return { bits: unsignedBits(high - low), factor: 1, offset: low };
}

/** Codes of an activation: how many of `steps` thresholds are reached. */
export const countCoding = (elem: ScalarType, steps: number, outBias: number): Coding =>
  elem.kind === 'bipolar'
    ? { bits: 1, factor: 2, offset: -1 }
    : { bits: unsignedBits(steps), factor: 1, offset: outBias };

/** Elements along the last axis, and how many such vectors there are. */
export const vectorSizes = ({
  shape,
}: {
  readonly shape: readonly number[];
}): readonly [vectors: number, length: number] => {
  const length = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), length];
};
