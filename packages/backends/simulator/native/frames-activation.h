/**
 * What follows sums: `factor · sum + initial`, or how many thresholds of its row a sum reaches, as bits, bytes or words.
 *
 * Tables lie as [class][block][16 rows] and [class][block][step][16 rows]; rows that are not there never reach any.
 * Thresholds on a line have four steps: low, high, factor and summand of `(clamp(sum) · factor + summand) >> shift`. Where
 * that may be one too great, two more say what the threshold of a count is: `(count · factor + summand) >> fraction`.
 */
#ifndef FINNC_FRAMES_ACTIVATION_H
#define FINNC_FRAMES_ACTIVATION_H

#include "frames-memory.h"
#include "frames-vector.h"

enum { BITS, BYTES, WORDS };

struct activation {
  int rows;
  int factor;
  const int32_t *initial;
  /** 0 where sums come out themselves, −(shift + 256 · fraction) where thresholds lie on a line. */
  int steps;
  int down;
  int fraction;
  const int32_t *thresholds;
  /** The class of each vector, or none. */
  const int32_t *classes;
  /** What a byte or word is more than the count. */
  int bias;
  int kind;
  int planes;
  int plane_bytes;
  uint8_t *to;
  const int32_t *bases;
};

enum { ACTIVATION_ARGS = 12 };

static struct activation activation_of(const struct memory *memory, const int32_t *args, int rows) {
  return (struct activation){
      .rows = rows,
      .factor = args[0],
      .initial = memory->data + args[1],
      .steps = args[2],
      .down = args[2] < 0 ? -args[2] & 255 : 0,
      .fraction = args[2] < 0 ? -args[2] >> 8 : 0,
      .thresholds = memory->data + args[3],
      .classes = args[4] < 0 ? 0 : memory->data + args[4],
      .bias = args[5],
      .kind = args[6],
      .planes = args[7],
      .plane_bytes = args[8],
      .to = memory->space[args[9]] + args[10],
      .bases = memory->data + args[11],
  };
}

/** Up to this many thresholds are compared one after the other, more are searched. */
enum { MOST_COMPARED = 32 };

/** How many of ascending thresholds, 16 apart, the sum reaches. */
static int32_t searched(const int32_t *thresholds, int steps, int32_t sum) {
  int low = 0;
  for (int left = steps; left > 0;) {
    const int half = left >> 1;
    const int reached = sum >= thresholds[16 * (low + half)];
    low = reached ? low + half + 1 : low;
    left = reached ? left - half - 1 : half;
  }
  return low;
}

/** Lanes of a table of thresholds on a line. */
struct line {
  vec low, high, factor, summand;
};
/** Lanes of the line that thresholds are computed by. */
struct check {
  vec factor, summand;
};

enum { LINE_STEPS = 4, CHECKED_STEPS = 6 };

INLINE struct line line_at(const int32_t *table) {
  return (struct line){v_load(table), v_load(table + 16), v_load(table + 32), v_load(table + 48)};
}
INLINE struct check check_at(const int32_t *table) { return (struct check){v_load(table + 64), v_load(table + 80)}; }

/** The count in the highest bits. */
INLINE vec line_of(const struct line *line, vec sum) {
  return v_add(v_mul(v_clamp(sum, line->low, line->high), line->factor), line->summand);
}
/** One less where the sum does not reach the threshold of the count. */
INLINE vec checked_line_of(const struct line *line, int down, const struct check *check, int fraction, vec sum) {
  const vec count = v_down(line_of(line, sum), down);
  const vec threshold = v_down_signed(v_add(v_mul(count, check->factor), check->summand), fraction);
  return v_count(v_add(count, v_all(-1)), v_clamp(sum, line->low, line->high), threshold);
}

/** Codes of 16 sums of a row of the tables, in place. */
INLINE void code_block(const struct activation *act, int row, int32_t *sums) {
  const vec bias = v_all(act->bias);
  if (act->steps == 0) {
    const int32_t *initial = act->initial + 16 * row;
    const vec factor = v_all(act->factor);
    for (int i = 0; i < 16; i += LANES) v_store(sums + i, v_add(v_mul(v_load(sums + i), factor), v_load(initial + i)));
  } else if (act->steps < 0) {
    const int32_t *table = act->thresholds + 16 * row * (act->fraction ? CHECKED_STEPS : LINE_STEPS);
    for (int i = 0; i < 16; i += LANES, table += LANES) {
      const struct line line = line_at(table);
      if (act->fraction) {
        const struct check check = check_at(table);
        v_store(sums + i, checked_line_of(&line, act->down, &check, act->fraction, v_load(sums + i)));
      } else {
        v_store(sums + i, v_down(line_of(&line, v_load(sums + i)), act->down));
      }
    }
  } else if (act->steps > MOST_COMPARED) {
    const int32_t *thresholds = act->thresholds + 16 * row * act->steps;
    for (int i = 0; i < 16; i++) sums[i] = searched(thresholds + i, act->steps, sums[i]) + act->bias;
  } else {
    const int32_t *thresholds = act->thresholds + 16 * row * act->steps;
    for (int i = 0; i < 16; i += LANES, thresholds += LANES) {
      const vec sum = v_load(sums + i);
      vec count = bias;
      for (int k = 0; k < act->steps; k++) count = v_count(count, sum, v_load(thresholds + 16 * k));
      v_store(sums + i, count);
    }
  }
}

/** Bit `plane` of 16 codes. */
INLINE unsigned plane_of(const int32_t *codes, int plane) {
#if defined(FRAMES_AVX512)
  return _mm512_test_epi32_mask(v_load(codes), _mm512_set1_epi32(1 << plane));
#else
  unsigned bits = 0;
  for (int i = 0; i < 16; i++) bits |= (unsigned)((codes[i] >> plane) & 1) << i;
  return bits;
#endif
}

INLINE unsigned reached_bits(const int32_t *sums, const int32_t *thresholds) {
#if defined(FRAMES_AVX512)
  return _mm512_cmpge_epi32_mask(v_load(sums), v_load(thresholds));
#else
  unsigned bits = 0;
  for (int i = 0; i < 16; i++) bits |= (unsigned)(sums[i] >= thresholds[i]) << i;
  return bits;
#endif
}

/** 16 bits of a vector; the last block also clears what is left of its word. */
INLINE void put_bits(const struct activation *act, uint8_t *to, int block, unsigned bits) {
  const int last = block == (act->rows - 1) >> 4;
  if (last && !(block & 1)) memcpy(to + 2 * block, &(uint32_t){bits}, 4);
  else memcpy(to + 2 * block, &(uint16_t){(uint16_t)bits}, 2);
}

/** 16 codes as bytes. */
INLINE void put_bytes(uint8_t *to, const int32_t *codes) {
#if defined(FRAMES_AVX512)
  _mm_storeu_si128((__m128i *)to, _mm512_cvtepi32_epi8(v_load(codes)));
#else
  for (int i = 0; i < 16; i++) to[i] = (uint8_t)codes[i];
#endif
}

/** Fewer than 16 bytes, by copies of fixed sizes. */
INLINE void put_some(uint8_t *to, const uint8_t *bytes, int count) {
  int at = 0;
  if (count & 8) memcpy(to, bytes, 8), at = 8;
  if (count & 4) memcpy(to + at, bytes + at, 4), at += 4;
  if (count & 2) memcpy(to + at, bytes + at, 2), at += 2;
  if (count & 1) to[at] = bytes[at];
}

/** Codes of a block of a vector: no more of them than it has rows. */
INLINE void put_codes(const struct activation *act, uint8_t *to, int block, const int32_t *codes) {
  const int left = act->rows - 16 * block;
  if (act->kind == BYTES) {
    if (left >= 16) {
      put_bytes(to + 16 * block, codes);
    } else {
      uint8_t bytes[16];
      put_bytes(bytes, codes);
      put_some(to + 16 * block, bytes, left);
    }
  } else if (act->kind == WORDS) {
    if (left >= 16) memcpy(to + 64 * block, codes, 64);
    else memcpy(to + 64 * block, codes, 4 * left);
  } else {
    for (int plane = 0; plane < act->planes; plane++)
      put_bits(act, to + plane * act->plane_bytes, block, plane_of(codes, plane));
  }
}

/** Takes the sums of blocks of some vectors, whose rows are `pitch` apart; they may be overwritten. */
static void activate(const struct activation *act, int vector, int vectors, int first, int blocks, int32_t *sums,
                     int pitch) {
  const int all = (act->rows + 15) >> 4;
  const int isSigns = act->steps == 1 && act->kind == BITS;
  for (int v = 0; v < vectors; v++, sums += pitch) {
    uint8_t *to = act->to + act->bases[vector + v];
    const int table = first + (act->classes ? act->classes[vector + v] * all : 0);
    if (isSigns) {
      for (int b = 0; b < blocks; b++)
        put_bits(act, to, first + b, reached_bits(sums + 16 * b, act->thresholds + 16 * (table + b)));
      continue;
    }
    for (int b = 0; b < blocks; b++) {
      code_block(act, table + b, sums + 16 * b);
      put_codes(act, to, first + b, sums + 16 * b);
    }
  }
}

#endif
