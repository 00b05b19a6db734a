import { sizeOf, type TensorType } from '@finnc/ir';
import type { Stream } from '@finnc/ir/hw';
import { divideExactly } from '@finnc/target';

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
