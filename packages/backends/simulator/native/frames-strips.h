/**
 * Depthwise products by products of bytes. A word of a strip is the bytes of one channel in four rows of an image, so a
 * word of each column of a window meets a word of weights: a strip is made once and serves all columns, and all windows of
 * a line.
 */
#ifndef FINNC_FRAMES_STRIPS_H
#define FINNC_FRAMES_STRIPS_H

#include "frames-product.h"

/** Most bytes of all strips of a piece, besides what is written behind each. */
enum { STRIP_BYTES = 24576 };
/** Most columns that a pixel has in a strip. */
enum { STRIP_COLUMNS = 128 };

/** See `FrameStrips`. */
struct strips {
  int line, piece;
  int rows;
  const int32_t *row;
  int pixel, pitch, bytes, reach;
  const int32_t *base;
};

#if FRAMES_BYTE_DOTS
/** A word for each of some bytes of up to four rows, in whole vectors; bytes of rows that are not there are any. */
#if FRAMES_AVX512
INLINE void interleave(const uint8_t *x, const int32_t *row, int rows, int bytes, uint8_t *to) {
  // Of two vectors of 64 bytes: pairs of the first 32. Of pairs and bytes: words of the first 16.
  const vec steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const vec low = v_add(v_mul(steps, v_all(0x02020202)), v_all(0x41014000));
  const vec high = _mm512_add_epi8(low, _mm512_set1_epi8(32));
  const vec word0 = v_add(v_mul(steps, v_all(0x01010202)), v_all(0x40400100));
  const vec word1 = v_add(word0, v_all(0x10102020)), word2 = v_add(word0, v_all(0x20200000));
  const vec word3 = v_add(word0, v_all(0x30302020));
  // Of pairs and pairs: words of the first 16.
  const vec both0 = v_add(v_mul(steps, v_all(0x02020202)), v_all(0x41400100));
  const vec both1 = v_add(both0, v_all(0x20202020));
  for (int i = 0; i < bytes; i += 64, to += 256) {
    const vec a = v_load(x + row[0] + i), b = rows > 1 ? v_load(x + row[1] + i) : a;
    const vec c = rows > 2 ? v_load(x + row[2] + i) : a;
    const vec ab_low = _mm512_permutex2var_epi8(a, low, b), ab_high = _mm512_permutex2var_epi8(a, high, b);
    if (rows <= 3) {
      v_store(to, _mm512_permutex2var_epi8(ab_low, word0, c));
      v_store(to + 64, _mm512_permutex2var_epi8(ab_low, word1, c));
      v_store(to + 128, _mm512_permutex2var_epi8(ab_high, word2, c));
      v_store(to + 192, _mm512_permutex2var_epi8(ab_high, word3, c));
    } else {
      const vec d = v_load(x + row[3] + i);
      const vec cd_low = _mm512_permutex2var_epi8(c, low, d), cd_high = _mm512_permutex2var_epi8(c, high, d);
      v_store(to, _mm512_permutex2var_epi8(ab_low, both0, cd_low));
      v_store(to + 64, _mm512_permutex2var_epi8(ab_low, both1, cd_low));
      v_store(to + 128, _mm512_permutex2var_epi8(ab_high, both0, cd_high));
      v_store(to + 192, _mm512_permutex2var_epi8(ab_high, both1, cd_high));
    }
  }
}
#else
INLINE void interleave(const uint8_t *x, const int32_t *row, int rows, int bytes, uint8_t *to) {
  /* In a lane of 128 bits, elements that are 8 apart come together, so that they lie in order after they are unpacked. */
  const vec order = _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7);
#define ORDERED(row) _mm256_permutevar8x32_epi32(v_load(x + row + i), order)
  for (int i = 0; i < bytes; i += 32, to += 128) {
    const vec a = ORDERED(row[0]), b = rows > 1 ? ORDERED(row[1]) : a;
    const vec c = rows > 2 ? ORDERED(row[2]) : a, d = rows > 3 ? ORDERED(row[3]) : c;
    const vec ab_low = _mm256_unpacklo_epi8(a, b), ab_high = _mm256_unpackhi_epi8(a, b);
    const vec cd_low = _mm256_unpacklo_epi8(c, d), cd_high = _mm256_unpackhi_epi8(c, d);
    v_store(to, _mm256_unpacklo_epi16(ab_low, cd_low));
    v_store(to + 32, _mm256_unpackhi_epi16(ab_low, cd_low));
    v_store(to + 64, _mm256_unpacklo_epi16(ab_high, cd_high));
    v_store(to + 96, _mm256_unpackhi_epi16(ab_high, cd_high));
  }
#undef ORDERED
}
#endif

/** Strips of some pixels, `columns` of their bytes from `x` on. */
static void make_strips(const struct strips *strips, const uint8_t *x, int pixels, int columns, uint8_t *to) {
  const int is_dense = strips->pitch == strips->pixel;
  const int runs = is_dense ? 1 : pixels, bytes = is_dense ? (pixels - 1) * strips->pixel + columns : columns;
  for (int row = 0; row < strips->rows; row += 4, to += strips->bytes) {
    const int rows = strips->rows - row < 4 ? strips->rows - row : 4;
    for (int run = 0; run < runs; run++)
      interleave(x + run * strips->pixel, strips->row + row, rows, bytes, to + run * 4 * strips->pitch);
  }
}

/** All lines of images that begin at `x`, by pieces of which the strips stay in the first cache. */
static void run_strips(const struct strips *strips, struct product *product, const uint8_t *x, const int32_t *bases,
                       int vectors) {
  uint8_t words[STRIP_BYTES + 4 * STRIP_COLUMNS + FRAME_SLACK] __attribute__((aligned(64)));
  struct activation *act = &product->act;
  const int32_t *results = act->bases, *classes = act->classes;
  product->tile.vectors = strips->piece;
  for (int line = 0; line < vectors; line += strips->line)
    for (int next = 0; next < strips->line; next += strips->piece) {
      const int first = next + strips->piece > strips->line ? strips->line - strips->piece : next;
      const int last = first + strips->piece - 1;
      const int pixels = (strips->base[last] - strips->base[first]) / (4 * strips->pitch) + strips->reach;
      product->tile.bases = strips->base + first;
      product->tile.results = act->bases = results + line + first;
      if (classes) act->classes = classes + line + first;
      product->x = words - strips->base[first];
      for (int column = 0; column < act->rows; column += STRIP_COLUMNS) {
        const int columns = act->rows - column < STRIP_COLUMNS ? act->rows - column : STRIP_COLUMNS;
        make_strips(strips, x + bases[line + first] + column, pixels, columns, words);
        run_tiles(product, column >> 4, (column + columns + 15) >> 4);
      }
    }
}

/** Whether an instruction has strips, and is done. Its weights lie as those of products. */
static int runs_strips(const struct memory *memory, const int32_t *args, const struct activation *act) {
  static const int32_t one_pair[4] = {0, 0, 0, 0};
  if (args[11] < 0) return 0;
  const int32_t *about = memory->data + args[11];
  const struct strips strips = {.line = about[0],
                                .piece = about[1],
                                .rows = about[2],
                                .row = memory->data + about[3],
                                .pixel = about[4],
                                .pitch = about[5],
                                .bytes = about[6],
                                .reach = about[7],
                                .base = memory->data + about[8]};
  struct product product = {.tiles = about[9] == DOT ? &lanewise_dot_tiles : &lanewise_wide_dot_tiles,
                            .weights = memory->data + about[12],
                            .part_bytes = 4 * LANES,
                            .pairs = 1,
                            .pair = one_pair,
                            .act = *act,
                            .tile = {.segment_count = about[10],
                                     .segments = (const struct segment *)(memory->data + about[11]),
                                     .words = about[10],
                                     .finish = finish_of(act)}};
  product.tile.act = &product.act;
  run_strips(&strips, &product, memory->space[args[1]] + args[2], memory->data + args[3], args[0]);
  return 1;
}
#else
static int runs_strips(const struct memory *memory, const int32_t *args, const struct activation *act) {
  (void)memory, (void)args, (void)act;
  return 0;
}
#endif

#endif
