import type { Diagnostic } from '@finnc/ir';
import type { FittedFrames, StoredBytes } from '../data/dataset.ts';
import { gunzip } from '../data/gzip.ts';
import { arrayFrames, readInput, type InputSpec } from '../data/input.ts';
import { inFile, type Loaded, type NamedBytes } from '../data/loaded.ts';
import { normalize, type Normalization } from '../data/normalize.ts';
import { openNpz, type Npz } from '../data/npz.ts';
import { isZip } from '../data/zip.ts';
import { driverDiagnostics } from '../diagnostics.ts';

/** Frames of a whole model: the values of each input, in the order of the inputs. */
export interface ModelFrames extends Pick<FittedFrames, 'frames' | 'labels'> {
  read(i: number): readonly Float32Array[];
  /** What `read` gives, as it is stored: bytes of the only input. */
  readonly stored?: StoredFrames;
}
export interface StoredFrames extends Pick<FittedFrames, 'frameShape' | 'reorder'> {
  readonly bytes: StoredBytes;
  /** What is done to them. */
  readonly scaling?: Normalization;
}

/** The frames with all of their inputs normalised; as they are where nothing is asked for. */
export const normalizedFrames = (
  frames: ModelFrames,
  scaling: Normalization | undefined,
  specs: readonly InputSpec[],
): ModelFrames =>
  scaling
    ? {
        ...frames,
        ...(frames.stored ? { stored: { ...frames.stored, scaling } } : {}),
        read: (i) => frames.read(i).map((values, k) => normalize(values, scaling, specs[k]!.shape)),
      }
    : frames;

/** Frames of a model with one input. */
export const framesOfOne = ({ frames, labels, read, bytes, frameShape, reorder }: FittedFrames): ModelFrames => ({
  frames,
  ...(labels ? { labels } : {}),
  ...(bytes ? { stored: { bytes, frameShape, reorder } } : {}),
  read: (i) => [read(i)],
});

/** Why an image or a data set, which are for one input, cannot be given to a model; nothing if they can. */
export function oneInputProblem(specs: readonly InputSpec[], at: string): Diagnostic | undefined {
  const [spec] = specs;
  if (!spec || specs.length !== 1) {
    return driverDiagnostics.severalInputs({ inputs: namesOf(specs), reason: 'this file is for one' }, inFile(at));
  }
  const { shape, name } = spec;
  // A frame is what goes in at once; of a model with a batch of its own it cannot be told where one ends.
  return shape.length > 1 && shape[0] !== 1 ? driverDiagnostics.batched({ input: name, shape }) : undefined;
}

/** Read what `--input` is given for a model: any known file for one input, a `.npz` with an array for each of several. */
export function readInputs(file: NamedBytes, specs: readonly InputSpec[]): Loaded<ModelFrames> {
  const [spec] = specs;
  if (specs.length > 1) return readSeveral(file, specs);
  const problem = oneInputProblem(specs, file.name);
  if (!spec || problem) return { problem: problem! };
  const read = readInput(file, spec);
  return read.problem ? read : { value: framesOfOne(read.value) };
}

const namesOf = (specs: readonly InputSpec[]): readonly string[] => specs.map(({ name }) => name);

/** Each array is one frame or several along one more first dimension; one frame alone goes with all of the others. */
function readSeveral({ bytes, name }: NamedBytes, specs: readonly InputSpec[]): Loaded<ModelFrames> {
  const refused = (reason: string): Loaded<ModelFrames> => ({
    problem: driverDiagnostics.severalInputs({ inputs: namesOf(specs), reason }, inFile(name)),
  });
  const content = gunzip(bytes, name);
  if (content.problem) return content;
  if (!isZip(content.value)) return refused('this file is no .npz');
  const npz = openNpz(content.value, name);
  if (npz.problem) return npz;
  const inputs: FittedFrames[] = [];
  for (const [i, spec] of specs.entries()) {
    const array = arrayOf(npz.value, spec.name, i);
    if (!array) {
      const found = npz.value.names.map((own) => `'${own}'`).join(', ');
      return refused(`this .npz has no array '${spec.name}' or 'in_${i}', but ${found || 'none at all'}`);
    }
    if (array.problem) return array;
    const fitted = arrayFrames(array.value, { ...spec, shape: batchOfOne(spec.shape) }, name);
    if (fitted.problem) return fitted;
    inputs.push(fitted.value);
  }
  const frames = Math.max(...inputs.map((input) => input.frames));
  if (inputs.some((input) => input.frames !== 1 && input.frames !== frames)) {
    return refused(`the arrays hold ${inputs.map((input) => input.frames).join(', ')} frames`);
  }
  return { value: { frames, read: (i) => inputs.map((input) => input.read(input.frames === 1 ? 0 : i)) } };
}

const arrayOf = ({ read }: Npz, name: string, i: number): ReturnType<Npz['read']> => read(name) ?? read(`in_${i}`);

/** A frame is what goes in at once, whatever the model takes its first dimension for. */
const batchOfOne = (shape: readonly number[]): readonly number[] => (shape[0] === 1 ? shape : [1, ...shape]);
