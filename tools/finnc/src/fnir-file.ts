import { resolve } from 'node:path';
import {
  float32,
  parseGraph,
  Registry,
  tensor,
  type Diagnostic,
  type Graph,
  type Plugin,
  type Tensor,
} from '@finnc/ir';
import { numbersOf, type NumericArray } from './data/array.ts';
import { readNpz, writeNpz } from './data/npz.ts';
import { readUserFile, statOf } from './files.ts';
import { standardPlugins } from './standard.ts';

/** The file that holds the large constants of a `.fnir`. */
export const dataFileOf = (file: string): string => `${file.replace(/\.fnir$/, '')}.npz`;

/** A graph from its text and, if it is there, the `.npz` beside it. */
export function readGraph(
  cwd: string,
  file: string,
  text: string,
  plugins: readonly Plugin[],
): { readonly graph?: Graph; readonly diagnostics: readonly Diagnostic[] } {
  const { ops } = new Registry([...standardPlugins, ...plugins]);
  const beside = dataFileOf(file);
  const data = statOf(resolve(cwd, beside)) ? readTensors(cwd, beside) : { tensors: new Map<string, Tensor>() };
  if ('problem' in data) return { diagnostics: [data.problem] };
  const parsed = parseGraph(text, ops, { data: data.tensors, file });
  return parsed.graph ? { graph: parsed.graph, diagnostics: [] } : { diagnostics: parsed.diagnostics };
}

function readTensors(
  cwd: string,
  file: string,
): { readonly tensors: ReadonlyMap<string, Tensor> } | { readonly problem: Diagnostic } {
  const bytes = readUserFile(cwd, file, 'data file');
  if (bytes.problem) return bytes;
  const arrays = readNpz(bytes.value, file);
  if (arrays.problem) return arrays;
  // The text states the type; the file has the numbers.
  const entries = [...arrays.value].map(([key, array]): [string, Tensor] => [
    key,
    tensor(float32, array.shape, doubles(array)),
  ]);
  return { tensors: new Map(entries) };
}

function doubles(array: NumericArray): Tensor['data'] {
  const numbers = numbersOf(array);
  return numbers instanceof Float32Array ||
    numbers instanceof Float64Array ||
    numbers instanceof Int32Array ||
    numbers instanceof Int8Array
    ? numbers
    : Float64Array.from(numbers);
}

/** The large constants of a printed graph as `.npz`. */
export const writeTensors = (data: ReadonlyMap<string, Tensor>): Uint8Array =>
  writeNpz(
    new Map(
      [...data].map(([key, { type, data: values }]) => [
        key,
        { shape: type.shape, dtype: dtypeOf(values), data: values },
      ]),
    ),
  );

function dtypeOf(values: Tensor['data']): NumericArray['dtype'] {
  if (values instanceof Int8Array) return 'int8';
  if (values instanceof Int32Array) return 'int32';
  return values instanceof Float32Array ? 'float32' : 'float64';
}
