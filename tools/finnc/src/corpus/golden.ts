import { readFileSync } from 'node:fs';
import {
  feedPort,
  renderDiagnostic,
  sizeOf,
  tensor,
  type Graph,
  type Shape,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { numbersOf, type NumberArray } from '../data/array.ts';
import { readNpz } from '../data/npz.ts';

/** An array of a golden file. */
export interface GoldenArray {
  readonly shape: Shape;
  readonly data: NumberArray;
}

/** Recorded inputs and outputs of a model, one array a port, the samples along a leading axis. */
export interface GoldenSamples {
  readonly count: number;
  readonly inputs: readonly GoldenArray[];
  readonly outputs: readonly GoldenArray[];
}

/**
 * Every array of an `.npz`, by name.
 *
 * @throws Error if it is not one
 */
export function goldenArrays(file: string): ReadonlyMap<string, GoldenArray> {
  const read = readNpz(readFileSync(file), file);
  if (read.problem) throw new Error(renderDiagnostic(read.problem));
  return new Map([...read.value].map(([name, array]) => [name, { shape: array.shape, data: numbersOf(array) }]));
}

/** The arrays `in_0`, `in_1`, … and `out_0`, `out_1`, … of a golden file. */
export function goldenSamples(file: string): GoldenSamples {
  const arrays = goldenArrays(file);
  const numbered = (prefix: string): GoldenArray[] => {
    const found: GoldenArray[] = [];
    for (let array = arrays.get(`${prefix}0`); array; array = arrays.get(`${prefix}${found.length}`)) found.push(array);
    return found;
  };
  const [inputs, outputs] = [numbered('in_'), numbered('out_')];
  return { count: outputs[0]?.shape[0] ?? 0, inputs, outputs };
}

/** The values of one sample; an array with a single sample holds for all. */
export function valuesOf({ shape, data }: GoldenArray, sample: number): NumberArray {
  const size = sizeOf(shape.slice(1));
  const from = (shape[0] === 1 ? 0 : sample) * size;
  return data.subarray(from, from + size);
}

/** One sample for inputs of the given types, as a source model declares them. */
export const sampleTensors = ({ inputs }: GoldenSamples, sample: number, types: readonly TensorType[]): Tensor[] =>
  types.map(({ elem, shape }, i) => {
    const array = inputs[i];
    if (!array) throw new Error(`the golden file has no input ${i}`);
    return tensor(elem, shape, Float32Array.from(valuesOf(array, sample)));
  });

/** One sample for every input of a graph, in the graph's types and layouts. */
export function sampleFeeds(samples: GoldenSamples, sample: number, { inputs, inputPorts }: Graph): Tensor[] {
  const sources = inputPorts.map(({ source }) => source);
  return sampleTensors(samples, sample, sources).map((source, i) => feedPort(inputPorts[i]!, inputs[i]!.type, source));
}
