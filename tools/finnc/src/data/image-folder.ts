import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suggest } from '@finnc/ir';
import { readUserFile } from '../files.ts';
import { dataProblems } from './diagnostics.ts';
import type { InputSpec } from './input.ts';
import { imageToInput } from './image-input.ts';
import { decodeImage } from './image.ts';
import { firstBytes, inFile, ReportedError, type Loaded } from './loaded.ts';

/** Pictures in a folder of their own for each class, read one by one as they are needed. */
export interface ImageFolder {
  readonly frames: number;
  readonly labels: Int32Array;
  /** @throws ReportedError for a picture that cannot be read, or is not of the model's size */
  read(i: number): Float32Array;
}

const isPicture = (name: string): boolean => /\.(png|jpe?g)$/i.test(name);

/**
 * Open a folder with a folder of PNG or JPEG pictures for each class, in the order of their names.
 *
 * A folder's name is the index of its class, or the class's name where names are known; without names, folders count as
 * they are sorted.
 *
 * @param folder  as the user wrote it
 */
export function openImageFolder(
  cwd: string,
  folder: string,
  { shape, resize: how }: InputSpec,
  classes: readonly string[] = [],
): Loaded<ImageFolder> {
  const own = readdirSync(resolve(cwd, folder), { withFileTypes: true })
    .filter((entry) => !entry.isFile())
    .map(({ name }) => name)
    .toSorted();
  const pictures = own.map((name) => ({ name, files: picturesIn(resolve(cwd, folder, name)) }));
  const used = pictures.filter(({ files }) => files.length > 0);
  if (used.length === 0) return { problem: dataProblems.noClassFolders({ folders: own.length }, inFile(folder)) };
  const labels = labelsOf(
    used.map(({ name }) => name),
    classes,
  );
  if (labels.problem) return { problem: { ...labels.problem, at: { file: folder } } };
  const files = used.flatMap(({ name, files: found }, i) =>
    found.map((file) => ({ file: join(folder, name, file), label: labels.value[i]! })),
  );
  return {
    value: {
      frames: files.length,
      labels: Int32Array.from(files, ({ label }) => label),
      read(i) {
        const { file } = files[i]!;
        const values = readPicture(cwd, file, shape, how);
        if (values.problem) throw new ReportedError(values.problem);
        return values.value;
      },
    },
  };
}

function picturesIn(path: string): readonly string[] {
  try {
    return readdirSync(path).filter(isPicture).toSorted();
  } catch {
    // A link that leads nowhere, or a folder that may not be looked at, holds no pictures.
    return [];
  }
}

/** The class of each folder. */
function labelsOf(names: readonly string[], classes: readonly string[]): Loaded<readonly number[]> {
  if (names.every((name) => /^\d+$/.test(name))) return { value: names.map(Number) };
  if (classes.length === 0) return { value: names.map((_, i) => i) };
  const labels = names.map((name) => classes.indexOf(name));
  const unknown = names[labels.indexOf(-1)];
  if (unknown === undefined) return { value: labels };
  return { problem: dataProblems.unknownClassFolder({ name: unknown, suggestion: suggest(unknown, classes) }) };
}

function readPicture(
  cwd: string,
  file: string,
  shape: readonly number[],
  resize: InputSpec['resize'],
): Loaded<Float32Array> {
  const bytes = readUserFile(cwd, file, 'image');
  if (bytes.problem) return bytes;
  if (bytes.value.length === 0) return { problem: dataProblems.empty({ what: 'image' }, inFile(file)) };
  const image = decodeImage(bytes.value, file);
  if (image?.problem) return image;
  if (image) return imageToInput(image.value, shape, { at: file, ...(resize ? { resize } : {}) });
  const first = firstBytes(bytes.value);
  return { problem: dataProblems.unknownFormat({ what: 'image', first, known: 'PNG, JPEG' }, inFile(file)) };
}
