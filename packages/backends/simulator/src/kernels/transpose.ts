/** Transposes 32 words of 32 bits in place: bit j of word i and bit i of word j change places. */
export function transposeBits(a: Int32Array): void {
  let mask = 0x0000ffff;
  for (let j = 16; j !== 0; j >>= 1, mask ^= mask << j) {
    for (let k = 0; k < 32; k = ((k | j) + 1) & ~j) {
      const swap = ((a[k]! >>> j) ^ a[k | j]!) & mask;
      a[k]! ^= swap << j;
      a[k | j]! ^= swap;
    }
  }
}
