import { crc32 } from '@finnc/ir';
import { unzipSync } from 'fflate';
import { dataProblems } from './diagnostics.ts';
import { unpackLimit } from './gzip.ts';
import { inFile, reasonOf, type Loaded } from './loaded.ts';

/** A zip with members, or an empty one. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));

/** The members of a zip (stored or deflated, zip64 too), each with its length and CRC-32 checked. */
export function unzip(bytes: Uint8Array, format: string, at?: string): Loaded<ReadonlyMap<string, Uint8Array>> {
  const damaged = (reason: string): Loaded<never> => ({
    problem: dataProblems.brokenArchive({ format, reason }, inFile(at)),
  });
  const promised = new Map<string, number>();
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        promised.set(name, originalSize);
        total += originalSize;
        // Never allocate for more than the archive can hold (deflate gains at most 1032 to 1).
        return total <= unpackLimit && originalSize <= Math.max(size, 1) * 1032;
      },
    });
    if (total > unpackLimit) {
      return {
        problem: dataProblems.tooLarge({ what: `the ${format} file`, bytes: total, limit: unpackLimit }, inFile(at)),
      };
    }
    const members = new Map(Object.entries(files));
    const checksums = directory(bytes);
    for (const [name, length] of promised) {
      const found = members.get(name)?.length ?? 0;
      if (found !== length) return damaged(`member '${name}' has ${found} bytes of the ${length} it promises`);
      const crc = checksums.get(name);
      if (crc !== undefined && crc !== crc32(members.get(name)!))
        return damaged(`the checksum of member '${name}' does not match`);
    }
    return { value: members };
  } catch (thrown) {
    return damaged(reasonOf(thrown));
  }
}

/** CRC-32 of each member from the central directory, which fflate reads but does not pass on. */
function directory(bytes: Uint8Array): ReadonlyMap<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checksums = new Map<string, number>();
  let end = bytes.length - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end--;
  let entry = view.getUint32(end + 16, true);
  // A zip64 archive keeps the true offset in its own end record, which a locator before this one points to.
  if (entry === 0xffffffff) entry = Number(view.getBigUint64(Number(view.getBigUint64(end - 12, true)) + 48, true));
  while (entry + 46 <= end && view.getUint32(entry, true) === 0x02014b50) {
    const nameEnd = entry + 46 + view.getUint16(entry + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(entry + 46, nameEnd));
    checksums.set(name, view.getUint32(entry + 16, true));
    entry = nameEnd + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
  }
  return checksums;
}
