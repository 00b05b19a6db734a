import { sizeOf, type Diagnostic, type Graph, type OutputPort } from '@finnc/ir';
import { numbersOf, type NumericArray } from '../data/array.ts';
import { gunzip } from '../data/gzip.ts';
import type { Loaded, NamedBytes } from '../data/loaded.ts';
import { isNpy, readNpy } from '../data/npy.ts';
import { readNpz } from '../data/npz.ts';
import { verifyDiagnostics } from './diagnostics.ts';

/** Known outputs: a list of frames with an array an output. */
export type ExpectedOutputs = readonly (readonly Float64Array[])[];

/**
 * Known outputs from a `.npy` (of the only output) or a `.npz` (the array named like the output, else `out_0`, `out_1`, …,
 * else the only one), gzip or not, frames along the first dimensions.
 */
export function readExpected({ bytes, name: file }: NamedBytes, { outputPorts }: Graph): Loaded<ExpectedOutputs> {
  const arrays = readArrays(bytes, file);
  if (arrays.problem) return arrays;
  const columns: Float64Array[][] = [];
  for (const [i, port] of outputPorts.entries()) {
    const array = chosen(arrays.value, outputPorts, i);
    if (!array) {
      const found = [...arrays.value.keys()];
      return { problem: verifyDiagnostics.whichArray({ file, output: port.name, found, number: i }) };
    }
    const frames = framesIn(array, port, file);
    if (frames.problem) return frames;
    columns.push([...frames.value]);
  }
  const count = Math.min(...columns.map(({ length }) => length));
  return { value: Array.from({ length: count }, (_, f) => columns.map((column) => column[f]!)) };
}

function readArrays(bytes: Uint8Array, file: string): Loaded<ReadonlyMap<string, NumericArray>> {
  const content = gunzip(bytes, file);
  if (content.problem) return content;
  if (!isNpy(content.value)) return readNpz(content.value, file);
  const array = readNpy(content.value, file);
  return array.problem ? array : { value: new Map([['', array.value]]) };
}

function chosen(
  arrays: ReadonlyMap<string, NumericArray>,
  ports: readonly OutputPort[],
  i: number,
): NumericArray | undefined {
  const only = arrays.size === 1 && ports.length === 1 ? [...arrays.values()][0] : undefined;
  return arrays.get(ports[i]!.name) ?? arrays.get(`out_${i}`) ?? only;
}

/** The frames of an array that ends in the output's shape; leading dimensions count frames. */
function framesIn(array: NumericArray, port: OutputPort, file: string): Loaded<readonly Float64Array[]> {
  const { shape } = port.source;
  const size = sizeOf(shape);
  // A batch of 1 may be left out; any other first dimension belongs to the output.
  const own = shape[0] === 1 ? shape.slice(1) : shape;
  const lead = array.shape.slice(0, Math.max(0, array.shape.length - own.length));
  const fits = own.every((extent, axis) => array.shape[lead.length + axis] === extent);
  const frames = fits ? sizeOf(lead) : 1;
  if (!fits && sizeOf(array.shape) !== size) {
    return { problem: verifyDiagnostics.expectedShape({ file, output: port.name, found: array.shape, wanted: shape }) };
  }
  const numbers = numbersOf(array);
  const values = Array.from({ length: frames }, (_, f) =>
    Float64Array.from(numbers.subarray(f * size, (f + 1) * size)),
  );
  const problem = firstWrong(values, file);
  return problem ? { problem } : { value: values };
}

function firstWrong(values: readonly Float64Array[], file: string): Diagnostic | undefined {
  for (const [frame, output] of values.entries()) {
    const index = output.findIndex(Number.isNaN);
    if (index >= 0) return verifyDiagnostics.notANumber({ file, frame, index });
  }
  return undefined;
}
