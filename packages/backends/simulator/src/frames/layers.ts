import type { Node, Value } from '@finnc/ir';
import { movementOf } from '../movement.ts';
import type { FramesContext, FramesResults } from './facet.ts';
import { NotFrames } from './not-frames.ts';

/** An op that only moves, repeats and drops elements, or adds one constant, between its operands and its result `y`. */
export function framesMovement(node: Node, { builder, valueOf }: FramesContext): FramesResults {
  const { from, constants } = movementOf(node);
  const operand = node.operand as Readonly<Record<string, Value>>;
  const parts = Object.entries(from).map(([key, numbers]) => ({ x: valueOf(operand[key]!), from: numbers }));
  const added = new Set(constants.filter((_, i) => parts.every((part) => part.from[i]! < 0)));
  if (added.size > 1) throw new NotFrames('it adds several constants');
  const [value = 0] = added;
  const { type } = (node.result as Readonly<Record<string, Value>>)['y']!;
  return { y: builder.gather(parts, type.shape, type.elem, value) };
}
