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

/** What becomes of sums while they are in registers: see `struct activation`. Bytes and signs need whole blocks. */
enum finish { TO_SUMS, TO_SIGNS, TO_BYTES };

/** Work of a tile: up to 4 vectors with some parts of blocks. */
struct tile {
  const uint8_t *x[4];
  const struct segment *segments;
  int segment_count;
  /** Words of a vector, each of which meets 16 rows of a block. */
  int words;
  const int32_t *weights;
  enum finish finish;
  /** TO_SUMS: shifted, added to or subtracted from those before, if any; those of vector i begin at i · pitch. */
  int shift;
  int subtract;
  int first;
  int32_t *sums;
  int pitch;
  /** TO_SIGNS, TO_BYTES: tables of the first part, and where the results of vectors go. */
  const int32_t *table;
  uint8_t *to[4];
  int down;
  int bias;
};

typedef void tile_function(const struct tile *tile);

INLINE void put_sum(const struct tile *tile, int32_t *to, vec sum) {
  sum = v_shift(sum, tile->shift);
  const vec before = tile->first ? v_zero() : v_load(to);
  v_store(to, tile->subtract ? v_sub(before, sum) : v_add(before, sum));
}

#define PART_AT(b) ((b) / PARTS * words * 16 + (b) % PARTS * LANES)
/** Tables of `steps` steps. */
#define TABLE_AT(b, steps) ((b) / PARTS * (steps) * 16 + (b) % PARTS * LANES)

#define PARTS1(f, p) f(p, 0)
#define PARTS2(f, p) PARTS1(f, p) f(p, 1)
#define PARTS4(f, p) PARTS2(f, p) f(p, 2) f(p, 3)
#define PARTS8(f, p) PARTS4(f, p) f(p, 4) f(p, 5) f(p, 6) f(p, 7)
#define VECTORS1(f, parts) f(0, parts)
#define VECTORS4(f, parts) f(0, parts) f(1, parts) f(2, parts) f(3, parts)

#define ZERO_SUM(p, b) vec sum##p##b = v_zero();
#define LOAD_WEIGHTS(p, b) const vec w##b = v_load(w + PART_AT(b));
#define PUT_SUM(p, b) put_sum(tile, tile->sums + p * tile->pitch + b * LANES, sum##p##b);
#define NEGATE(p, b) sum##p##b = v_sub(v_zero(), sum##p##b);
#define LOAD_LINE(p, b)                                        \
  const vec low##b = v_load(tile->table + TABLE_AT(b, 4)),     \
            high##b = v_load(tile->table + TABLE_AT(b, 4) + 16), \
            factor##b = v_load(tile->table + TABLE_AT(b, 4) + 32), \
            summand##b = v_load(tile->table + TABLE_AT(b, 4) + 48);
#define PUT_BYTES(p, b)                                                                                     \
  v_put_bytes(tile->to[p] + b * LANES,                                                                      \
              v_add(v_down(v_add(v_mul(v_clamp(sum##p##b, low##b, high##b), factor##b), summand##b), tile->down), bias));
#define PUT_SIGNS(p, b) v_put_signs(tile->to[p] + b * LANES / 8, sum##p##b, v_load(tile->table + TABLE_AT(b, 1)));
#define ZERO_SUMS(p, parts) parts(ZERO_SUM, p)
#define PUT_ALL_SUMS(p, parts) parts(PUT_SUM, p)
#define PUT_ALL_BYTES(p, parts) parts(PUT_BYTES, p)
#define PUT_ALL_SIGNS(p, parts) parts(PUT_SIGNS, p)
#define NEGATE_ALL(p, parts) parts(NEGATE, p)
#define START(p, parts) const uint8_t *from##p = tile->x[p] + segment->offset;

#define DEFINE_TILE(name, vectors, parts, MACS)                                     \
  static void name(const struct tile *tile) {                                       \
    const int words = tile->words;                                                  \
    const int32_t *w = tile->weights;                                               \
    const struct segment *segment = tile->segments;                                 \
    vectors(ZERO_SUMS, parts);                                                      \
    for (int s = tile->segment_count; s > 0; s--, segment++) {                      \
      vectors(START, parts);                                                        \
      for (int k = segment->words; k > 0; k--, w += 16) {                           \
        parts(LOAD_WEIGHTS, 0);                                                     \
        vectors(MACS, parts);                                                       \
      }                                                                             \
    }                                                                               \
    if (tile->finish == TO_SUMS) {                                                  \
      vectors(PUT_ALL_SUMS, parts);                                                 \
      return;                                                                       \
    }                                                                               \
    if (tile->subtract) {                                                           \
      vectors(NEGATE_ALL, parts);                                                   \
    }                                                                               \
    if (tile->finish == TO_SIGNS) {                                                 \
      vectors(PUT_ALL_SIGNS, parts);                                                \
    } else {                                                                        \
      const vec bias = v_all(tile->bias);                                           \
      parts(LOAD_LINE, 0);                                                          \
      vectors(PUT_ALL_BYTES, parts);                                                \
    }                                                                               \
  }

#endif
