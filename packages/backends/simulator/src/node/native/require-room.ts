import type { PortArray } from '../../engine.ts';
import type { PortFormat } from '../../port-array.ts';

/** C reads and writes without looking: no array may be too short. */
export function requireRoom(formats: readonly PortFormat[], arrays: readonly PortArray[], frames: number): void {
  formats.forEach(({ length }, i) => {
    const array = arrays[i];
    if (array === undefined || array.length < length * frames)
      throw new RangeError(`an array of ${array?.length ?? 0} elements is too short for ${frames} frames of ${length}`);
  });
}
