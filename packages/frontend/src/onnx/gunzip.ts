import { crc32 } from '@finnc/ir';
import { gunzipSync } from 'fflate';
import type { OnnxProblem } from './problems.ts';

/** Magic bytes of gzip with deflate, the only method there is. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks a whole gzip file to at most `limit` bytes. Throws an Error for damaged data or for more than `limit` bytes.
 * `node:zlib` makes one that is four times as fast as ours:
 * `(bytes, limit) => gunzipSync(bytes, { maxOutputLength: limit })`.
 */
export type Unpack = (bytes: Uint8Array, limit: number) => Uint8Array;

/** Checks the size a gzip file claims against `limit`, before anything is allocated, and unpacks it. */
export function gunzip(
  bytes: Uint8Array,
  limit: number,
  unpack: Unpack = unpackMember,
): { bytes: Uint8Array } | { problem: OnnxProblem } {
  // 10 bytes of header, at least 2 of deflate, 8 of trailer.
  if (bytes.length < 20) return damaged('the file ends within its first few bytes');
  const size = trailerOf(bytes).getUint32(4, true);
  // Deflate reaches 1032 to 1: a larger claim is no claim but the last bytes of a file that is cut.
  if (size > bytes.length * 1032) return damaged('it is cut short');
  if (size > limit) return { problem: { kind: 'too-large', bytes: size, limit, compressed: true } };
  try {
    return { bytes: unpack(bytes, limit) };
  } catch (error) {
    return damaged(error instanceof Error ? error.message : String(error));
  }
}

/** One gzip member. fflate compares neither size nor checksum and stops writing at the claimed size, so we compare. */
function unpackMember(bytes: Uint8Array): Uint8Array {
  const trailer = trailerOf(bytes);
  const size = trailer.getUint32(4, true);
  const unpacked = gunzipSync(bytes, { out: new Uint8Array(size) });
  if (unpacked.length !== size || crc32(unpacked) !== trailer.getUint32(0, true)) {
    throw new Error('its checksum does not match');
  }
  return unpacked;
}

/** CRC-32 and size modulo 2^32 of the unpacked bytes, little-endian, end a gzip file. */
function trailerOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + bytes.byteLength - 8, 8);
}

function damaged(reason: string): { problem: OnnxProblem } {
  return { problem: { kind: 'damaged-gzip', reason } };
}
