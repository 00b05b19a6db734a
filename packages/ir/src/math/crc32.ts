/** Entry `k · 256 + b`: what byte `b` contributes when `k` more bytes follow it in a step of eight. */
let table: Uint32Array | undefined;

function makeTable(): Uint32Array {
  const made = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    made[byte] = crc;
  }
  for (let i = 256; i < made.length; i++) {
    const shorter = made[i - 256]!;
    made[i] = (shorter >>> 8) ^ made[shorter & 0xff]!;
  }
  return made;
}

/** CRC-32 of `bytes` as in gzip (RFC 1952), eight bytes a step; `crc` continues an earlier call's result. */
export function crc32(bytes: Uint8Array, crc = 0): number {
  table ??= makeTable();
  const t = table;
  let state = ~crc;
  let i = 0;
  for (; i + 8 <= bytes.length; i += 8) {
    const low = state ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    state =
      t[1792 + (low & 0xff)]! ^
      t[1536 + ((low >>> 8) & 0xff)]! ^
      t[1280 + ((low >>> 16) & 0xff)]! ^
      t[1024 + (low >>> 24)]! ^
      t[768 + bytes[i + 4]!]! ^
      t[512 + bytes[i + 5]!]! ^
      t[256 + bytes[i + 6]!]! ^
      t[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) state = (state >>> 8) ^ t[(state ^ bytes[i]!) & 0xff]!;
  return ~state >>> 0;
}
