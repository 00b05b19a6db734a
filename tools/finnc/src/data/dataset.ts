import { elementCount, numbersOf, type Dtype, type NumberArray, type NumericArray } from './array.ts';
import { cifarRecord, cifarShape, isCifar, readCifar } from './cifar.ts';
import { dataProblems } from './diagnostics.ts';
import { gunzip } from './gzip.ts';
import { isIdx, readIdx } from './idx.ts';
import { readLabels, toLabels } from './labels.ts';
import { copyFrame, reorderFor, type Reorder } from './layout.ts';
import { firstBytes, inFile, type Loaded, type NamedBytes } from './loaded.ts';
import { isNpy, readNpy } from './npy.ts';
import { openNpz } from './npz.ts';
import { isZip } from './zip.ts';

/** A data set as its file holds it; element e of frame i is `data[start + i * stride + e]`. */
export interface Dataset {
  readonly format: 'IDX' | 'CIFAR-10' | '.npz' | '.npy';
  readonly frames: number;
  /** Without the dimension that counts frames. */
  readonly frameShape: readonly number[];
  readonly dtype: Dtype;
  readonly data: NumberArray;
  readonly start: number;
  readonly stride: number;
  /** One class index a frame, where the data set has them. */
  readonly labels?: Int32Array;
}

/** Frames of bytes as they are stored, see `Dataset`. */
export interface StoredBytes {
  readonly data: Uint8Array;
  readonly start: number;
  readonly stride: number;
}

/** Frames as a model takes them, converted one at a time. */
export interface FittedFrames {
  readonly frames: number;
  /** The model's input without batch. */
  readonly frameShape: readonly number[];
  readonly elements: number;
  readonly reorder: Reorder;
  readonly labels?: Int32Array;
  /** Where the frames lie, if they are bytes. */
  readonly bytes?: StoredBytes;
  /** Frame i in the model's layout, as float32 with the stored values (0 to 255 for images); fills `out` if given. */
  read(i: number, out?: Float32Array): Float32Array;
}

/**
 * Open a data set, recognised by its content: IDX, CIFAR-10 binary, `.npz` with `images` and `labels`, `.npy`.
 *
 * Labels in a file of their own take precedence over those beside the images.
 */
export function openDataset(images: NamedBytes, labelFile?: NamedBytes): Loaded<Dataset> {
  if (images.bytes.length === 0) return { problem: dataProblems.empty({ what: 'data set' }, inFile(images.name)) };
  const content = gunzip(images.bytes, images.name);
  if (content.problem) return content;
  const opened = recognise(content.value, images.name, labelFile !== undefined);
  if (opened.problem) return opened;
  const found = opened.value;
  if (found.frames === 0) {
    return { problem: dataProblems.noFrames({ found: [0, ...found.frameShape] }, inFile(images.name)) };
  }
  const own = labelFile && readLabels(labelFile);
  if (own?.problem) return own;
  const labels = own?.value ?? found.labels;
  if (!labels) return opened;
  if (labels.length !== found.frames) {
    const at = inFile(labelFile?.name ?? images.name);
    return { problem: dataProblems.labelCount({ frames: found.frames, labels: labels.length }, at) };
  }
  return { value: { ...found, labels } };
}

/** Choose the layout for a model's input shape (batch first), or say that the shapes do not meet. */
export function fitToModel(dataset: Dataset, modelInputShape: readonly number[], at?: string): Loaded<FittedFrames> {
  const frameShape = modelInputShape.slice(1);
  const reorder = reorderFor(dataset.frameShape, frameShape);
  if (reorder === undefined) {
    const found = [dataset.frames, ...dataset.frameShape];
    return { problem: dataProblems.shapeMismatch({ found, model: modelInputShape }, inFile(at)) };
  }
  const { data, start, stride, frames, labels } = dataset;
  const elements = elementCount(frameShape);
  return {
    value: {
      frames,
      frameShape,
      elements,
      reorder,
      ...(labels ? { labels } : {}),
      ...(data instanceof Uint8Array ? { bytes: { data, start, stride } } : {}),
      read(i, out = new Float32Array(elements)) {
        if (!(i >= 0 && i < frames)) throw new RangeError(`frame ${i} of ${frames}`);
        copyFrame(data, start + i * stride, out, reorder, frameShape);
        return out;
      },
    },
  };
}

/** An array whose first dimension counts frames. */
export function datasetOf(format: Dataset['format'], array: NumericArray, labels?: Int32Array): Dataset {
  const [frames = 1, ...frameShape] = array.shape;
  const stride = elementCount(frameShape);
  const shared = { format, frames, frameShape, dtype: array.dtype, data: numbersOf(array), start: 0, stride };
  return labels ? { ...shared, labels } : shared;
}

function recognise(bytes: Uint8Array, name: string, otherLabels: boolean): Loaded<Dataset> {
  if (isIdx(bytes)) {
    const idx = readIdx(bytes, name);
    return idx.problem ? idx : { value: datasetOf('IDX', idx.value) };
  }
  if (isNpy(bytes)) {
    const npy = readNpy(bytes, name);
    return npy.problem ? npy : { value: datasetOf('.npy', npy.value) };
  }
  if (isZip(bytes)) return fromNpz(bytes, name, otherLabels);
  if (isCifar(bytes)) {
    const cifar = readCifar(bytes, name);
    if (cifar.problem) return cifar;
    const { labels } = cifar.value;
    const place = { data: cifar.value.bytes, start: 1, stride: cifarRecord };
    return {
      value: { format: 'CIFAR-10', frames: labels.length, frameShape: cifarShape, dtype: 'uint8', ...place, labels },
    };
  }
  const known =
    "IDX, CIFAR-10 binary (whole records of 3073 bytes), .npz with an array 'images', .npy; each also in gzip";
  return { problem: dataProblems.unknownFormat({ what: 'data set', first: firstBytes(bytes), known }, inFile(name)) };
}

function fromNpz(bytes: Uint8Array, name: string, otherLabels: boolean): Loaded<Dataset> {
  const npz = openNpz(bytes, name);
  if (npz.problem) return npz;
  const images = npz.value.read('images');
  if (!images) {
    return { problem: dataProblems.missingArray({ wanted: 'images', found: npz.value.names }, inFile(name)) };
  }
  if (images.problem) return images;
  const stored = otherLabels ? undefined : npz.value.read('labels');
  if (!stored) return { value: datasetOf('.npz', images.value) };
  if (stored.problem) return stored;
  const labels = toLabels(stored.value, name);
  return labels.problem ? labels : { value: datasetOf('.npz', images.value, labels.value) };
}
