import { bounds, fitInt, isInteger, type Node, type ScalarType, type Value } from '@finnc/ir';

/** The one node that reads a value. An output of the graph is no reader: what it shows must be kept by the caller. */
export function soleReader(value: Value): Node | undefined {
  const [use, ...others] = value.uses;
  return others.length === 0 ? use?.node : undefined;
}

/** Narrowest integer type that holds the values of both. */
export function joinTypes(a: ScalarType, b: ScalarType): ScalarType {
  if (a === b) return a;
  const [x, y] = [bounds(a), bounds(b)];
  return fitInt(x[0] < y[0] ? x[0] : y[0], x[1] > y[1] ? x[1] : y[1]);
}

/** Why a value cannot enter a layer that computes on integers, or undefined. */
export const notIntegers = (what: string, { type }: Value): string | undefined =>
  isInteger(type.elem) ? undefined : `${what} is ${type.elem.name}, not an integer type`;
