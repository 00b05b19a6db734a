import { numbersOf, type NumericArray } from './array.ts';
import { dataProblems } from './diagnostics.ts';
import { gunzip } from './gzip.ts';
import { isIdx, readIdx } from './idx.ts';
import { firstBytes, inFile, type Loaded, type NamedBytes } from './loaded.ts';
import { isNpy, readNpy } from './npy.ts';
import { openNpz } from './npz.ts';
import { isZip } from './zip.ts';

const missing = (found: readonly string[], at: string): Loaded<never> => ({
  problem: dataProblems.missingArray({ wanted: 'labels', found }, inFile(at)),
});

/** Class indices from an array of any numeric type: one non-negative integer an image. */
export function toLabels(array: NumericArray, at?: string): Loaded<Int32Array> {
  const bad = (reason: string): Loaded<Int32Array> => ({ problem: dataProblems.badLabels({ reason }, inFile(at)) });
  const rank = array.shape.filter((dim) => dim !== 1).length;
  if (rank > 1) return bad(`their shape is [${array.shape.join(', ')}], which is not one number an image`);
  const values = numbersOf(array);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isInteger(value) || value < 0 || value > 0x7fffffff) return bad(`label ${i} is ${value}`);
  }
  return { value: Int32Array.from(values) };
}

/** Read labels from IDX, `.npy`, or the array `labels` of a `.npz`, gzip or not. */
export function readLabels({ bytes, name }: NamedBytes): Loaded<Int32Array> {
  if (bytes.length === 0) return { problem: dataProblems.empty({ what: 'label file' }, inFile(name)) };
  const content = gunzip(bytes, name);
  if (content.problem) return content;
  const array = labelArray(content.value, name);
  return array.problem ? array : toLabels(array.value, name);
}

function labelArray(bytes: Uint8Array, name: string): Loaded<NumericArray> {
  if (isIdx(bytes)) return readIdx(bytes, name);
  if (isNpy(bytes)) return readNpy(bytes, name);
  if (isZip(bytes)) {
    const npz = openNpz(bytes, name);
    return npz.problem ? npz : (npz.value.read('labels') ?? missing(npz.value.names, name));
  }
  const known = "IDX, .npy, .npz with an array 'labels'; each also in gzip";
  return { problem: dataProblems.unknownFormat({ what: 'label file', first: firstBytes(bytes), known }, inFile(name)) };
}
