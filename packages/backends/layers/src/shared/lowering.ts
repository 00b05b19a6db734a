import { isInteger, type Node, type Value } from '@finnc/ir';
import { vectorsOf } from './vectors.ts';

/** The one node that reads a value. An output of the graph is no reader: what it shows must be kept by the caller. */
export function soleReader(value: Value): Node | undefined {
  const [use, ...others] = value.uses;
  return others.length === 0 ? use?.node : undefined;
}

/** Why a value cannot enter a layer that computes on integers, or undefined. */
export const notIntegers = (what: string, { type }: Value): string | undefined =>
  isInteger(type.elem) ? undefined : `${what} is ${type.elem.name}, not an integer type`;

/** Why a value cannot enter an engine that walks over one NHWC image a frame, or undefined. */
export function notOneImage({ type: { shape } }: Value): string | undefined {
  const [frames = 0] = shape;
  if (shape.length !== 4) return `its input has ${shape.length} axes, not the four of an image`;
  return frames === 1 ? undefined : `a frame holds ${frames} images; build with batch size 1`;
}

/** Why a value cannot enter an engine that works once a frame on all of its channels, or undefined. */
export function notOneVector({ type }: Value): string | undefined {
  const vectors = vectorsOf(type);
  return vectors === 1 ? undefined : `a frame holds ${vectors} vectors of scores, and the engine takes one`;
}
