/*
 * Bytes of 512 frames to planes of their bits, with GFNI: 64 elements of all frames at a time.
 *
 * Eight bytes of eight frames are a square of 8 × 8 bits, which one affine transformation transposes when the data are its
 * matrix. All else is moving bytes: those of one element together before, those of one plane after, and 64-bit words of one
 * plane at last.
 */
#ifndef FINNC_SLICED_BYTES_H
#define FINNC_SLICED_BYTES_H

#include "sliced-program.h"

#if VECTOR_BYTES == 64 && defined(__GFNI__) && defined(__AVX512VBMI__)
#define HAS_BYTE_PLANES 1

/* Byte n of a lane in each of eight registers, together: register i has in each lane bytes 2 i and 2 i + 1 of all eight. */
INLINE void gather_bytes(__m512i *a) {
  __m512i b[8];
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
  UNROLL for (int i = 0; i < 8; i++) a[i] = b[i];
}

/* Word i of eight registers as register i. */
INLINE void transpose_words(__m512i *a) {
  __m512i b[8];
  UNROLL for (int i = 0; i < 8; i += 2) {
    b[i] = _mm512_unpacklo_epi64(a[i], a[i + 1]);
    b[i + 1] = _mm512_unpackhi_epi64(a[i], a[i + 1]);
  }
  /* Lanes of 128 bits: of b[0] and b[2] words 0, 2, 4, 6 of four registers. */
  UNROLL for (int i = 0; i < 2; i++) {
    __m512i low = _mm512_shuffle_i64x2(b[i], b[i + 2], 0x44), high = _mm512_shuffle_i64x2(b[i], b[i + 2], 0xee);
    __m512i low2 = _mm512_shuffle_i64x2(b[i + 4], b[i + 6], 0x44), high2 = _mm512_shuffle_i64x2(b[i + 4], b[i + 6], 0xee);
    a[i] = _mm512_shuffle_i64x2(low, low2, 0x88);
    a[i + 2] = _mm512_shuffle_i64x2(low, low2, 0xdd);
    a[i + 4] = _mm512_shuffle_i64x2(high, high2, 0x88);
    a[i + 6] = _mm512_shuffle_i64x2(high, high2, 0xdd);
  }
}

/* What bytes stand for; `codes` in four registers, or themselves. */
typedef struct {
  __m512i table[4];
  int is_identity;
} ByteMap;

INLINE ByteMap byte_map(const uint8_t *codes) {
  ByteMap map = {.is_identity = 1};
  for (int i = 0; i < 256; i++) map.is_identity &= codes[i] == i;
  for (int i = 0; i < 4; i++) map.table[i] = _mm512_loadu_si512(codes + 64 * i);
  return map;
}

/* A permutation looks seven bits up in two registers, twice; the eighth chooses. */
INLINE __m512i map_bytes(const ByteMap *map, __m512i x) {
  __m512i low = _mm512_permutex2var_epi8(map->table[0], x, map->table[1]);
  __m512i high = _mm512_permutex2var_epi8(map->table[2], x, map->table[3]);
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(x), low, high);
}

/* Register `[i][j]` of 64 frames has, as word 2 L + h: element 16 L + 2 i + j / 4, plane 2 (j % 4) + h. */
typedef __m512i Words64[8][8];

/* `first` is the first of 64 frames, of which those from `last` on are taken for the one before. */
INLINE void planes_of_64(Words64 to, const uint8_t *frames, size_t stride, int first, int last, __mmask64 some,
                         const ByteMap *map) {
  const __m512i identity = _mm512_set1_epi64((long long)0x8040201008040201ull);
  for (int group = 0; group < 8; group++) {
    __m512i a[8];
    UNROLL for (int i = 0; i < 8; i++) {
      /* The first row of a matrix is its highest byte. */
      int frame = first + group * 8 + 7 - i;
      const uint8_t *row = frames + (size_t)(frame < last ? frame : last) * stride;
      /* The next 64 elements: frames lie too far apart for the CPU to foresee them. */
      _mm_prefetch((const char *)row + 64, _MM_HINT_T0);
      a[i] = _mm512_maskz_loadu_epi8(some, row);
      if (!map->is_identity) a[i] = map_bytes(map, a[i]);
    }
    gather_bytes(a);
    UNROLL for (int i = 0; i < 8; i++) to[i][group] = _mm512_gf2p8affine_epi64_epi8(identity, a[i], 0);
  }
  for (int i = 0; i < 8; i++) gather_bytes(to[i]);
}

/*
 * Planes of `count` elements, at most 64, of all frames of a slice, element e's from plane `planes[e]` on. `frames`: the
 * elements in the slice's first frame.
 */
static void byte_planes(V *to, const int32_t *planes, int bits, int count, const uint8_t *frames, size_t stride,
                        int frame_count, const ByteMap *map) {
  Words64 words[8];
  __mmask64 some = ~(uint64_t)0 >> (64 - count);
  for (int word = 0; word < 8; word++) planes_of_64(words[word], frames, stride, word * 64, frame_count - 1, some, map);
  for (int i = 0; i < 8; i++) {
    for (int j = 0; j < 8; j++) {
      if (2 * (j % 4) >= bits) continue;
      __m512i a[8];
      UNROLL for (int word = 0; word < 8; word++) a[word] = words[word][i][j];
      transpose_words(a);
      for (int lane = 0; lane < 4; lane++) {
        int element = 16 * lane + 2 * i + j / 4, plane = 2 * (j % 4);
        if (element >= count) continue;
        to[planes[element] + plane] = (V)a[2 * lane];
        if (plane + 1 < bits) to[planes[element] + plane + 1] = (V)a[2 * lane + 1];
      }
    }
  }
}

/*
 * Squares of bits to planes: bit e of word f of square w becomes bit f of word w of element e's plane, for `count` elements,
 * at most 64. `squares` are eight.
 */
static void planes_of_squares(V *to, const int32_t *planes, int count, uint64_t *const *squares) {
  const __m512i identity = _mm512_set1_epi64((long long)0x8040201008040201ull);
  static const uint8_t columns[64] __attribute__((aligned(64))) = {
      56, 48, 40, 32, 24, 16, 8,  0, 57, 49, 41, 33, 25, 17, 9,  1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3,
      60, 52, 44, 36, 28, 20, 12, 4, 61, 53, 45, 37, 29, 21, 13, 5, 62, 54, 46, 38, 30, 22, 14, 6, 63, 55, 47, 39, 31, 23, 15, 7};
  const __m512i order = _mm512_load_si512(columns);
  __m512i words[8][8];
  for (int w = 0; w < 8; w++) {
    __m512i a[8];
    /* Bytes of a column together, and the 8 × 8 bits of each turned. */
    UNROLL for (int i = 0; i < 8; i++)
      a[i] = _mm512_gf2p8affine_epi64_epi8(identity, _mm512_permutexvar_epi8(order, _mm512_loadu_si512(squares[w] + 8 * i)), 0);
    gather_bytes(a);
    UNROLL for (int i = 0; i < 8; i++) words[i][w] = a[i];
  }
  for (int i = 0; i < 8; i++) {
    transpose_words(words[i]);
    UNROLL for (int j = 0; j < 8; j++) {
      int element = 16 * (j / 2) + 2 * i + j % 2;
      if (element < count) to[planes[element]] = (V)words[i][j];
    }
  }
}

#endif
#endif
