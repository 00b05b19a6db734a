/* From frames of elements to elements of frames. */
#ifndef FINNC_SLICED_TRANSPOSE_H
#define FINNC_SLICED_TRANSPOSE_H

#include "sliced-vector.h"

#if defined(__GFNI__) && defined(__AVX512VBMI__)
/*
 * 64 words of 64 bits: bit e of word f becomes bit f of word e.
 *
 * Eight words in a register are a square of 8 × 8 bytes: one permutation brings the bytes of a column together, and one
 * affine transformation, whose matrices are the data, transposes the 8 × 8 bits of each. What is left is the same on bytes
 * between the eight registers.
 */
INLINE void transpose_bits(uint64_t *words) {
  const __m512i identity = _mm512_set1_epi64((long long)0x8040201008040201ull);
  static const uint8_t columns[64] __attribute__((aligned(64))) = {
      56, 48, 40, 32, 24, 16, 8,  0, 57, 49, 41, 33, 25, 17, 9,  1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3,
      60, 52, 44, 36, 28, 20, 12, 4, 61, 53, 45, 37, 29, 21, 13, 5, 62, 54, 46, 38, 30, 22, 14, 6, 63, 55, 47, 39, 31, 23, 15, 7};
  const __m512i order = _mm512_load_si512(columns);
  __m512i a[8], b[8];
  UNROLL for (int i = 0; i < 8; i++)
    a[i] = _mm512_gf2p8affine_epi64_epi8(identity, _mm512_permutexvar_epi8(order, _mm512_loadu_si512(words + 8 * i)), 0);
  UNROLL for (int i = 0; i < 4; i++) {
    b[2 * i] = _mm512_unpacklo_epi8(a[2 * i], a[2 * i + 1]);
    b[2 * i + 1] = _mm512_unpackhi_epi8(a[2 * i], a[2 * i + 1]);
  }
  UNROLL for (int i = 0; i < 8; i += 4) {
    a[i] = _mm512_unpacklo_epi16(b[i], b[i + 2]);
    a[i + 1] = _mm512_unpackhi_epi16(b[i], b[i + 2]);
    a[i + 2] = _mm512_unpacklo_epi16(b[i + 1], b[i + 3]);
    a[i + 3] = _mm512_unpackhi_epi16(b[i + 1], b[i + 3]);
  }
  UNROLL for (int i = 0; i < 4; i++) {
    b[2 * i] = _mm512_unpacklo_epi32(a[i], a[i + 4]);
    b[2 * i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 4]);
  }
  /* Register i has, in its lane l, words 16 l + 2 i and the next. */
  UNROLL for (int i = 0; i < 8; i++) {
    _mm_storeu_si128((__m128i *)(words + 2 * i), _mm512_castsi512_si128(b[i]));
    _mm_storeu_si128((__m128i *)(words + 16 + 2 * i), _mm512_extracti32x4_epi32(b[i], 1));
    _mm_storeu_si128((__m128i *)(words + 32 + 2 * i), _mm512_extracti32x4_epi32(b[i], 2));
    _mm_storeu_si128((__m128i *)(words + 48 + 2 * i), _mm512_extracti32x4_epi32(b[i], 3));
  }
}
#else
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

#endif
