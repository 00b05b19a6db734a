/* From planes to the integers that a caller reads. */
#include "sliced-program.h"

#if !defined(__AVX512F__)
/* Bit i of a byte as byte i, 0 or 1. */
INLINE uint64_t spread_bits(uint8_t bits) {
  uint64_t each = bits * 0x0101010101010101ull & 0x8040201008040201ull;
  return (each + 0x7f7f7f7f7f7f7f7full) >> 7 & 0x0101010101010101ull;
}
#endif

/* The codes of an element as integers, frame by frame. */
static void codes_of(int32_t *codes, const V *planes, int bits, int frames) {
  for (int word = 0; word < VECTOR_WORDS && word * 64 < frames; word++) {
    int32_t *to = codes + word * 64;
#if defined(__AVX512F__)
    for (int part = 0; part < 4; part++) {
      __m512i sum = _mm512_setzero_si512();
      for (int k = 0; k < bits; k++) {
        uint16_t mask;
        memcpy(&mask, (const char *)(planes + k) + word * 8 + part * 2, 2);
        sum = _mm512_mask_or_epi32(sum, mask, sum, _mm512_set1_epi32((int)(1u << k)));
      }
      _mm512_storeu_si512(to + part * 16, sum);
    }
#else
    /* Eight frames as bytes of a word, eight bits at a time. */
    for (int byte = 0; byte < 8; byte++) {
      uint64_t low = 0, high = 0;
      for (int k = 0; k < bits && k < 16; k++) {
        uint64_t spread = spread_bits(((const uint8_t *)(planes + k))[word * 8 + byte]);
        if (k < 8) low |= spread << k;
        else high |= spread << (k - 8);
      }
      for (int f = 0; f < 8; f++) to[byte * 8 + f] = (int32_t)(low >> 8 * f & 255) | (int32_t)(high >> 8 * f & 255) << 8;
    }
    for (int k = 16; k < bits; k++)
      for (int f = 0; f < 64; f++) to[f] |= (int32_t)(((const uint8_t *)(planes + k))[word * 8 + f / 8] >> f % 8 & 1) << k;
#endif
  }
}

enum { STORE_OUTPUT, STORE_COUNT, STORE_LENGTH, STORE_SRC, STORE_BITS, STORE_FACTOR, STORE_BIAS };

void run_store(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args;
  int32_t codes[FRAMES];
  size_t stride = slice->output_lengths[args[STORE_OUTPUT]];
  int length = args[STORE_LENGTH];
  for (int i = 0; i < args[STORE_COUNT]; i++) {
    const V *from = slice->planes + slice->data[args[STORE_SRC] + i];
    for (int c = 0; c < length; c++, from += args[STORE_BITS]) {
      int32_t *to = (int32_t *)slice->outputs[args[STORE_OUTPUT]] + slice->first * stride + (size_t)i * length + c;
      codes_of(codes, from, args[STORE_BITS], slice->frames);
      for (int f = 0; f < slice->frames; f++)
        to[f * stride] = (int32_t)((uint32_t)args[STORE_FACTOR] * (uint32_t)codes[f] + (uint32_t)args[STORE_BIAS]);
    }
  }
}

enum { ARGMAX_OUTPUT, ARGMAX_COUNT, ARGMAX_LENGTH, ARGMAX_SRC, ARGMAX_BITS };

/* A tournament of one round an element: its planes and its index replace the best where it is greater. */
void run_argmax(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args;
  V best[32], index[32];
  int32_t indices[FRAMES];
  size_t stride = slice->output_lengths[args[ARGMAX_OUTPUT]];
  int bits = args[ARGMAX_BITS], index_bits = 0;
  while ((args[ARGMAX_LENGTH] - 1) >> index_bits) index_bits++;
  for (int i = 0; i < args[ARGMAX_COUNT]; i++) {
    const V *x = slice->planes + slice->data[args[ARGMAX_SRC] + i];
    for (int k = 0; k < bits; k++) best[k] = x[k];
    for (int k = 0; k < index_bits; k++) index[k] = zeros();
    for (int c = 1; c < args[ARGMAX_LENGTH]; c++) {
      x += bits;
      V is_greater = zeros();
      for (int k = 0; k < bits; k++) is_greater = majority(~best[k], x[k], is_greater);
      for (int k = 0; k < bits; k++) best[k] ^= (best[k] ^ x[k]) & is_greater;
      for (int k = 0; k < index_bits; k++) index[k] = (c >> k) & 1 ? index[k] | is_greater : index[k] & ~is_greater;
    }
    codes_of(indices, index, index_bits, slice->frames);
    int32_t *to = (int32_t *)slice->outputs[args[ARGMAX_OUTPUT]] + slice->first * stride + i;
    for (int f = 0; f < slice->frames; f++) to[f * stride] = indices[f];
  }
}
