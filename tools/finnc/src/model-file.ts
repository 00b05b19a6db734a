import { dirname, resolve } from 'node:path';
import { readFileSync, realpathSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ExternalData, Unpack } from '@finnc/frontend';

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
