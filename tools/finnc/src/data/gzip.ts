import { gunzipSync } from 'node:zlib';
import { dataProblems } from './diagnostics.ts';
import { inFile, reasonOf, type Loaded } from './loaded.ts';

/** The most that one file may unpack to, bytes; a small hostile file must not take the machine's memory. */
export const unpackLimit = 2 ** 31;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The content of a gzip file with its length and CRC-32 checked; other bytes come back as they are. */
export function gunzip(bytes: Uint8Array, at?: string): Loaded<Uint8Array> {
  if (!isGzip(bytes)) return { value: bytes };
  const damaged = (reason: string): Loaded<Uint8Array> => ({
    problem: dataProblems.brokenArchive({ format: 'gzip', reason }, inFile(at)),
  });
  // 10 bytes of header, 8 of trailer.
  if (bytes.length < 18) return damaged(`${bytes.length} bytes is less than the smallest gzip file`);
  const length = claimedLength(bytes);
  if (length > unpackLimit) {
    return { problem: dataProblems.tooLarge({ what: 'the gzip file', bytes: length, limit: unpackLimit }, inFile(at)) };
  }
  // Deflate gains at most 1032 to 1, so a larger promise is a lie and not worth allocating for.
  if (length > bytes.length * 1032) return damaged(`it claims to unpack ${bytes.length} bytes to ${length}`);
  try {
    // It compares the checksum and the length with what came out.
    const content = gunzipSync(bytes, oneBuffer(bytes, unpackLimit));
    return { value: new Uint8Array(content.buffer, content.byteOffset, content.length) };
  } catch (thrown) {
    return damaged(reasonOf(thrown));
  }
}

/** What a gzip file says of its content's length, modulo 2^32: its trailer is CRC-32 and length, both little endian. */
const claimedLength = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8).getUint32(4, true);

/** Options of zlib for content in one piece, where it would join many of 16 KiB; memory that is not used is not taken. */
export function oneBuffer(
  bytes: Uint8Array,
  limit: number,
): { readonly maxOutputLength: number; readonly chunkSize: number } {
  // A little more than is claimed: where the buffer is full, zlib asks for another.
  const chunkSize = Math.min(claimedLength(bytes), bytes.length * 1032, 2 ** 30) + 64;
  return { maxOutputLength: limit, chunkSize };
}
