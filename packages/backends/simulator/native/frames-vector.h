/**
 * A vector of 32-bit lanes, and the four ways a word of x meets a word of weights in a lane:
 *
 *   xor  sum += popcount(x ^ w)      signs
 *   and  sum += popcount(x & w)      bit planes
 *   dot  sum += Σ x[i] · w[i]        four unsigned bytes by four signed ones
 *   mul  sum += x · w                modulo 2^32
 *
 * LANES divides 16, the rows of a block. FRAMES_BYTE_DOTS says that `dot` is a matter of few instructions.
 */
#ifndef FINNC_FRAMES_VECTOR_H
#define FINNC_FRAMES_VECTOR_H

#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__) && defined(__AVX512DQ__) && \
    defined(__AVX512VBMI__) && defined(__AVX512VPOPCNTDQ__) && defined(__AVX512VNNI__)
#define FRAMES_AVX512 1
#define FRAMES_BYTE_DOTS 1
#include <immintrin.h>
#define LANES 16
typedef __m512i vec;
INLINE vec v_zero(void) { return _mm512_setzero_si512(); }
INLINE vec v_load(const void *p) { return _mm512_loadu_si512(p); }
INLINE void v_store(void *p, vec a) { _mm512_storeu_si512(p, a); }
INLINE vec v_word(const void *p) {
  int32_t word;
  memcpy(&word, p, 4);
  return _mm512_set1_epi32(word);
}
INLINE vec v_add(vec a, vec b) { return _mm512_add_epi32(a, b); }
INLINE vec v_sub(vec a, vec b) { return _mm512_sub_epi32(a, b); }
INLINE vec v_shift(vec a, int bits) { return _mm512_sll_epi32(a, _mm_cvtsi32_si128(bits)); }
INLINE vec v_down(vec a, int bits) { return _mm512_srl_epi32(a, _mm_cvtsi32_si128(bits)); }
INLINE vec v_down_signed(vec a, int bits) { return _mm512_sra_epi32(a, _mm_cvtsi32_si128(bits)); }
INLINE vec v_mul(vec a, vec b) { return _mm512_mullo_epi32(a, b); }
INLINE vec v_clamp(vec a, vec low, vec high) { return _mm512_min_epi32(_mm512_max_epi32(a, low), high); }
INLINE vec v_all(int32_t a) { return _mm512_set1_epi32(a); }
/** count + 1 where a ≥ b. */
INLINE vec v_count(vec count, vec a, vec b) {
  return _mm512_mask_sub_epi32(count, _mm512_cmpge_epi32_mask(a, b), count, _mm512_set1_epi32(-1));
}
INLINE vec mac_xor(vec sum, vec x, vec w) {
  return _mm512_add_epi32(sum, _mm512_popcnt_epi32(_mm512_xor_si512(x, w)));
}
INLINE vec mac_and(vec sum, vec x, vec w) {
  return _mm512_add_epi32(sum, _mm512_popcnt_epi32(_mm512_and_si512(x, w)));
}
/** LANES unsigned bytes. */
INLINE vec v_get_bytes(const uint8_t *from) { return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)from)); }
/** count + 1 where a ≥ b, of floats. */
INLINE vec v_count_floats(vec count, vec a, const void *b) {
  const __mmask16 reached = _mm512_cmp_ps_mask(_mm512_castsi512_ps(a), _mm512_loadu_ps(b), _CMP_GE_OQ);
  return _mm512_mask_sub_epi32(count, reached, count, _mm512_set1_epi32(-1));
}
/** LANES codes as bytes, and LANES bits [a ≥ b]. */
INLINE void v_put_bytes(uint8_t *to, vec a) { _mm_storeu_si128((__m128i *)to, _mm512_cvtepi32_epi8(a)); }
/** Four times LANES codes that are in the highest bits, after a shift by 24 or more. */
INLINE void v_put_highest4(uint8_t *to, vec a, vec b, vec c, vec d, int bits) {
  const vec order = _mm512_setr_epi32(0x0f0b0703, 0x1f1b1713, 0x2f2b2723, 0x3f3b3733, 0x4f4b4743, 0x5f5b5753, 0x6f6b6763,
                                      0x7f7b7773, 0, 0, 0, 0, 0, 0, 0, 0);
  const vec ab = _mm512_permutex2var_epi8(a, order, b), cd = _mm512_permutex2var_epi8(c, order, d);
  const vec all = _mm512_inserti64x4(ab, _mm512_castsi512_si256(cd), 1);
  const vec down = _mm512_srl_epi16(all, _mm_cvtsi32_si128(bits - 24));
  v_store(to, _mm512_and_si512(down, _mm512_set1_epi8((char)(0xff >> (bits - 24)))));
}
INLINE void v_put_signs(uint8_t *to, vec a, vec b) {
  const uint16_t bits = _mm512_cmpge_epi32_mask(a, b);
  memcpy(to, &bits, 2);
}
/* As assembly, since gcc 12 copies the accumulators of the intrinsic. */
INLINE vec mac_dot(vec sum, vec x, vec w) {
  __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(x), "v"(w));
  return sum;
}
INLINE vec mac_mul(vec sum, vec x, vec w) { return _mm512_add_epi32(sum, _mm512_mullo_epi32(x, w)); }
#define mac_dot_wide mac_dot

#elif defined(__AVX2__)
#define FRAMES_AVX2 1
#define FRAMES_BYTE_DOTS 1
#include <immintrin.h>
#define LANES 8
typedef __m256i vec;
INLINE vec v_zero(void) { return _mm256_setzero_si256(); }
INLINE vec v_load(const void *p) { return _mm256_loadu_si256((const vec *)p); }
INLINE void v_store(void *p, vec a) { _mm256_storeu_si256((vec *)p, a); }
INLINE vec v_word(const void *p) {
  int32_t word;
  memcpy(&word, p, 4);
  return _mm256_set1_epi32(word);
}
INLINE vec v_add(vec a, vec b) { return _mm256_add_epi32(a, b); }
INLINE vec v_sub(vec a, vec b) { return _mm256_sub_epi32(a, b); }
INLINE vec v_shift(vec a, int bits) { return _mm256_sll_epi32(a, _mm_cvtsi32_si128(bits)); }
INLINE vec v_down(vec a, int bits) { return _mm256_srl_epi32(a, _mm_cvtsi32_si128(bits)); }
INLINE vec v_down_signed(vec a, int bits) { return _mm256_sra_epi32(a, _mm_cvtsi32_si128(bits)); }
INLINE vec v_mul(vec a, vec b) { return _mm256_mullo_epi32(a, b); }
INLINE vec v_clamp(vec a, vec low, vec high) { return _mm256_min_epi32(_mm256_max_epi32(a, low), high); }
INLINE vec v_all(int32_t a) { return _mm256_set1_epi32(a); }
INLINE vec v_count(vec count, vec a, vec b) {
  return _mm256_add_epi32(_mm256_add_epi32(count, _mm256_set1_epi32(1)), _mm256_cmpgt_epi32(b, a));
}
INLINE vec v_get_bytes(const uint8_t *from) { return _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)from)); }
INLINE vec v_count_floats(vec count, vec a, const void *b) {
  return _mm256_sub_epi32(count, _mm256_castps_si256(_mm256_cmp_ps(_mm256_castsi256_ps(a), _mm256_loadu_ps(b), _CMP_GE_OQ)));
}
INLINE void v_put_bytes(uint8_t *to, vec a) {
  const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
  _mm_storel_epi64((__m128i *)to, _mm_packus_epi16(words, words));
}
/** Twice LANES codes, after a shift. */
INLINE void v_put_highest2(uint8_t *to, vec a, vec b, int bits) {
  const vec words = _mm256_packus_epi32(v_down(a, bits), v_down(b, bits));
  const vec bytes = _mm256_permute4x64_epi64(_mm256_packus_epi16(words, words), 0xd8);
  _mm_storeu_si128((__m128i *)to, _mm_shuffle_epi32(_mm256_castsi256_si128(bytes), 0xd8));
}
INLINE void v_put_signs(uint8_t *to, vec a, vec b) {
  *to = (uint8_t)~_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(b, a)));
}
/* Bits of each half byte from a table, then the bytes of a lane together. */
INLINE vec add_popcount(vec sum, vec bits) {
  const vec table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3,
                                     2, 3, 3, 4);
  const vec low = _mm256_set1_epi8(15);
  vec halves = _mm256_shuffle_epi8(table, _mm256_and_si256(bits, low));
  vec others = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(bits, 4), low));
  vec pairs = _mm256_maddubs_epi16(_mm256_add_epi8(halves, others), _mm256_set1_epi8(1));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
INLINE vec mac_xor(vec sum, vec x, vec w) { return add_popcount(sum, _mm256_xor_si256(x, w)); }
INLINE vec mac_and(vec sum, vec x, vec w) { return add_popcount(sum, _mm256_and_si256(x, w)); }
/* Where the builder says that every sum of two products fits 16 bits. */
INLINE vec mac_dot(vec sum, vec x, vec w) {
  return _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(x, w), _mm256_set1_epi16(1)));
}
/* One product a 16-bit lane, |u8 · i8| < 2^15, so that nothing saturates. */
INLINE vec mac_dot_wide(vec sum, vec x, vec w) {
  const vec even = _mm256_set1_epi16(255);
  return mac_dot(mac_dot(sum, _mm256_and_si256(x, even), w), _mm256_andnot_si256(even, x), w);
}
INLINE vec mac_mul(vec sum, vec x, vec w) { return _mm256_add_epi32(sum, _mm256_mullo_epi32(x, w)); }

#else
/* Vectors of the compiler: SSE2, NEON or whatever there is. */
#define LANES 4
typedef uint32_t vec __attribute__((vector_size(16)));
INLINE vec v_zero(void) { return (vec){0, 0, 0, 0}; }
INLINE vec v_load(const void *p) {
  vec a;
  memcpy(&a, p, 16);
  return a;
}
INLINE void v_store(void *p, vec a) { memcpy(p, &a, 16); }
INLINE vec v_word(const void *p) {
  uint32_t word;
  memcpy(&word, p, 4);
  return (vec){word, word, word, word};
}
INLINE vec v_add(vec a, vec b) { return a + b; }
INLINE vec v_sub(vec a, vec b) { return a - b; }
INLINE vec v_shift(vec a, int bits) { return a << bits; }
INLINE vec v_down(vec a, int bits) { return a >> bits; }
INLINE vec v_mul(vec a, vec b) { return a * b; }
typedef int32_t signed_vec __attribute__((vector_size(16)));
INLINE vec v_down_signed(vec a, int bits) { return (vec)((signed_vec)a >> bits); }
INLINE vec v_select(signed_vec mask, vec a, vec b) { return ((vec)mask & a) | (~(vec)mask & b); }
INLINE vec v_clamp(vec a, vec low, vec high) {
  a = v_select((signed_vec)a > (signed_vec)low, a, low);
  return v_select((signed_vec)a < (signed_vec)high, a, high);
}
INLINE vec v_all(int32_t a) { return (vec){(uint32_t)a, (uint32_t)a, (uint32_t)a, (uint32_t)a}; }
INLINE vec v_count(vec count, vec a, vec b) { return count - (vec)((signed_vec)a >= (signed_vec)b); }
INLINE vec v_get_bytes(const uint8_t *from) { return (vec){from[0], from[1], from[2], from[3]}; }
typedef float float_vec __attribute__((vector_size(16)));
INLINE vec v_count_floats(vec count, vec a, const void *b) { return count - (vec)((float_vec)a >= (float_vec)v_load(b)); }
INLINE void v_put_bytes(uint8_t *to, vec a) {
  for (int i = 0; i < 4; i++) to[i] = (uint8_t)a[i];
}
/* Half a byte has no address: signs of four lanes go by way of their sums. */
INLINE void v_put_signs(uint8_t *to, vec a, vec b) {
  (void)to, (void)a, (void)b;
}
INLINE vec add_popcount(vec sum, vec a) {
  a -= (a >> 1) & 0x55555555;
  a = (a & 0x33333333) + ((a >> 2) & 0x33333333);
  a = (a + (a >> 4)) & 0x0f0f0f0f;
  a += a >> 8;
  return sum + ((a + (a >> 16)) & 63);
}
INLINE vec mac_xor(vec sum, vec x, vec w) { return add_popcount(sum, x ^ w); }
INLINE vec mac_and(vec sum, vec x, vec w) { return add_popcount(sum, x & w); }
INLINE vec mac_dot(vec sum, vec x, vec w) {
  for (int i = 0; i < 32; i += 8) {
    const vec byte = (w >> i) & 255;
    sum += ((x >> i) & 255) * (byte - ((byte & 128) << 1));
  }
  return sum;
}
INLINE vec mac_mul(vec sum, vec x, vec w) { return sum + x * w; }
#define mac_dot_wide mac_dot
#endif

/** Vectors of a block of 16 rows. */
#define PARTS (16 / LANES)

#endif
