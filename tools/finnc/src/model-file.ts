import { basename, dirname, join, resolve } from 'node:path';
import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  isParameterFolder,
  type ExternalData,
  type ExternalFile,
  type ParameterFiles,
  type Unpack,
} from '@finnc/frontend';
import { oneBuffer } from './data/gzip.ts';
import type { Loaded } from './data/loaded.ts';
import { folderNames, readUserFile } from './files.ts';

/** A model as its user names it: a file's bytes, or the files of a folder of BNN-PYNQ parameters. */
export function readModelFiles(cwd: string, model: string, what = 'model'): Loaded<Uint8Array | ParameterFiles> {
  const names = folderNames(resolve(cwd, model));
  if (!names || !isParameterFolder(names)) return readUserFile(cwd, model, what);
  const files = new Map<string, Uint8Array>();
  for (const name of names.filter((own) => isParameterFolder([own]))) {
    const read = readUserFile(cwd, join(model, name), 'parameter file');
    if (read.problem) return read;
    files.set(name, read.value);
  }
  const folder = resolve(cwd, model);
  const described = {
    // Beside the parameters, or where the network's sources lie in BNN-PYNQ: bnn/params/<data set>/<network>.
    'config.h': ['.', '..', 'hw', join('../../../src/network', basename(folder), 'hw')],
    'classes.txt': ['.', '..'],
  };
  for (const [name, places] of Object.entries(described)) {
    const found = places.map((place) => readIfThere(() => join(folder, place, name))).find((bytes) => bytes);
    if (found) files.set(name, found);
  }
  return { value: files };
}

/** Opens the files of external data, which lie in the model's folder, or where a link to the model leads. */
export const dataBeside =
  (cwd: string, model: string): ExternalData =>
  (location) => {
    const path = resolve(cwd, model);
    return (
      fileIfThere(() => resolve(dirname(path), location)) ??
      fileIfThere(() => resolve(dirname(realpathSync(path)), location))
    );
  };

function readIfThere(path: () => string): Uint8Array | undefined {
  try {
    return readFileSync(path());
  } catch {
    return undefined;
  }
}

/** A file that is read tensor by tensor, each straight into the array that stays. */
function fileIfThere(path: () => string): ExternalFile | undefined {
  try {
    const file = path();
    const about = statSync(file);
    return about.isFile() ? { size: about.size, read: (offset, length) => readRange(file, offset, length) } : undefined;
  } catch {
    return undefined;
  }
}

/** Most bytes of one read: some systems stop at 2 GiB. */
const CHUNK = 2 ** 30;

function readRange(file: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const descriptor = openSync(file, 'r');
  try {
    for (let at = 0; at < length;) {
      const read = readSync(descriptor, bytes, at, Math.min(CHUNK, length - at), offset + at);
      if (read === 0) throw new Error(`${file} became shorter while it was read`);
      at += read;
    }
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}

/** Node's unpacker, several times faster than the portable one. */
export const nodeGunzip: Unpack = (bytes, limit) => gunzipSync(bytes, oneBuffer(bytes, limit));
