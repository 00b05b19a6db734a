/*
 * Inputs to planes: `pack` compares each element with thresholds, `codes` takes its bits.
 *
 * Of 64 elements of a frame each plane is a word of 64 bits, made by one comparison where the vectors are wide. The words of
 * 64 frames are a square of bits, which is transposed; its rows are words of planes.
 */
#include <stdlib.h>

#include "sliced-bytes.h"
#include "sliced-program.h"
#include "sliced-transpose.h"

#define CHUNK 64
#define MOST_PACKED 32

/* A word of 64 elements of each of 64 frames. */
typedef uint64_t Square[CHUNK];

typedef struct Packing Packing;
struct Packing {
  int input, kind, bits, steps;
  int elements, chunks;
  /* Added to bytes so that they compare without sign. */
  uint8_t flip;
  /* Plane of each element. */
  int32_t *planes;
  /* `[chunks or 1, steps, 64]` as bytes, and which elements can reach the threshold at all. */
  int threshold_chunks;
  uint8_t *thresholds;
  uint64_t *possible;
  /* Of numbers that are no bytes: in the program, a row an element or one for all. */
  const int32_t *wide_thresholds;
  int row_length;
  /* Codes of bytes, or of wide numbers what is taken from them. */
  uint8_t codes[256];
  int32_t bias;
  const int32_t *map;
  /* Of each of `present` frames the words of some chunks, `squares[chunk][plane][frame]`. */
  void (*fill)(const Packing *, const char *frames, size_t stride, int present, int first, int chunks, Square *squares);
};

/* ---- Bytes ---- */

/* Which of 64 bytes are at least as great as their thresholds. */
INLINE uint64_t at_least(const uint8_t *x, const uint8_t *thresholds) {
#if defined(__AVX512BW__)
  return _mm512_cmpge_epu8_mask(_mm512_loadu_si512(x), _mm512_loadu_si512(thresholds));
#elif defined(__AVX2__)
  uint64_t mask = 0;
  for (int i = 0; i < 64; i += 32) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(x + i)), t = _mm256_loadu_si256((const __m256i *)(thresholds + i));
    mask |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(a, t), a)) << i;
  }
  return mask;
#elif defined(__SSE2__)
  uint64_t mask = 0;
  for (int i = 0; i < 64; i += 16) {
    __m128i a = _mm_loadu_si128((const __m128i *)(x + i)), t = _mm_loadu_si128((const __m128i *)(thresholds + i));
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(a, t), a)) << i;
  }
  return mask;
#else
  uint64_t mask = 0;
  for (int i = 0; i < 64; i += 8) {
    uint64_t reached = 0;
    for (int k = 0; k < 8; k++) reached |= (uint64_t)(x[i + k] >= thresholds[i + k]) << k;
    mask |= reached << i;
  }
  return mask;
#endif
}

/* Bit k of 64 bytes. */
INLINE uint64_t bit_of_bytes(const uint8_t *x, int k) {
#if defined(__AVX512BW__)
  return _mm512_test_epi8_mask(_mm512_loadu_si512(x), _mm512_set1_epi8((char)(1 << k)));
#else
  uint64_t mask = 0;
  for (int i = 0; i < 64; i += 8) {
    uint64_t bytes;
    memcpy(&bytes, x + i, 8);
    bytes = (bytes >> k) & 0x0101010101010101ull;
    /* The product gathers the eight lowest bits in the highest byte. */
    mask |= (bytes * 0x0102040810204080ull >> 56) << i;
  }
  return mask;
#endif
}

/* 64 bytes, of which `count` are read, in order without sign. */
INLINE const uint8_t *whole_chunk(const Packing *p, const uint8_t *x, int count, uint8_t *room) {
  if (count < CHUNK) {
    memset(room, 0, CHUNK);
    x = memcpy(room, x, count);
  }
  if (p->flip)
    for (int i = 0; i < CHUNK; i++) room[i] = x[i] ^ p->flip;
  return p->flip ? room : x;
}

INLINE int chunk_length(const Packing *p, int chunk) {
  return p->elements - chunk * CHUNK < CHUNK ? p->elements - chunk * CHUNK : CHUNK;
}

/* Thresholds are reached in ascending order, so that planes count them. */
INLINE void count_reached(uint64_t *masks, int bits, uint64_t reached) {
  for (int k = 0; k < bits; k++) {
    uint64_t carry = masks[k] & reached;
    masks[k] ^= reached;
    reached = carry;
  }
}

/* `at_least` of the first `count` elements of a chunk, which may be the last there are, and have signs. */
INLINE uint64_t at_least_some(const Packing *p, const uint8_t *x, int count, const uint8_t *thresholds) {
#if defined(__AVX512BW__)
  __m512i some = _mm512_maskz_loadu_epi8(~(uint64_t)0 >> (CHUNK - count), x);
  return _mm512_cmpge_epu8_mask(_mm512_xor_si512(some, _mm512_set1_epi8((char)p->flip)), _mm512_loadu_si512(thresholds));
#else
  uint8_t room[CHUNK];
  return at_least(whole_chunk(p, x, count, room), thresholds);
#endif
}

/* One threshold, of every element or of all. */
static void byte_threshold(const Packing *p, const char *frames, size_t stride, int present, int first, int chunks,
                           Square *squares) {
  const uint64_t *possible = p->possible;
  const uint8_t *thresholds = p->thresholds;
  size_t step = 1;
  if (p->threshold_chunks == 1) step = 0;
  else possible += first, thresholds += (size_t)first * CHUNK;
  int whole = first + chunks <= p->elements / CHUNK ? chunks : chunks - 1;
  for (int f = 0; f < present; f++, frames += stride) {
    const uint8_t *x = (const uint8_t *)frames + first * CHUNK;
    int c = 0;
    for (; c < whole && !p->flip; c++)
      squares[c][f] = possible[c * step] & at_least(x + c * CHUNK, thresholds + c * step * CHUNK);
    for (; c < chunks; c++)
      squares[c][f] = possible[c * step] &
                      at_least_some(p, x + c * CHUNK, chunk_length(p, first + c), thresholds + c * step * CHUNK);
  }
}

#if defined(__AVX512BW__)
/* One threshold of all elements, within a byte: it stays in a register. */
static void shared_threshold(const Packing *p, const char *frames, size_t stride, int present, int first, int chunks,
                             Square *squares) {
  const __m512i threshold = _mm512_set1_epi8((char)p->thresholds[0]), flip = _mm512_set1_epi8((char)p->flip);
  int whole = first + chunks <= p->elements / CHUNK ? chunks : chunks - 1;
  __mmask64 some = ~(uint64_t)0 >> (CHUNK - chunk_length(p, first + chunks - 1));
  for (int f = 0; f < present; f++, frames += stride) {
    const uint8_t *x = (const uint8_t *)frames + first * CHUNK;
    uint64_t *to = &squares[0][f];
    _Pragma("GCC unroll 4") for (int c = 0; c < whole; c++, x += CHUNK, to += CHUNK)
      *to = _mm512_cmpge_epu8_mask(_mm512_xor_si512(_mm512_loadu_si512(x), flip), threshold);
    if (whole < chunks)
      *to = _mm512_cmpge_epu8_mask(_mm512_xor_si512(_mm512_maskz_loadu_epi8(some, x), flip), threshold);
  }
}
#endif

INLINE void byte_steps(const Packing *p, const char *frame, int chunk, int count, uint64_t *masks) {
  uint8_t room[CHUNK];
  const uint8_t *x = whole_chunk(p, (const uint8_t *)frame + chunk * CHUNK, count, room);
  size_t at = p->threshold_chunks == 1 ? 0 : (size_t)chunk * p->steps;
  for (int k = 0; k < p->bits; k++) masks[k] = 0;
  for (int step = 0; step < p->steps; step++, at++)
    count_reached(masks, p->bits, at_least(x, p->thresholds + at * CHUNK) & p->possible[at]);
}

INLINE void byte_codes(const Packing *p, const char *frame, int chunk, int count, uint64_t *masks) {
  uint8_t room[CHUNK], codes[CHUNK];
  const uint8_t *x = whole_chunk(p, (const uint8_t *)frame + chunk * CHUNK, count, room);
  for (int i = 0; i < CHUNK; i++) codes[i] = p->codes[x[i]];
  for (int k = 0; k < p->bits; k++) masks[k] = bit_of_bytes(codes, k);
}

/* ---- Wider numbers ---- */

INLINE void set_code(uint64_t *masks, int bits, int i, uint32_t code) {
  for (int k = 0; k < bits; k++) masks[k] |= (uint64_t)((code >> k) & 1) << i;
}

INLINE const int32_t *wide_row(const Packing *p, int element) {
  return p->wide_thresholds + (size_t)(element % p->row_length) * p->steps;
}

INLINE void int_steps(const Packing *p, const char *frame, int chunk, int count, uint64_t *masks) {
  const int32_t *x = (const int32_t *)frame + chunk * CHUNK;
  for (int k = 0; k < p->bits; k++) masks[k] = 0;
  for (int i = 0; i < count; i++) {
    const int32_t *thresholds = wide_row(p, chunk * CHUNK + i);
    uint32_t reached = 0;
    for (int step = 0; step < p->steps; step++) reached += x[i] >= thresholds[step];
    set_code(masks, p->bits, i, reached);
  }
}

INLINE void float_steps(const Packing *p, const char *frame, int chunk, int count, uint64_t *masks) {
  const float *x = (const float *)frame + chunk * CHUNK;
  for (int k = 0; k < p->bits; k++) masks[k] = 0;
  for (int i = 0; i < count; i++) {
    const int32_t *thresholds = wide_row(p, chunk * CHUNK + i);
    uint32_t reached = 0;
    for (int step = 0; step < p->steps; step++) {
      float threshold;
      memcpy(&threshold, &thresholds[step], sizeof threshold);
      reached += x[i] >= threshold;
    }
    set_code(masks, p->bits, i, reached);
  }
}

INLINE void wide_codes(const Packing *p, const char *frame, int chunk, int count, uint64_t *masks) {
  for (int k = 0; k < p->bits; k++) masks[k] = 0;
  for (int i = 0; i < count; i++) {
    int e = chunk * CHUNK + i;
    int32_t x = p->kind == KIND_INT32   ? ((const int32_t *)frame)[e]
                : p->kind == KIND_UINT8 ? ((const uint8_t *)frame)[e]
                                        : ((const int8_t *)frame)[e];
    if (p->map) x = p->map[x & 255];
    set_code(masks, p->bits, i, (uint32_t)x - (uint32_t)p->bias);
  }
}

/* ---- Both ---- */

#define FILL(masks_of)                                                                                              \
  static void fill_##masks_of(const Packing *p, const char *frames, size_t stride, int present, int first,          \
                              int chunks, Square *squares) {                                                        \
    uint64_t masks[MOST_PACKED];                                                                                    \
    for (int f = 0; f < present; f++) {                                                                             \
      for (int c = 0; c < chunks; c++) {                                                                            \
        masks_of(p, frames + f * stride, first + c, chunk_length(p, first + c), masks);                             \
        for (int k = 0; k < p->bits; k++) squares[c * p->bits + k][f] = masks[k];                                   \
      }                                                                                                             \
    }                                                                                                               \
  }
FILL(byte_steps)
FILL(byte_codes)
FILL(int_steps)
FILL(float_steps)
FILL(wide_codes)

/* Words of a plane that are written at once: a plane is a line of the cache or half of one, and fetching it takes longest. */
#if HAS_BYTE_PLANES
#define WORDS VECTOR_WORDS
#else
#define WORDS (VECTOR_WORDS < 4 ? VECTOR_WORDS : 4)
#endif

static int frames_from(const Slice *slice, int first) {
  int left = slice->frames - first;
  return left < 0 ? 0 : left < 64 ? left : 64;
}

/* Transposes the squares of one chunk and plane, and writes their rows as words of planes from the `word`th on. */
static void write_squares(const Slice *slice, const int32_t *planes, int plane, int count, int word, uint64_t *const *squares) {
  for (int w = 0; w < WORDS; w++)
    for (int f = frames_from(slice, (word + w) * 64); f < 64; f++) squares[w][f] = 0;
#if HAS_BYTE_PLANES
  planes_of_squares(slice->planes + plane, planes, count, squares);
#else
  for (int w = 0; w < WORDS; w++) transpose_bits(squares[w]);
  uint64_t *to = (uint64_t *)(slice->planes + plane) + word;
  for (int e = 0; e < count; e++) {
    uint64_t *words = to + (size_t)planes[e] * VECTOR_WORDS;
    UNROLL for (int w = 0; w < WORDS; w++) words[w] = squares[w][e];
  }
#endif
}

/* The next slice's input follows that of this one. */
static void look_ahead(const Slice *slice, const char *frames, size_t stride) {
  slice->ahead->from = frames + FRAMES * stride;
  slice->ahead->end = slice->ahead->from + slice->next_frames * stride;
}

/* A frame at a time as far as squares for it fit the nearest cache: memory is read in order. */
static void run_packing(const Instruction *instruction, const Slice *slice) {
  const Packing *p = instruction->prepared;
  static const size_t sizes[] = {1, 1, 4, 4};
  size_t stride = slice->input_lengths[p->input] * sizes[p->kind];
  const char *frames = (const char *)slice->inputs[p->input] + slice->first * stride;
  look_ahead(slice, frames, stride);
  Square squares[WORDS][MOST_PACKED];
  int most_chunks = MOST_PACKED / p->bits;
  for (int word = 0; word * 64 < slice->frames; word += WORDS) {
    for (int first = 0; first < p->chunks; first += most_chunks) {
      int chunks = p->chunks - first < most_chunks ? p->chunks - first : most_chunks;
      for (int w = 0; w < WORDS; w++)
        p->fill(p, frames + (word + w) * 64 * stride, stride, frames_from(slice, (word + w) * 64), first, chunks, squares[w]);
      for (int i = 0; i < chunks * p->bits; i++) {
        int c = first + i / p->bits;
        uint64_t *some[WORDS];
        for (int w = 0; w < WORDS; w++) some[w] = squares[w][i];
        write_squares(slice, p->planes + c * CHUNK, i % p->bits, chunk_length(p, c), word, some);
      }
    }
  }
}

#if HAS_BYTE_PLANES
static void run_byte_codes(const Instruction *instruction, const Slice *slice) {
  const Packing *p = instruction->prepared;
  size_t stride = slice->input_lengths[p->input];
  const uint8_t *frames = (const uint8_t *)slice->inputs[p->input] + slice->first * stride;
  look_ahead(slice, (const char *)frames, stride);
  ByteMap map = byte_map(p->codes);
  for (int c = 0; c < p->chunks; c++)
    byte_planes(slice->planes, p->planes + c * CHUNK, p->bits, chunk_length(p, c), frames + c * CHUNK, stride,
                slice->frames, &map);
}
#endif

static Packing *new_packing(Instruction *instruction, Preparation *preparation, int vectors, int length, int bits,
                            int steps, int threshold_chunks, int dst, int stride) {
  int elements = vectors * length, chunks = (elements + CHUNK - 1) / CHUNK;
  if (threshold_chunks > 1) threshold_chunks = chunks;
  size_t cells = (size_t)threshold_chunks * steps;
  Packing *p = allocate(preparation, sizeof(Packing) + cells * (sizeof(uint64_t) + CHUNK) + sizeof(int32_t) * elements);
  if (!p) return NULL;
  p->bits = bits;
  p->steps = steps;
  p->elements = elements;
  p->chunks = chunks;
  p->threshold_chunks = threshold_chunks;
  p->possible = (uint64_t *)(p + 1);
  p->thresholds = (uint8_t *)(p->possible + cells);
  p->planes = (int32_t *)(p->thresholds + cells * CHUNK);
  for (int e = 0; e < elements; e++) p->planes[e] = dst + e / length * stride + e % length * bits;
  instruction->prepared = p;
  instruction->run = run_packing;
  return p;
}

void prepare_pack(Instruction *instruction, const int32_t *data, Preparation *preparation) {
  enum { INPUT, KIND, VECTORS, LENGTH, DST, STRIDE, BITS, STEPS, ROWS, THRESHOLDS };
  const int32_t *args = instruction->args, *thresholds = data + args[THRESHOLDS];
  int kind = args[KIND], steps = args[STEPS], length = args[LENGTH];
  int is_bytes = kind == KIND_UINT8 || kind == KIND_INT8;
  Packing *p = new_packing(instruction, preparation, args[VECTORS], length, args[BITS], steps,
                           !is_bytes ? 0 : args[ROWS] == 1 ? 1 : 2, args[DST], args[STRIDE]);
  if (!p) return;
  p->input = args[INPUT];
  p->kind = kind;
  p->wide_thresholds = thresholds;
  p->row_length = args[ROWS] == 1 ? 1 : length;
  if (is_bytes) p->fill = steps == 1 && p->bits == 1 ? byte_threshold : fill_byte_steps;
  else p->fill = kind == KIND_INT32 ? fill_int_steps : fill_float_steps;
  p->flip = kind == KIND_INT8 ? 128 : 0;
  for (int chunk = 0; chunk < p->threshold_chunks; chunk++) {
    for (int step = 0; step < steps; step++) {
      size_t at = (size_t)chunk * steps + step;
      for (int i = 0; i < CHUNK; i++) {
        int row = args[ROWS] == 1 ? 0 : (chunk * CHUNK + i) % length;
        int64_t threshold = (int64_t)thresholds[(size_t)row * steps + step] + p->flip;
        p->thresholds[at * CHUNK + i] = (uint8_t)(threshold < 0 ? 0 : threshold > 255 ? 255 : threshold);
        if (threshold <= 255) p->possible[at] |= (uint64_t)1 << i;
      }
    }
  }
#if defined(__AVX512BW__)
  if (p->fill == byte_threshold && args[ROWS] == 1 && p->possible[0]) p->fill = shared_threshold;
#endif
}

void prepare_codes(Instruction *instruction, const int32_t *data, Preparation *preparation) {
  enum { INPUT, KIND, VECTORS, LENGTH, DST, STRIDE, BITS, BIAS, MAP };
  const int32_t *args = instruction->args;
  Packing *p = new_packing(instruction, preparation, args[VECTORS], args[LENGTH], args[BITS], 0, 0, args[DST], args[STRIDE]);
  if (!p) return;
  p->input = args[INPUT];
  p->kind = args[KIND];
  p->bias = args[BIAS];
  p->map = args[MAP] < 0 ? NULL : data + args[MAP];
  int is_bytes = p->kind == KIND_UINT8 || p->kind == KIND_INT8;
  p->fill = is_bytes && p->bits <= 8 ? fill_byte_codes : fill_wide_codes;
  for (int byte = 0; byte < 256; byte++) {
    int32_t x = p->map ? p->map[byte] : p->kind == KIND_INT8 ? (int8_t)byte : byte;
    p->codes[byte] = (uint8_t)(x - p->bias);
  }
#if HAS_BYTE_PLANES
  if (p->fill == fill_byte_codes) instruction->run = run_byte_codes;
#endif
}
