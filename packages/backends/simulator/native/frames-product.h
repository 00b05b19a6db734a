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
  enum finish finish;
};

/** Sums of a tile, and what follows them. `part` and `parts` are whole blocks, but for the parts of one. */
INLINE void run_tile(const struct product *product, tile_function *function, struct tile *tile, int vectors, int part) {
  const struct activation *act = &product->act;
  tile->weights = product->weights + (int64_t)(part / PARTS) * product->words * 16 + part % PARTS * LANES;
  const int32_t *pair = product->pair;
  if (tile->finish != TO_SUMS) {
    const int steps = tile->finish == TO_BYTES ? 4 : 1;
    tile->table = act->thresholds + part / PARTS * steps * 16 + part % PARTS * LANES;
    function(tile);
    return;
  }
  const int32_t *weights = tile->weights;
  for (int i = 0; i < product->pairs; i++, pair += 4) {
    tile->shift = pair[2];
    tile->subtract = pair[3];
    tile->first = i == 0;
    tile->weights = weights + pair[1];
    for (int v = 0; v < vectors; v++) tile->x[v] += pair[0];
    function(tile);
    for (int v = 0; v < vectors; v++) tile->x[v] -= pair[0];
  }
}

/** Some blocks of the vectors from `first` on, `most_parts` parts at a time, the rest one by one. */
INLINE void product_rows(const struct product *product, int first, int vectors, int block, int blocks,
                         tile_function *most, tile_function *one, int most_parts) {
  const struct activation *act = &product->act;
  int32_t sums[4 * 16 * 8] __attribute__((aligned(64)));
  struct tile tile = {.segments = product->segments,
                      .segment_count = product->segment_count,
                      .words = product->words,
                      .finish = product->finish,
                      .subtract = product->pair[3],
                      .pitch = 16 * 8,
                      .down = -act->steps,
                      .bias = act->bias};
  // A block that is not whole has fewer bytes than its sums; bits behind the last row are 0 anyway.
  const int whole = tile.finish == TO_BYTES && block + blocks > act->rows >> 4 ? (act->rows >> 4) - block : blocks;
  uint8_t *to[4];
  for (int v = 0; v < vectors; v++) {
    tile.x[v] = product->x + product->bases[first + v];
    to[v] = act->to + act->bases[first + v];
  }
  const int row_bytes = tile.finish == TO_SIGNS ? 2 : 16;
  for (int p = 0; p < PARTS * blocks;) {
    const int wide = PARTS * blocks - p >= most_parts && (p >= PARTS * whole || PARTS * whole - p >= most_parts);
    if (p >= PARTS * whole) tile.finish = TO_SUMS;
    tile.sums = sums + p * LANES;
    for (int v = 0; v < vectors; v++) tile.to[v] = to[v] + block * row_bytes + p * row_bytes / PARTS;
    run_tile(product, wide ? most : one, &tile, vectors, PARTS * block + p);
    p += wide ? most_parts : 1;
  }
  if (product->finish == TO_SUMS) activate(act, first, vectors, block, blocks, sums, 16 * 8);
  else if (whole < blocks) activate(act, first, vectors, block + whole, blocks - whole, sums + 16 * whole, 16 * 8);
  else if (product->finish == TO_SIGNS && 16 * (block + blocks) >= act->rows && (block + blocks) & 1)
    for (int v = 0; v < vectors; v++) memset(to[v] + 2 * (block + blocks), 0, 2);
}

/** Whether results can be made of sums that are still in registers. */
static enum finish finish_of(const struct activation *act, int pairs, const int32_t *pair) {
  if (pairs != 1 || pair[2] != 0 || act->classes) return TO_SUMS;
  if (act->steps < 0 && act->kind == BYTES) return TO_BYTES;
  return LANES >= 8 && act->steps == 1 && act->kind == BITS ? TO_SIGNS : TO_SUMS;
}

/** Blocks of rows in the outer loop, a few at a time: their weights are read again for each vector. */
enum { GROUP = 4 };

static const int32_t *run_product(const struct memory *memory, const int32_t *args) {
  const int vectors = args[0];
  const int rows = args[8];
  struct product product = {
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
  product.finish = finish_of(&product.act, product.pairs, product.pair);
  const int blocks = (rows + 15) >> 4;
  const int tiled = vectors & ~3;
  const struct tiles *tiles = product.tiles;
  for (int block = 0; block < blocks; block += GROUP) {
    const int count = blocks - block < GROUP ? blocks - block : GROUP;
    for (int v = 0; v < tiled; v += 4) product_rows(&product, v, 4, block, count, tiles->many, tiles->column, TILE_PARTS);
  }
  for (int v = tiled; v < vectors; v++)
    for (int block = 0; block < blocks; block += 2 * GROUP) {
      const int count = blocks - block < 2 * GROUP ? blocks - block : 2 * GROUP;
      product_rows(&product, v, 1, block, count, tiles->row, tiles->one, SINGLE_PARTS);
    }
  return args + 12 + ACTIVATION_ARGS;
}

#endif
