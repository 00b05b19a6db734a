import { resolve } from 'node:path';
import type { InputPort } from '@finnc/ir';
import { inputSpec } from '../given-inputs.ts';
import { fitToModel, openDataset } from '../data/dataset.ts';
import { dataProblems } from '../data/diagnostics.ts';
import { inFile, type Loaded } from '../data/loaded.ts';
import type { Resize } from '../data/resize.ts';
import { openImageFolder } from '../data/image-folder.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { folderNames, readUserFile } from '../files.ts';
import { framesOfOne, oneInputProblem, readInputs, type ModelFrames } from './model-frames.ts';

/** Where frames come from: one input file, or a labelled data set. */
export interface FrameSource {
  readonly input?: string;
  readonly dataset?: string;
  readonly labels?: string;
  readonly resize?: Resize;
  /** Names of classes, which folders of images may have. */
  readonly classes?: readonly string[];
}

/** The frames of a source in a model's layout; of files that are unpacked already, those contents are read. */
export function openFrames(
  cwd: string,
  { input, dataset, labels, resize, classes }: FrameSource,
  ports: readonly Pick<InputPort, 'name' | 'source'>[],
  unpacked: ReadonlyMap<string, Uint8Array> = new Map(),
): Loaded<ModelFrames> {
  const read = (file: string, what: string): Loaded<Uint8Array> => {
    const ahead = unpacked.get(file);
    return ahead ? { value: ahead } : readUserFile(cwd, file, what);
  };
  const specs = ports.map((port) => ({ ...inputSpec(port), ...(resize ? { resize } : {}) }));
  if (dataset === undefined) {
    const file = input ?? '';
    const bytes = read(file, 'input');
    if (bytes.problem) return bytes;
    return readInputs({ bytes: bytes.value, name: file }, specs);
  }
  const unfit = oneInputProblem(specs, dataset);
  if (unfit) return { problem: unfit };
  if (folderNames(resolve(cwd, dataset))) {
    if (labels !== undefined) {
      const reason = `--labels is given, and in '${dataset}' folders are the labels`;
      return { problem: driverDiagnostics.usage({ reason, help: 'leave --labels out' }) };
    }
    const folder = openImageFolder(cwd, dataset, specs[0]!, classes);
    if (folder.problem) return folder;
    const { read: readFrame, ...about } = folder.value;
    return { value: { ...about, read: (i) => [readFrame(i)] } };
  }
  const images = read(dataset, 'data set');
  if (images.problem) return images;
  const labelBytes = labels === undefined ? undefined : read(labels, 'label file');
  if (labelBytes?.problem) return labelBytes;
  const labelFile = labels !== undefined && labelBytes?.value ? { bytes: labelBytes.value, name: labels } : undefined;
  const opened = openDataset({ bytes: images.value, name: dataset }, labelFile);
  if (opened.problem) return opened;
  if (!opened.value.labels) {
    return { problem: dataProblems.unlabelled({ format: opened.value.format }, inFile(dataset)) };
  }
  const fitted = fitToModel(opened.value, specs[0]!.shape, dataset);
  return fitted.problem ? fitted : { value: framesOfOne(fitted.value) };
}
