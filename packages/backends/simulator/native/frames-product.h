/** Matrix products: each vector, read through segments of a window, with all rows. */
#ifndef FINNC_FRAMES_PRODUCT_H
#define FINNC_FRAMES_PRODUCT_H

#include "frames-activation.h"
#include "frames-tile.h"

struct tiles {
  tile_function *many, *column, *row, *one;
};

#define TILES xor_tiles
#define MAC mac_xor
#include "frames-tile-set.h"
#define TILES and_tiles
#define MAC mac_and
#include "frames-tile-set.h"
#define TILES dot_tiles
#define MAC mac_dot
#include "frames-tile-set.h"
#define TILES wide_dot_tiles
#define MAC mac_dot_wide
#include "frames-tile-set.h"
#define TILES mul_tiles
#define MAC mac_mul
#include "frames-tile-set.h"

static const struct tiles *const tiles_of[] = {&xor_tiles, &and_tiles, &dot_tiles, &wide_dot_tiles, &mul_tiles};

struct product {
  const struct tiles *tiles;
  const uint8_t *x;
  const int32_t *bases;
  int segment_count;
  const struct segment *segments;
  int words;
  /** Pairs of bit planes: [plane of x in bytes, plane of weights in words, shift, whether subtracted]. */
  int pairs;
  const int32_t *pair;
  const int32_t *weights;
  struct activation act;
};

/** Sums of `vectors` (4 or 1) vectors and `parts` parts of blocks. */
INLINE void sum_tile(const struct product *product, tile_function *tile, const uint8_t *const *x, int vectors,
                     const int32_t *weights, int32_t *sums, int pitch) {
  const int32_t *pair = product->pair;
  for (int i = 0; i < product->pairs; i++, pair += 4) {
    const uint8_t *from[4];
    for (int v = 0; v < vectors; v++) from[v] = x[v] + pair[0];
    tile(from, product->segments, product->segment_count, weights + pair[1], product->words, sums, pitch,
         (struct combine){pair[2], pair[3], i == 0});
  }
}

/** All blocks of the vectors from `first` on, `most` parts at a time, the rest one by one. */
INLINE void product_rows(const struct product *product, int first, int vectors, int part, int parts, tile_function *most,
                         tile_function *one, int most_parts) {
  int32_t sums[4 * 16 * 8] __attribute__((aligned(64)));
  const int pitch = 16 * 8;
  const uint8_t *x[4];
  for (int v = 0; v < vectors; v++) x[v] = product->x + product->bases[first + v];
  for (int p = 0; p < parts;) {
    const int wide = parts - p >= most_parts;
    const int at = part + p;
    const int32_t *weights = product->weights + (int64_t)(at / PARTS) * product->words * 16 + at % PARTS * LANES;
    sum_tile(product, wide ? most : one, x, vectors, weights, sums + p * LANES, pitch);
    p += wide ? most_parts : 1;
  }
  activate(&product->act, first, vectors, part / PARTS, parts / PARTS, sums, pitch);
}

/** Blocks of rows in the outer loop, a few at a time: their weights are read again for each vector. */
enum { GROUP = 4 };

static const int32_t *run_product(const struct memory *memory, const int32_t *args) {
  const int vectors = args[0];
  const int rows = args[8];
  const struct product product = {
      .tiles = tiles_of[args[7]],
      .x = memory->space[args[1]] + args[2],
      .bases = memory->data + args[3],
      .segment_count = args[4],
      .segments = (const struct segment *)(memory->data + args[5]),
      .words = args[6],
      .pairs = args[9],
      .pair = memory->data + args[10],
      .weights = memory->data + args[11],
      .act = activation_of(memory, args + 12, rows),
  };
  const int blocks = (rows + 15) >> 4;
  const int tiled = vectors & ~3;
  if (tiled > 0)
    for (int block = 0; block < blocks; block += GROUP) {
      const int parts = PARTS * (blocks - block < GROUP ? blocks - block : GROUP);
      for (int v = 0; v < tiled; v += 4)
        product_rows(&product, v, 4, PARTS * block, parts, product.tiles->many, product.tiles->column, TILE_PARTS);
    }
  for (int v = tiled; v < vectors; v++)
    for (int block = 0; block < blocks; block += 2 * GROUP) {
      const int parts = PARTS * (blocks - block < 2 * GROUP ? blocks - block : 2 * GROUP);
      product_rows(&product, v, 1, PARTS * block, parts, product.tiles->row, product.tiles->one, SINGLE_PARTS);
    }
  return args + 12 + ACTIVATION_ARGS;
}

#endif
