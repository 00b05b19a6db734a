/**
 * Products of vectors of words with a few parts of blocks of 16 rows, a few vectors at a time. A template: MAC says how
 * words meet, TILES is the prefix of the names. The sums of a tile have names, since compilers spill arrays of vectors to
 * memory.
 *
 * TILE_PARTS parts of blocks go with 4 vectors and SINGLE_PARTS with one, as many as the registers hold.
 */
#ifndef FINNC_FRAMES_TILE_H
#define FINNC_FRAMES_TILE_H

#include "frames-activation.h"

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

/** What becomes of sums while they are in registers: see `struct activation`. */
enum finish { TO_SUMS, TO_SIGNS, TO_LINES, TO_CHECKED_LINES, TO_COUNTS };

/** Work of a tile: some parts of blocks, with as many vectors as it takes at a time or more. */
struct tile {
  const uint8_t *x;
  /** Where vectors begin. */
  const int32_t *bases;
  int vectors;
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
  /** Others: what follows sums, tables of the first part, and where its results go. */
  const struct activation *act;
  const int32_t *table;
  uint8_t *to;
  const int32_t *results;
  /** Rows from the first part on. */
  int rows;
};

typedef void tile_function(const struct tile *tile);

INLINE void put_sum(const struct tile *tile, int32_t *to, vec sum) {
  sum = v_shift(sum, tile->shift);
  const vec before = tile->first ? v_zero() : v_load(to);
  v_store(to, tile->subtract ? v_sub(before, sum) : v_add(before, sum));
}

/** Codes of a part as bytes, no more than there are rows. */
INLINE void put_part(const struct tile *tile, uint8_t *to, int part, int may_be_cut, vec codes) {
  const int left = tile->rows - part * LANES;
  to += part * LANES;
  if (!may_be_cut || left >= LANES) {
    v_put_bytes(to, codes);
  } else if (left > 0) {
    uint8_t bytes[16];
    v_put_bytes(bytes, codes);
    put_some(to, bytes, left);
  }
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
#define PUT_SIGNS(p, b) v_put_signs(to##p + b * LANES / 8, sum##p##b, v_load(tile->table + TABLE_AT(b, 1)));
#define ON_LINE(p, b) sum##p##b = line_of(&line, sum##p##b);
#define ON_LINES(VECTORS, b)                                                 \
  {                                                                          \
    const struct line line = line_at(tile->table + TABLE_AT(b, LINE_STEPS)); \
    VECTORS(ON_LINE, b)                                                      \
  }
/* Codes in the highest bits of all parts of a vector, as bytes. */
#define PACK1(p, parts) put_part(tile, to##p, 0, is_cut, v_down(sum##p##0, down));
#if defined(FRAMES_AVX512)
#define PACK4(p, parts) v_put_highest4(to##p, sum##p##0, sum##p##1, sum##p##2, sum##p##3, down);
#define PACK8(p, parts) \
  PACK4(p, parts)       \
  v_put_highest4(to##p + 4 * LANES, sum##p##4, sum##p##5, sum##p##6, sum##p##7, down);
#elif defined(FRAMES_AVX2)
#define PACK2(p, parts) v_put_highest2(to##p, sum##p##0, sum##p##1, down);
#define PACK4(p, parts) \
  PACK2(p, parts)       \
  v_put_highest2(to##p + 2 * LANES, sum##p##2, sum##p##3, down);
#else
#define PACK_PART(p, b) v_put_bytes(to##p + b * LANES, v_down(sum##p##b, down));
#define PACK4(p, parts) PARTS4(PACK_PART, p)
#endif
#define PUT_CHECKED_LINE(p, b) \
  put_part(tile, to##p, b, is_cut, checked_line_of(&line, down, &check, fraction, sum##p##b));
#define PUT_CHECKED_LINES(VECTORS, b)                              \
  {                                                                \
    const int32_t *table = tile->table + TABLE_AT(b, CHECKED_STEPS); \
    const struct line line = line_at(table);                       \
    const struct check check = check_at(table);                    \
    VECTORS(PUT_CHECKED_LINE, b)                                   \
  }
#define START_COUNT(p, b) vec count##p = bias;
#define ADD_COUNT(p, b) count##p = v_count(count##p, sum##p##b, threshold);
#define PUT_COUNT(p, b) put_part(tile, to##p, b, is_cut, count##p);
#define PUT_COUNTS(VECTORS, b)                                   \
  {                                                              \
    const int32_t *table = tile->table + TABLE_AT(b, act->steps); \
    VECTORS(START_COUNT, b);                                     \
    for (int k = act->steps; k > 0; k--, table += 16) {          \
      const vec threshold = v_load(table);                       \
      VECTORS(ADD_COUNT, b)                                          \
    }                                                            \
    VECTORS(PUT_COUNT, b)                                        \
  }
#define ZERO_SUMS(p, parts) parts(ZERO_SUM, p)
#define PUT_ALL_SUMS(p, parts) parts(PUT_SUM, p)
#define PUT_ALL_SIGNS(p, parts) parts(PUT_SIGNS, p)
#define NEGATE_ALL(p, parts) parts(NEGATE, p)
#define OPEN(p, parts) const uint8_t *x##p = tile->x + tile->bases[v + p];
#define START(p, parts) const uint8_t *from##p = x##p + segment->offset;
#define RESULT(p, parts) uint8_t *to##p = tile->to + tile->results[v + p];

/** The last vectors begin earlier, where those of the tile do not divide all: some are made twice. */
#define DEFINE_TILE(NAME, COUNT, PARTS_OF, CUT, MACS) \
  DEFINE_TILE_(NAME, VECTORS##COUNT, COUNT, PARTS##PARTS_OF, PACK##PARTS_OF, CUT, MACS)
#define DEFINE_TILE_(NAME, VECTORS, COUNT, PARTS_OF, PACK, CUT, MACS)                   \
  static void NAME(const struct tile *tile) {                                           \
    const struct activation *act = tile->act;                                           \
    const int words = tile->words, is_cut = CUT;                                        \
    const int down = act->down, fraction = act->fraction;                               \
    for (int next = 0; next < tile->vectors; next += COUNT) {                           \
      const int v = next + COUNT > tile->vectors ? tile->vectors - COUNT : next;        \
      const int32_t *w = tile->weights;                                                 \
      const struct segment *segment = tile->segments;                                   \
      VECTORS(OPEN, PARTS_OF);                                                          \
      VECTORS(ZERO_SUMS, PARTS_OF);                                                     \
      for (int s = tile->segment_count; s > 0; s--, segment++) {                        \
        VECTORS(START, PARTS_OF);                                                       \
        for (int k = segment->words; k > 0; k--, w += 16) {                             \
          PARTS_OF(LOAD_WEIGHTS, 0);                                                    \
          VECTORS(MACS, PARTS_OF);                                                      \
        }                                                                               \
      }                                                                                 \
      if (tile->finish == TO_SUMS) {                                                    \
        VECTORS(PUT_ALL_SUMS, PARTS_OF);                                                \
        continue;                                                                       \
      }                                                                                 \
      if (tile->subtract) {                                                             \
        VECTORS(NEGATE_ALL, PARTS_OF);                                                  \
      }                                                                                 \
      VECTORS(RESULT, PARTS_OF);                                                        \
      if (tile->finish == TO_SIGNS) {                                                   \
        VECTORS(PUT_ALL_SIGNS, PARTS_OF);                                               \
      } else if (tile->finish == TO_LINES) {                                            \
        PARTS_OF(ON_LINES, VECTORS);                                                    \
        VECTORS(PACK, PARTS_OF);                                                        \
      } else if (tile->finish == TO_CHECKED_LINES) {                                    \
        PARTS_OF(PUT_CHECKED_LINES, VECTORS);                                           \
      } else {                                                                          \
        const vec bias = v_all(act->bias);                                              \
        PARTS_OF(PUT_COUNTS, VECTORS);                                                  \
      }                                                                                 \
    }                                                                                   \
  }

#endif
