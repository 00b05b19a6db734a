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

#if FRAMES_BYTE_DOTS
#define LANEWISE
#define TILES lanewise_dot_tiles
#define MAC mac_dot
#include "frames-tile-set.h"
#define LANEWISE
#define TILES lanewise_wide_dot_tiles
#define MAC mac_dot_wide
#include "frames-tile-set.h"
#endif

/** Ways for words to meet, as `meetings` has them. */
enum { XOR, AND, DOT, WIDE_DOT, MUL };
static const struct tiles *const tiles_of[] = {&xor_tiles, &and_tiles, &dot_tiles, &wide_dot_tiles, &mul_tiles};

struct product {
  const struct tiles *tiles;
  /** What the next tile does: copies of it would wait for what was written of it last. */
  struct tile tile;
  /** Where the first vector and block begin that are made next. */
  const uint8_t *x;
  const int32_t *weights;
  /** Bytes of a vector from one part to the next: 0 where all rows meet the same words. */
  int part_bytes;
  /** Pairs of bit planes: [plane of x in bytes, plane of weights in words, shift, whether subtracted]. */
  int pairs;
  const int32_t *pair;
  struct activation act;
};

/** Whether results can be made of sums that are still in registers, and of which kind. */
static enum finish finish_of(const struct activation *act) {
  if (act->classes || act->steps == 0) return TO_SUMS;
  if (act->kind == BITS) return LANES >= 8 && act->steps == 1 ? TO_SIGNS : TO_SUMS;
  if (act->kind == WORDS || act->steps > MOST_COMPARED) return TO_SUMS;
  return act->steps > 0 ? TO_COUNTS : act->fraction ? TO_CHECKED_LINES : TO_LINES;
}

static int table_steps(const struct activation *act) {
  return act->steps >= 0 ? act->steps : act->fraction ? CHECKED_STEPS : LINE_STEPS;
}

/** Parts from `part` on: as many as a tile takes, or one. @returns how many */
INLINE int next_parts(struct product *product, int part, int parts, tile_function **function) {
  const struct tiles *tiles = product->tiles;
  const int several = product->tile.vectors >= 4;
  const int most = several ? TILE_PARTS : SINGLE_PARTS;
  // Only tiles of one part know rows that are not there.
  const int isWide = parts - part >= most && 16 * (part + most) <= PARTS * product->act.rows;
  *function = several ? isWide ? tiles->many : tiles->column : isWide ? tiles->row : tiles->one;
  return isWide ? most : 1;
}

/** Where the weights of a part begin. */
INLINE const int32_t *weights_of(const struct product *product, int part) {
  return product->weights + (int64_t)(part / PARTS) * product->tile.words * 16 + part % PARTS * LANES;
}

/** Results of all vectors, some parts of rows after the other: a tile's weights stay in the cache for all of them. */
static void direct_results(struct product *product, int first, int end) {
  const struct activation *act = &product->act;
  const int steps = table_steps(act);
  struct tile *tile = &product->tile;
  tile_function *function;
  for (int part = first; part < end;) {
    const int taken = next_parts(product, part, end, &function);
    tile->x = product->x + (part - first) * product->part_bytes;
    tile->weights = weights_of(product, part);
    tile->table = act->thresholds + part / PARTS * steps * 16 + part % PARTS * LANES;
    tile->to = act->to + (tile->finish == TO_SIGNS ? part * LANES / 8 : part * LANES);
    tile->rows = act->rows - part * LANES;
    function(tile);
    part += taken;
  }
}

/** Sums of parts of the tile's vectors by way of memory, where pairs of planes add up or what follows is not simple. */
static void sums_then_results(struct product *product, int vector, int first, int end, const uint8_t *x) {
  int32_t sums[4 * 16 * 8] __attribute__((aligned(64)));
  struct tile *tile = &product->tile;
  tile_function *function;
  tile->pitch = 16 * 8;
  for (int part = first; part < end;) {
    const int taken = next_parts(product, part, end, &function);
    const int32_t *weights = weights_of(product, part);
    tile->sums = sums + (part - first) * LANES;
    for (int i = 0; i < product->pairs; i++) {
      const int32_t *pair = product->pair + 4 * i;
      tile->x = x + (part - first) * product->part_bytes + pair[0];
      tile->weights = weights + pair[1];
      tile->shift = pair[2];
      tile->subtract = pair[3];
      tile->first = i == 0;
      function(tile);
    }
    part += taken;
  }
  activate(&product->act, vector, tile->vectors, first / PARTS, (end - first) / PARTS, sums, 16 * 8);
}

/** Blocks of rows in the outer loop, a few at a time: their weights are read again for each vector. */
enum { GROUP = 4 };

/** All vectors with the blocks of rows from `first` to `end`. */
static void run_tiles(struct product *product, int first, int end) {
  const struct activation *act = &product->act;
  struct tile *tile = &product->tile;
  const int vectors = tile->vectors;
  if (tile->finish != TO_SUMS) {
    const int parts = (act->rows + LANES - 1) / LANES;
    direct_results(product, PARTS * first, PARTS * end < parts ? PARTS * end : parts);
    // Half of the last word is no block.
    if (tile->finish == TO_SIGNS && 16 * end >= act->rows && end & 1)
      for (int v = 0; v < vectors; v++) memset(act->to + act->bases[v] + 2 * end, 0, 2);
    return;
  }
  const int32_t *bases = tile->bases;
  const int group = vectors >= 4 ? GROUP : 2 * GROUP;
  const int together = vectors >= 4 ? 4 : 1;
  tile->vectors = together;
  for (int block = first; block < end; block += group) {
    const int next = block + group < end ? block + group : end;
    const uint8_t *x = product->x + (block - first) * PARTS * product->part_bytes;
    for (int v = 0; v < vectors; v += together) {
      const int own = v + together > vectors ? vectors - together : v;
      tile->bases = bases + own;
      sums_then_results(product, own, PARTS * block, PARTS * next, x);
    }
  }
  tile->bases = bases;
  tile->vectors = vectors;
}

static const int32_t *run_product(const struct memory *memory, const int32_t *args) {
  struct product product = {
      .tiles = tiles_of[args[7]],
      .pairs = args[9],
      .pair = memory->data + args[10],
      .act = activation_of(memory, args + 12, args[8]),
  };
  const int isPlain = product.pairs == 1 && product.pair[2] == 0;
  product.x = memory->space[args[1]] + args[2];
  product.weights = memory->data + args[11];
  product.tile = (struct tile){.bases = memory->data + args[3],
                               .vectors = args[0],
                               .segments = (const struct segment *)(memory->data + args[5]),
                               .segment_count = args[4],
                               .words = args[6],
                               .finish = isPlain ? finish_of(&product.act) : TO_SUMS,
                               .subtract = product.pair[3],
                               .act = &product.act,
                               .results = product.act.bases};
  run_tiles(&product, 0, (product.act.rows + 15) >> 4);
  return args + 12 + ACTIVATION_ARGS;
}

#endif
