import { sizeOf, type Graph, type TensorType } from '@finnc/ir';
import { fitsInt32 } from './encoding.ts';
import type { PortArray } from './engine.ts';
import { portArrays, type PortFormat } from './port-array.ts';

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
 * @throws RangeError if an array is missing, too many, of another kind, or no whole number of frames, or if inputs disagree
 */
export function batchFrames(graph: Graph, formats: readonly PortFormat[], batch: readonly PortArray[]): number {
  // An engine in C binds arrays by their place: one too many would be taken for an output.
  if (batch.length > formats.length)
    throw new RangeError(`${batch.length} arrays for ${formats.length} inputs, one each`);
  let frames = -1;
  // In a loop, since for one frame of a small network a list would take as long as the network.
  for (let i = 0; i < formats.length; i++) {
    const { array, length } = formats[i]!;
    const data: PortArray | undefined = batch[i];
    if (!data || !isOfKind(data, array)) throw wrongKind(graph, i, array, data);
    const count = length === 0 ? 0 : data.length / length;
    if (count !== Math.floor(count)) {
      const name = nameOf(graph, i);
      throw new RangeError(`input '${name}' has ${data.length} elements, no whole number of frames of ${length}`);
    }
    if (frames >= 0 && count !== frames)
      throw new RangeError(`inputs hold ${frames}, ${count} frames; all must hold the same number`);
    frames = count;
  }
  return frames < 0 ? 1 : frames;
}

/**
 * That the caller's arrays hold the results of so many frames: engines in C write without looking.
 *
 * @throws RangeError if an array is missing, too many, of another kind, or too short
 */
export function requireResults(formats: readonly PortFormat[], results: readonly PortArray[], frames: number): void {
  if (results.length !== formats.length)
    throw new RangeError(`${results.length} arrays for ${formats.length} outputs, one each`);
  for (let i = 0; i < formats.length; i++) {
    const { array, length } = formats[i]!;
    const data: PortArray | undefined = results[i];
    if (!(data instanceof portArrays[array]))
      throw new RangeError(`output ${i} is ${kindOf(data)}; it comes as ${portArrays[array].name}`);
    if (data.length < length * frames)
      throw new RangeError(`output ${i} has room for ${data.length} elements, not for ${frames} frames of ${length}`);
  }
}

const nameOf = ({ inputPorts }: Graph, input: number): string => inputPorts[input]?.name ?? String(input);
const isOfKind = (data: PortArray | Uint8ClampedArray, array: PortFormat['array']): boolean =>
  data instanceof portArrays[array] || (array === 'uint8' && data instanceof Uint8ClampedArray);

function wrongKind(graph: Graph, input: number, array: PortFormat['array'], data: PortArray | undefined): RangeError {
  return new RangeError(`input '${nameOf(graph, input)}' is ${kindOf(data)}; it takes ${portArrays[array].name}`);
}
const kindOf = (data: unknown): string =>
  data === undefined ? 'missing' : `of ${Object.prototype.toString.call(data).slice(8, -1)}`;
