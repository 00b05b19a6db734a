/**
 * Products of a few vectors of words with a few parts of blocks of 16 rows. A template: MAC says how words meet, TILES is
 * the prefix of the names. The sums of a tile have names, since compilers spill arrays of vectors to memory.
 *
 * TILE_PARTS parts of blocks go with 4 vectors and SINGLE_PARTS with one, as many as the registers hold.
 */
#ifndef FINNC_FRAMES_TILE_H
#define FINNC_FRAMES_TILE_H

#include "frames-vector.h"

#if defined(FRAMES_AVX512)
#define TILE_PARTS 4
#define SINGLE_PARTS 8
#elif defined(FRAMES_AVX2)
#define TILE_PARTS 2
#define SINGLE_PARTS 4
#else
#define TILE_PARTS 1
#define SINGLE_PARTS 4
#endif

/** Words one behind the other in memory. */
struct segment {
  int32_t offset;
  int32_t words;
};

/** What becomes of the sums of a pair of bit planes: shifted, and added to or subtracted from those before, if any. */
struct combine {
  int shift;
  int subtract;
  int first;
};

/** x: vectors; w: the first block, `words` words of 16 rows; sums: those of vector i begin at i · pitch. */
typedef void tile_function(const uint8_t *const *x, const struct segment *segments, int segment_count, const int32_t *w,
                           int words, int32_t *sums, int pitch, struct combine combine);

INLINE void put_sum(int32_t *to, vec sum, struct combine combine) {
  sum = v_shift(sum, combine.shift);
  const vec before = combine.first ? v_zero() : v_load(to);
  v_store(to, combine.subtract ? v_sub(before, sum) : v_add(before, sum));
}

#define PART_AT(b) ((b) / PARTS * words * 16 + (b) % PARTS * LANES)

#define PARTS1(f, p) f(p, 0)
#define PARTS2(f, p) PARTS1(f, p) f(p, 1)
#define PARTS4(f, p) PARTS2(f, p) f(p, 2) f(p, 3)
#define PARTS8(f, p) PARTS4(f, p) f(p, 4) f(p, 5) f(p, 6) f(p, 7)
#define VECTORS1(f, parts) f(0, parts)
#define VECTORS4(f, parts) f(0, parts) f(1, parts) f(2, parts) f(3, parts)

#define ZERO_SUM(p, b) vec sum##p##b = v_zero();
#define LOAD_WEIGHTS(p, b) const vec w##b = v_load(w + PART_AT(b));
#define PUT_SUM(p, b) put_sum(sums + p * pitch + b * LANES, sum##p##b, combine);
#define ZERO_SUMS(p, parts) parts(ZERO_SUM, p)
#define PUT_SUMS(p, parts) parts(PUT_SUM, p)
#define START(p, parts) const uint8_t *from##p = x[p] + segments[s].offset;

#define DEFINE_TILE(name, vectors, parts, MACS)                                                               \
  static void name(const uint8_t *const *x, const struct segment *segments, int segment_count, const int32_t *w, \
                   int words, int32_t *sums, int pitch, struct combine combine) {                             \
    vectors(ZERO_SUMS, parts);                                                                                \
    for (int s = 0; s < segment_count; s++) {                                                                 \
      vectors(START, parts);                                                                                  \
      for (int k = 4 * segments[s].words; k > 0; k -= 4, w += 16) {                                           \
        parts(LOAD_WEIGHTS, 0);                                                                               \
        vectors(MACS, parts);                                                                                 \
      }                                                                                                       \
    }                                                                                                         \
    vectors(PUT_SUMS, parts);                                                                                 \
  }

#endif
