import { elementCount, type NumericArray } from './array.ts';
import { datasetOf, fitToModel, type FittedFrames } from './dataset.ts';
import { dataProblems } from './diagnostics.ts';
import { gunzip } from './gzip.ts';
import { decodeImage } from './image.ts';
import { imageToInput } from './image-input.ts';
import { firstBytes, inFile, type Loaded, type NamedBytes } from './loaded.ts';
import { isNpy, readNpy } from './npy.ts';
import { openNpz } from './npz.ts';
import type { Resize } from './resize.ts';
import { isZip } from './zip.ts';

/** The model input that a file is for. */
export interface InputSpec {
  /** Batch first. */
  readonly shape: readonly number[];
  /** The input's name in the model, by which an array in a `.npz` with several is chosen. */
  readonly name: string;
  readonly resize?: Resize;
}

/**
 * Read what `finnc run --input` is given, recognised by content: PNG, JPEG, `.npy`, `.npz` (gzip or not).
 *
 * An array is one input (the model's shape, with or without batch) or several along one more first dimension.
 * In a `.npz`: the array named like the input, else `in_0`, else `images`, else the only one.
 */
export function readInput({ bytes, name }: NamedBytes, spec: InputSpec): Loaded<FittedFrames> {
  if (bytes.length === 0) return { problem: dataProblems.empty({ what: 'input' }, inFile(name)) };
  const image = decodeImage(bytes, name);
  if (image?.problem) return image;
  if (image) {
    const { resize } = spec;
    const values = imageToInput(image.value, spec.shape, { at: name, ...(resize ? { resize } : {}) });
    return values.problem
      ? values
      : arrayFrames({ shape: spec.shape, dtype: 'float32', data: values.value }, spec, name);
  }
  const content = gunzip(bytes, name);
  if (content.problem) return content;
  const array = readArray(content.value, spec, name);
  return array.problem ? array : arrayFrames(array.value, spec, name);
}

function readArray(bytes: Uint8Array, spec: InputSpec, name: string): Loaded<NumericArray> {
  if (isNpy(bytes)) return readNpy(bytes, name);
  if (!isZip(bytes)) {
    const known = 'PNG, JPEG, .npy, .npz';
    return { problem: dataProblems.unknownFormat({ what: 'input', first: firstBytes(bytes), known }, inFile(name)) };
  }
  const npz = openNpz(bytes, name);
  if (npz.problem) return npz;
  const { names, read } = npz.value;
  const only = names.length === 1 ? names[0] : undefined;
  const chosen = [spec.name, 'in_0', 'images', only].find((wanted) => wanted !== undefined && names.includes(wanted));
  const array = chosen === undefined ? undefined : read(chosen);
  return array ?? { problem: dataProblems.ambiguousArray({ wanted: spec.name, found: names }, inFile(name)) };
}

/** An array as frames of an input: one of the model's shape, with or without batch, or several along the first dimension. */
export function arrayFrames(array: NumericArray, spec: InputSpec, name: string): Loaded<FittedFrames> {
  const single = elementCount(array.shape) === elementCount(spec.shape.slice(1));
  // One input without a batch dimension, or with any number of leading ones.
  const frame = single
    ? array.shape.slice(Math.max(0, array.shape.length - (spec.shape.length - 1)))
    : array.shape.slice(1);
  const frames = single ? 1 : (array.shape[0] ?? 1);
  if (frames === 0) return { problem: dataProblems.noFrames({ found: array.shape }, inFile(name)) };
  const fitted = fitToModel(datasetOf('.npy', { ...array, shape: [frames, ...frame] }), spec.shape, name);
  if (!fitted.problem) return fitted;
  return { problem: dataProblems.shapeMismatch({ found: array.shape, model: spec.shape }, inFile(name)) };
}
