/* From frames of elements to elements of frames. */
#ifndef FINNC_SLICED_TRANSPOSE_H
#define FINNC_SLICED_TRANSPOSE_H

#include "sliced-vector.h"

/* 64 words of 64 bits: bit e of word f becomes bit f of word e. Squares of half the size change places, six times. */
INLINE void transpose_bits(uint64_t *words) {
  uint64_t mask = 0xffffffff;
  for (int size = 32; size; size >>= 1, mask ^= mask << size) {
    for (int k = 0; k < 64; k = ((k | size) + 1) & ~size) {
      uint64_t differ = ((words[k] >> size) ^ words[k | size]) & mask;
      words[k] ^= differ << size;
      words[k | size] ^= differ;
    }
  }
}
#endif
