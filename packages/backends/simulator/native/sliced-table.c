/*
 * Products of 8-bit inputs with signs: the first layer of networks on images.
 *
 * Lanes are frames here, numbers of 16 bits, 32 frames at a time. Three inputs have eight signed sums, four of them the
 * opposites of the others: all rows share the four, and all windows that read the same three inputs. A row then costs one
 * addition or subtraction for three inputs, and its comparison with a threshold is a word of the plane of its result.
 *
 * Pixels are taken a tile at a time, all frames of the slice, so that the planes of a tile are written while they are in a
 * near cache; within it, the sums for 32 frames are few enough for the nearest.
 */
#include "sliced-lanes.h"
#include "sliced-program.h"

enum { INPUT, KIND, PIXELS, TRIPLES, TRIPLES_PTR, GROUPS, WINDOWS, ROW_COUNT, PATTERNS, STEPS, THRESHOLDS, DST, OUT_BITS, MAP };

/* Bytes of planes that a tile writes at most. */
#define TILE_BYTES (128 << 10)
#define SUMS 4
#define SUMS_BYTES (SUMS * LANES * 2)

/* The four sums in which at most one of three inputs is negative; the others are their opposites. */
static const uint8_t pattern_sum[8] = {0, 3, 2, 1, 1, 2, 3, 0};
static const uint8_t pattern_is_opposite[8] = {1, 1, 1, 0, 1, 0, 0, 0};

/* What a row adds to or takes from its sum: a group of inputs, and which of its four sums, in bytes. */
typedef struct {
  uint16_t group, sum;
} Term;

typedef struct {
  int32_t row;
  int32_t added;
} Row;

typedef struct {
  int32_t first_pixel, end_pixel;
  /* Triples of the tile: from here in `triples`. */
  int32_t first_triple, end_triple;
} Tile;

typedef struct {
  /* One more than the greatest number of an element. */
  int elements;
  int tile_count;
  int most_triples;
  Tile *tiles;
  int32_t *triples;
  /* For each group of each pixel: where the sums of its triple lie, in bytes. */
  uint32_t *places;
  /* In ascending order of what is added, so that branches rarely change; the terms of each: those that are added first. */
  Row *rows;
  Term *terms;
} Table;

/* ---- Input ---- */

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define HAS_SHUFFLE 1
#endif
#endif

/* Sixteen bytes each of sixteen frames to sixteen frames each of sixteen elements. */
static void transpose_bytes(uint8_t *to, size_t to_stride, const uint8_t *const *from) {
#ifdef HAS_SHUFFLE
  typedef uint8_t B __attribute__((vector_size(16), may_alias, aligned(1)));
  B a[16], b[16];
  UNROLL for (int i = 0; i < 16; i++) a[i] = *(const B *)from[i];
#define LOW(x, y) __builtin_shufflevector(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH(x, y) __builtin_shufflevector(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  /* A perfect shuffle of the registers' halves, four times, is the transposition. */
#define SHUFFLE(to, from)                         \
  UNROLL for (int i = 0; i < 8; i++) {            \
    to[2 * i] = LOW(from[i], from[i + 8]);        \
    to[2 * i + 1] = HIGH(from[i], from[i + 8]);   \
  }
  SHUFFLE(b, a)
  SHUFFLE(a, b)
  SHUFFLE(b, a)
  SHUFFLE(a, b)
  UNROLL for (int i = 0; i < 16; i++) *(B *)(to + i * to_stride) = a[i];
#undef SHUFFLE
#undef LOW
#undef HIGH
#else
  for (int i = 0; i < 16; i++)
    for (int f = 0; f < 16; f++) to[i * to_stride + f] = from[f][i];
#endif
}

/* The slice's input as bytes `[element][frame]`; frames that are missing repeat the last. */
static void transpose_input(uint8_t *to, const Slice *slice, int input, int elements) {
  size_t stride = slice->input_lengths[input];
  const uint8_t *frames = (const uint8_t *)slice->inputs[input] + slice->first * stride;
  for (int f = 0; f < FRAMES && f < slice->frames + LANES; f += 16) {
    const uint8_t *from[16];
    for (int e = 0; e < elements; e += 16) {
      int count = elements - e < 16 ? elements - e : 16;
      uint8_t rest[16][16] = {{0}}, square[16][16];
      for (int i = 0; i < 16; i++) {
        int frame = f + i < slice->frames ? f + i : slice->frames - 1;
        from[i] = frames + (size_t)frame * stride + e;
        if (count < 16) from[i] = memcpy(rest[i], from[i], count);
      }
      if (count == 16) transpose_bytes(to + (size_t)e * FRAMES + f, FRAMES, from);
      else {
        transpose_bytes(square[0], 16, from);
        for (int i = 0; i < count; i++) memcpy(to + (size_t)(e + i) * FRAMES + f, square[i], 16);
      }
    }
  }
}

/* Numbers of one element in 32 frames. */
INLINE void load_lanes(H *to, const uint8_t *bytes, int kind, const int32_t *map) {
  if (map) {
    int16_t numbers[LANES];
    for (int i = 0; i < LANES; i++) numbers[i] = (int16_t)map[bytes[i]];
    memcpy(to, numbers, sizeof numbers);
    return;
  }
  for (int i = 0; i < LANE_VECTORS; i++) {
    const uint8_t *from = bytes + i * (VECTOR_BYTES / 2);
    to[i] = kind == KIND_INT8 ? __builtin_convertvector(*(const SignedBytes *)from, H)
                              : __builtin_convertvector(*(const Bytes *)from, H);
  }
}

/* ---- Sums ---- */

static void fill_sums(H *sums, const int32_t *triple, const uint8_t *bytes, int kind, const int32_t *map) {
  H x[3][LANE_VECTORS];
  memset(x, 0, sizeof x);
  for (int i = 0; i < 3; i++)
    if (triple[i] >= 0) load_lanes(x[i], bytes + (size_t)triple[i] * FRAMES, kind, map);
  for (int i = 0; i < LANE_VECTORS; i++) {
    H sum = x[0][i] + x[1][i], difference = x[0][i] - x[1][i];
    sums[i] = sum + x[2][i];
    sums[LANE_VECTORS + i] = sum - x[2][i];
    sums[2 * LANE_VECTORS + i] = difference + x[2][i];
    sums[3 * LANE_VECTORS + i] = x[2][i] - difference;
  }
}

/* Sum of one row in one window. `places` are those of the window's groups. */
INLINE void add_terms(H *sum, const char *sums, const uint32_t *places, const Term *terms, int added, int groups) {
  H total[LANE_VECTORS];
  for (int i = 0; i < LANE_VECTORS; i++) total[i] = (H){0};
  int k = 0;
  for (; k < added; k++) {
    const H *term = (const H *)(sums + places[terms[k].group] + terms[k].sum);
    for (int i = 0; i < LANE_VECTORS; i++) total[i] += term[i];
  }
  for (; k < groups; k++) {
    const H *term = (const H *)(sums + places[terms[k].group] + terms[k].sum);
    for (int i = 0; i < LANE_VECTORS; i++) total[i] -= term[i];
  }
  for (int i = 0; i < LANE_VECTORS; i++) sum[i] = total[i];
}

/* All rows of one pixel for 32 frames, the `part`th of the slice. */
static void table_pixel(const Table *t, const int32_t *args, const int32_t *data, const char *sums, int pixel, V *to,
                        int part) {
  int groups = args[GROUPS], steps = args[STEPS], bits = args[OUT_BITS];
  const uint32_t *places = t->places + (size_t)pixel * groups;
  const Term *terms = t->terms;
  for (int r = 0; r < args[ROW_COUNT]; r++, terms += groups) {
    H sum[LANE_VECTORS];
    int row = t->rows[r].row;
    const int32_t *thresholds = data + args[THRESHOLDS] + row * steps;
    add_terms(sum, sums, places, terms, t->rows[r].added, groups);
    if (bits == 1) {
      ((uint32_t *)(to + row))[part] = steps ? lanes_at_least(sum, (int16_t)thresholds[0]) : 0;
      continue;
    }
    uint32_t count[16] = {0};
    for (int step = 0; step < steps; step++) {
      uint32_t reached = lanes_at_least(sum, (int16_t)thresholds[step]);
      for (int k = 0; k < bits; k++) {
        uint32_t carry = count[k] & reached;
        count[k] ^= reached;
        reached = carry;
      }
    }
    for (int k = 0; k < bits; k++) ((uint32_t *)(to + row * bits + k))[part] = count[k];
  }
}

static void run_table(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  const Table *t = instruction->prepared;
  const int32_t *map = args[MAP] < 0 ? NULL : data + args[MAP];
  H *sums = (H *)slice->scratch;
  uint8_t *bytes = slice->scratch + (size_t)t->most_triples * SUMS_BYTES;
  transpose_input(bytes, slice, args[INPUT], t->elements);
  for (int n = 0; n < t->tile_count; n++) {
    const Tile *tile = &t->tiles[n];
    for (int part = 0; part * LANES < slice->frames; part++) {
      for (int i = tile->first_triple; i < tile->end_triple; i++)
        fill_sums(sums + (size_t)(i - tile->first_triple) * SUMS * LANE_VECTORS, t->triples + 3 * (size_t)i,
                  bytes + part * LANES, args[KIND], map);
      for (int q = tile->first_pixel; q < tile->end_pixel; q++)
        table_pixel(t, args, data, (const char *)sums, q, slice->planes + data[args[DST] + q], part);
    }
  }
}

/* ---- Preparation ---- */

static void prepare_rows(Table *t, const int32_t *args, const int32_t *data) {
  int groups = args[GROUPS], rows = args[ROW_COUNT], next = 0;
  for (int added = 0; added <= groups; added++) {
    for (int row = 0; row < rows; row++) {
      const int32_t *patterns = data + args[PATTERNS] + row * groups;
      int count = 0;
      for (int g = 0; g < groups; g++) count += !pattern_is_opposite[patterns[g] & 7];
      if (count != added) continue;
      Term *terms = t->terms + (size_t)next * groups;
      for (int opposite = 0; opposite < 2; opposite++)
        for (int g = 0; g < groups; g++)
          if (pattern_is_opposite[patterns[g] & 7] == opposite)
            *terms++ = (Term){(uint16_t)g, (uint16_t)(pattern_sum[patterns[g] & 7] * LANES * 2)};
      t->rows[next++] = (Row){row, added};
    }
  }
}

/* Cuts the pixels into tiles, and numbers the triples of each by their first use. */
static void prepare_tiles(Table *t, const int32_t *args, const int32_t *data, int32_t *number, int tile_pixels) {
  int groups = args[GROUPS], next = 0;
  for (int first = 0; first < args[PIXELS]; first += tile_pixels) {
    int end = first + tile_pixels < args[PIXELS] ? first + tile_pixels : args[PIXELS];
    Tile *tile = &t->tiles[t->tile_count++];
    *tile = (Tile){first, end, next, next};
    for (int i = 0; i < args[TRIPLES]; i++) number[i] = -1;
    for (int i = first * groups; i < end * groups; i++) {
      int triple = data[args[WINDOWS] + i];
      if (number[triple] < 0) {
        memcpy(t->triples + 3 * (size_t)next, data + args[TRIPLES_PTR] + 3 * triple, 3 * sizeof(int32_t));
        number[triple] = next++ - tile->first_triple;
      }
      t->places[i] = (uint32_t)number[triple] * SUMS_BYTES;
    }
    tile->end_triple = next;
    if (next - tile->first_triple > t->most_triples) t->most_triples = next - tile->first_triple;
  }
}

void prepare_table(Instruction *instruction, const int32_t *data, Preparation *preparation) {
  const int32_t *args = instruction->args;
  int groups = args[GROUPS], rows = args[ROW_COUNT];
  size_t pixel_bytes = sizeof(V) * (size_t)rows * args[OUT_BITS];
  int tile_pixels = (int)(TILE_BYTES / pixel_bytes) + 1;
  int tiles = (args[PIXELS] + tile_pixels - 1) / tile_pixels;
  size_t windows = (size_t)args[PIXELS] * groups;
  /* Every tile has its own copy of the triples it reads, at most one a group of each of its pixels. */
  size_t triples = (size_t)tiles * args[TRIPLES] < windows ? (size_t)tiles * args[TRIPLES] : windows;
  Table *t = allocate(preparation, sizeof(Table) + sizeof(Tile) * tiles + 3 * sizeof(int32_t) * triples +
                                       sizeof(uint32_t) * windows + sizeof(Row) * rows + sizeof(Term) * rows * groups);
  int32_t *number = allocate(preparation, sizeof(int32_t) * (args[TRIPLES] + 1));
  if (!t || !number) {
    release(t);
    release(number);
    return;
  }
  t->tiles = (Tile *)(t + 1);
  t->triples = (int32_t *)(t->tiles + tiles);
  t->places = (uint32_t *)(t->triples + 3 * triples);
  t->rows = (Row *)(t->places + windows);
  t->terms = (Term *)(t->rows + rows);
  for (int i = 0; i < 3 * args[TRIPLES]; i++)
    if (data[args[TRIPLES_PTR] + i] >= t->elements) t->elements = data[args[TRIPLES_PTR] + i] + 1;
  prepare_rows(t, args, data);
  prepare_tiles(t, args, data, number, tile_pixels);
  release(number);
  size_t scratch = (size_t)t->most_triples * SUMS_BYTES + (size_t)t->elements * FRAMES;
  if (scratch > preparation->scratch) preparation->scratch = scratch;
  instruction->prepared = t;
  instruction->run = run_table;
}
