import { sizeOf, type TensorType } from '@finnc/ir';
import type { Drift, Stream } from '@finnc/ir/hw';
import { divideExactly } from '@finnc/target/exact';
import { vectorsOf } from './vectors.ts';

/**
 * The stream that carries a tensor, `lanes` elements a beat.
 *
 * @throws RangeError if the beats do not come out whole
 */
export const streamOf = (type: TensorType, lanes: number, burst?: number): Stream => ({
  elem: type.elem,
  lanes,
  beats: divideExactly(sizeOf(type.shape), lanes, 'lanes', 'elements'),
  ...(burst === undefined ? {} : { burst }),
});

/** Of layers that answer each vector of channels with one: a result needs its own vector, and no other. */
export function vectorByVector(type: TensorType): Drift {
  const vector = 1 / vectorsOf(type);
  return { late: vector, early: vector };
}
