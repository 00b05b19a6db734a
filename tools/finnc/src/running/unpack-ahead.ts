import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzip } from 'node:zlib';
import { isGzip, oneBuffer, unpackLimit } from '../data/gzip.ts';

/** Contents of gzip files by the names that the user gave them; what could not be unpacked is undefined. */
export type UnpackedFiles = ReadonlyMap<string, Promise<Uint8Array | undefined>>;

/**
 * Begins to unpack the gzip files among these in other threads, while this one reads and compiles a network. All that is
 * wrong with a file is told when it is read in the usual way.
 */
export function unpackAhead(cwd: string, files: readonly (string | undefined)[]): UnpackedFiles {
  const unpacked = new Map<string, Promise<Uint8Array | undefined>>();
  for (const file of files) {
    const packed = file === undefined ? undefined : packedFile(resolve(cwd, file));
    if (file !== undefined && packed) unpacked.set(file, unpack(packed));
  }
  return unpacked;
}

/** What has been unpacked, when all of it is. */
export async function contentsOf(files: UnpackedFiles): Promise<ReadonlyMap<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  for (const [file, unpacked] of files) {
    const content = await unpacked;
    if (content) contents.set(file, content);
  }
  return contents;
}

/** The bytes of a file that is gzip. */
function packedFile(path: string): Uint8Array | undefined {
  try {
    const descriptor = openSync(path, 'r');
    try {
      const first = new Uint8Array(2);
      return readSync(descriptor, first) === 2 && isGzip(first) ? readFileSync(path) : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function unpack(packed: Uint8Array): Promise<Uint8Array | undefined> {
  return new Promise((settle) => {
    if (packed.length < 18) {
      settle(undefined);
      return;
    }
    gunzip(packed, oneBuffer(packed, unpackLimit), (error, content) => {
      // Once only: what is gzip inside of gzip is for those who read the file.
      settle(error || isGzip(content) ? undefined : new Uint8Array(content.buffer, content.byteOffset, content.length));
    });
  });
}
