import { sizeOf, type Graph, type TensorType } from '@finnc/ir';
import { fitsInt32 } from './encoding.ts';
import type { PortArray } from './engine.ts';
import { portArrays } from './port-array.ts';
import type { PortFormat } from './sliced/program.ts';

/**
 * How a graph input's frames lie outside the simulator, in the graph's own layout: the narrowest of Uint8Array, Int8Array
 * and Int32Array that holds its integers, Float32Array for float32, Float64Array for what is left.
 */
export function inputFormat({ elem, shape }: TensorType): PortFormat {
  const length = sizeOf(shape);
  if (elem.kind === 'float') return { array: 'float32', length };
  if (!fitsInt32(elem)) return { array: 'float64', length };
  if (elem.bits > 8) return { array: 'int32', length };
  return { array: elem.kind === 'int' && !elem.signed ? 'uint8' : 'int8', length };
}

/** How a graph output's frames come out: as Int32Array, or Float64Array where that does not hold them. */
export const outputFormat = ({ elem, shape }: TensorType): PortFormat => ({
  array: fitsInt32(elem) ? 'int32' : 'float64',
  length: sizeOf(shape),
});

/**
 * How many frames a batch has.
 *
 * @throws RangeError if an array is missing, of another kind, or no whole number of frames, or if inputs disagree
 */
export function batchFrames(
  { inputPorts }: Graph,
  formats: readonly PortFormat[],
  batch: readonly PortArray[],
): number {
  const counts = formats.map(({ array, length }, i) => {
    const data: PortArray | Uint8ClampedArray | undefined = batch[i];
    const name = inputPorts[i]?.name ?? String(i);
    const kind = portArrays[array];
    const fits = data instanceof kind || (array === 'uint8' && data instanceof Uint8ClampedArray);
    if (!data || !fits) {
      const found = data === undefined ? 'missing' : `of ${Object.prototype.toString.call(data).slice(8, -1)}`;
      throw new RangeError(`input '${name}' is ${found}; it takes ${kind.name}`);
    }
    const frames = length === 0 ? 0 : data.length / length;
    if (!Number.isInteger(frames))
      throw new RangeError(`input '${name}' has ${data.length} elements, no whole number of frames of ${length}`);
    return frames;
  });
  const [first = 1] = counts;
  if (counts.some((frames) => frames !== first))
    throw new RangeError(`inputs hold ${counts.join(', ')} frames; all must hold the same number`);
  return first;
}
