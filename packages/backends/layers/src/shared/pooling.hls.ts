import { elementType, type HlsProcess } from '@finnc/backend-hls';
import type { ScalarType } from '@finnc/ir';
import type { PoolSizes } from './pooling.ts';

/** The function template of `finnc/reduce.hpp`: `sum` is the type of sums, which a maximum does without. */
export const reduction = (elem: ScalarType, sum?: ScalarType): string =>
  sum ? `finnc::Total<${elementType(elem)}, ${elementType(sum)}>` : `finnc::Largest<${elementType(elem)}>`;

/** @throws RangeError if a frame holds several images: the engine walks over one */
export function poolProcess(of: string, { frames, channels, pe, input, kernel, stride }: PoolSizes): HlsProcess {
  if (frames !== 1) throw new RangeError(`a frame of ${frames} images; build with batch size 1`);
  const sizes = [of, channels, pe, ...input, ...kernel, ...stride];
  return { headers: ['finnc/pool.hpp'], tables: [], callee: `finnc::pool<${sizes.join(', ')}>` };
}
