import { basename, dirname, join, resolve } from 'node:path';
import { readFileSync, realpathSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { isParameterFolder, type ExternalData, type ParameterFiles, type Unpack } from '@finnc/frontend';
import type { Loaded } from './data/loaded.ts';
import { folderNames, readUserFile } from './files.ts';

/** A model as its user names it: a file's bytes, or the files of a folder of BNN-PYNQ parameters. */
export function readModelFiles(cwd: string, model: string): Loaded<Uint8Array | ParameterFiles> {
  const names = folderNames(resolve(cwd, model));
  if (!names || !isParameterFolder(names)) return readUserFile(cwd, model, 'model');
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

/** Reads the files of external data, which lie in the model's folder, or where a link to the model leads. */
export const dataBeside =
  (cwd: string, model: string): ExternalData =>
  (location) => {
    const path = resolve(cwd, model);
    return (
      readIfThere(() => resolve(dirname(path), location)) ??
      readIfThere(() => resolve(dirname(realpathSync(path)), location))
    );
  };

function readIfThere(path: () => string): Uint8Array | undefined {
  try {
    return readFileSync(path());
  } catch {
    return undefined;
  }
}

/** Node's unpacker, several times faster than the portable one. */
export const nodeGunzip: Unpack = (bytes, limit) => gunzipSync(bytes, { maxOutputLength: limit });
