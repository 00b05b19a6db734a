/* Vectors whose lanes are numbers of 16 bits, a frame each: a part of the slice at a time, in a few vectors. */
#ifndef FINNC_SLICED_LANES_H
#define FINNC_SLICED_LANES_H

#include "sliced-vector.h"

typedef int16_t H __attribute__((vector_size(VECTOR_BYTES), may_alias));
typedef uint8_t Bytes __attribute__((vector_size(VECTOR_BYTES / 2), may_alias, aligned(1)));
typedef int8_t SignedBytes __attribute__((vector_size(VECTOR_BYTES / 2), may_alias, aligned(1)));

/* Frames in a part: as many as make its results a wide store, and its sums a few registers. */
#define LANES (VECTOR_BYTES == 16 ? 64 : 128)
#define LANE_VECTORS (LANES * 2 / VECTOR_BYTES)

/* Lanes where x ≥ t, of 32 numbers, as bits. */
#define VECTORS_OF_32 (64 / VECTOR_BYTES)
INLINE uint32_t lanes_at_least(const H *x, int16_t threshold) {
#if VECTOR_BYTES == 64
  return _mm512_cmpge_epi16_mask((__m512i)x[0], _mm512_set1_epi16(threshold));
#elif VECTOR_BYTES == 32
  /* Packing works within halves of 128 bits: a permutation puts the quarters in order. */
  __m256i t = _mm256_set1_epi16(threshold);
  __m256i below = _mm256_packs_epi16(_mm256_cmpgt_epi16(t, (__m256i)x[0]), _mm256_cmpgt_epi16(t, (__m256i)x[1]));
  return ~(uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(below, 0xd8));
#elif defined(__SSE2__)
  uint32_t below = 0;
  for (int i = 0; i < 4; i += 2) {
    __m128i t = _mm_set1_epi16(threshold);
    __m128i pair = _mm_packs_epi16(_mm_cmpgt_epi16(t, (__m128i)x[i]), _mm_cmpgt_epi16(t, (__m128i)x[i + 1]));
    below |= (uint32_t)_mm_movemask_epi8(pair) << 8 * i;
  }
  return ~below;
#else
  /* Each lane keeps the bit of its own number, and the lanes of a vector are added. */
  const H weights = {1, 2, 4, 8, 16, 32, 64, 128};
  uint32_t reached = 0;
  for (int i = 0; i < 4; i++) {
    H bits = (x[i] >= threshold) & weights;
    int16_t sum = 0;
    for (int lane = 0; lane < VECTOR_BYTES / 2; lane++) sum += bits[lane];
    reached |= (uint32_t)(uint16_t)sum << (i * (VECTOR_BYTES / 2));
  }
  return reached;
#endif
}

#endif
