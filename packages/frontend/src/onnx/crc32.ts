/** `tables[k][b]`: what byte `b` contributes when `k` more bytes follow it in a step of eight. */
let tables: readonly Uint32Array[] | undefined;

function makeTables(): readonly Uint32Array[] {
  const made = [
    Uint32Array.from({ length: 256 }, (_, byte) => {
      let crc = byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
      return crc;
    }),
  ];
  for (let k = 1; k < 8; k++) {
    const [first, last] = [made[0]!, made[k - 1]!];
    made.push(last.map((crc) => (crc >>> 8) ^ first[crc & 0xff]!));
  }
  return made;
}

/** CRC-32 of `bytes` as in gzip (RFC 1952), eight bytes a step; `crc` continues an earlier call's result. */
export function crc32(bytes: Uint8Array, crc = 0): number {
  tables ??= makeTables();
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as unknown as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  let state = ~crc;
  let i = 0;
  for (; i + 8 <= bytes.length; i += 8) {
    const low = state ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    state =
      t7[low & 0xff]! ^
      t6[(low >>> 8) & 0xff]! ^
      t5[(low >>> 16) & 0xff]! ^
      t4[low >>> 24]! ^
      t3[bytes[i + 4]!]! ^
      t2[bytes[i + 5]!]! ^
      t1[bytes[i + 6]!]! ^
      t0[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) state = (state >>> 8) ^ t0[(state ^ bytes[i]!) & 0xff]!;
  return ~state >>> 0;
}
