import type { Tensor, Value } from '@finnc/ir';
import type { ImportContext } from './handler.ts';

/** A parameter that is not a number has no code; frameworks write it when training has diverged. */
export function refuseNaN(cx: ImportContext, constant: Tensor | undefined, what = 'weights'): void {
  if (constant && hasNaN(constant.data))
    cx.refuse(`has ${what} that are not numbers`, 'training has diverged: start again from the last good checkpoint');
}

/** A constant operand, which must be numbers; moving ones pass. */
export function numbers(cx: ImportContext, x: Value): Value {
  refuseNaN(cx, x.constant, 'constants');
  return x;
}

/** A plain loop: weights come by the million. */
function hasNaN(data: ArrayLike<number>): boolean {
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) return true;
  return false;
}
