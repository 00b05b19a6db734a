/*
 * Products of 8-bit inputs with signs, the first layer of networks on images, where `sliced-table-planes.c` has no instructions.
 *
 * Lanes are frames here, numbers of 16 bits, a part of the slice at a time. Three inputs have eight signed sums, which all rows
 * share, and all windows that read the same three inputs. A row then costs one addition for three inputs, and its comparison
 * with a threshold is a few words of the plane of its result.
 *
 * Pixels are taken a tile at a time, all frames of the slice, so that the planes of a tile are written while they are in a
 * near cache; within it, the sums that one pixel reads for one part are few enough for the nearest.
 */
#include "sliced-bytes.h"
#include "sliced-lanes.h"
#include "sliced-program.h"
#include "sliced-table.h"

#if !HAS_BYTE_PLANES

/* Bytes of planes that a tile writes at most. */
#define TILE_BYTES (128 << 10)
#define SUMS 8
#define SUM_BYTES (LANES * 2)
/* Three inputs for each of nine pixels: the windows that most images are seen through. */
#define USUAL_GROUPS 9

typedef struct {
  int32_t first_pixel, end_pixel;
  /* Triples of the tile: from here in `triples`. */
  int32_t first_triple, end_triple;
} Tile;

/* What bytes of the input stand for: themselves, others by `codes`, or numbers wider than a byte. */
typedef struct {
  int is_signed, is_coded;
  uint8_t codes[256];
  const int32_t *wide;
} Numbers;

typedef struct {
  Numbers numbers;
  /* One more than the greatest number of an element. */
  int elements;
  int tile_count;
  int most_triples;
  Tile *tiles;
  int32_t *triples;
  /* For each group of each pixel: where the sums of its triple lie, in bytes. */
  uint32_t *places;
  /* For each group of each row: which of the eight sums, in bytes. */
  uint16_t *terms;
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

/* Each byte's code in its place. */
static void map_bytes(uint8_t *bytes, size_t count, const uint8_t *codes) {
  for (size_t i = 0; i < count; i++) bytes[i] = codes[bytes[i]];
}

static __attribute__((noinline)) void load_wide(H *to, const uint8_t *bytes, const int32_t *numbers) {
  for (int i = 0; i < VECTOR_BYTES / 2; i++) ((int16_t *)to)[i] = (int16_t)numbers[bytes[i]];
}

/* Numbers of one element in as many frames as a vector has lanes. */
INLINE H load_lanes(const Numbers *numbers, const uint8_t *bytes) {
  if (LIKELY_NOT(numbers->wide)) {
    H found;
    load_wide(&found, bytes, numbers->wide);
    return found;
  }
  return numbers->is_signed ? __builtin_convertvector(*(const SignedBytes *)bytes, H)
                            : __builtin_convertvector(*(const Bytes *)bytes, H);
}

/* ---- Sums ---- */

/* Sum i adds the numbers whose bit is 1 in i and takes the others away, so that opposites have opposite numbers. */
static void fill_sums(H *sums, const int32_t *triple, const uint8_t *bytes, const Numbers *numbers) {
  const uint8_t *from[3];
  for (int k = 0; k < 3; k++) from[k] = bytes + (size_t)triple[k] * FRAMES;
  for (int i = 0; i < LANE_VECTORS; i++) {
    H a = {0}, b = {0}, c = {0};
    if (triple[0] >= 0) a = load_lanes(numbers, from[0] + i * (VECTOR_BYTES / 2));
    if (triple[1] >= 0) b = load_lanes(numbers, from[1] + i * (VECTOR_BYTES / 2));
    if (triple[2] >= 0) c = load_lanes(numbers, from[2] + i * (VECTOR_BYTES / 2));
    H sum = a + b, difference = a - b;
    H all = sum + c, ab = sum - c, ac = difference + c, alone = difference - c;
    sums[i] = -all;
    sums[LANE_VECTORS + i] = alone;
    sums[2 * LANE_VECTORS + i] = -ac;
    sums[3 * LANE_VECTORS + i] = ab;
    sums[4 * LANE_VECTORS + i] = -ab;
    sums[5 * LANE_VECTORS + i] = ac;
    sums[6 * LANE_VECTORS + i] = -alone;
    sums[7 * LANE_VECTORS + i] = all;
  }
}

/* Counts the thresholds that 32 numbers reach, a word of each plane. */
INLINE void store_steps(uint32_t *to, const H *sum, const int32_t *thresholds, int steps, int bits) {
  uint32_t count[16] = {0};
  for (int step = 0; step < steps; step++) {
    uint32_t reached = lanes_at_least(sum, (int16_t)thresholds[step]);
    for (int k = 0; k < bits; k++) {
      uint32_t carry = count[k] & reached;
      count[k] ^= reached;
      reached = carry;
    }
  }
  for (int k = 0; k < bits; k++) to[k * (VECTOR_BYTES / 4)] = count[k];
}

/* All rows of one pixel for one part of the slice. `places` are those of the pixel's groups. */
INLINE void table_pixel(const Table *t, const int32_t *args, const int32_t *data, const char *sums,
                        const uint32_t *places, V *to, int part, const int groups) {
  int steps = args[TABLE_STEPS], bits = args[TABLE_OUT_BITS];
  const uint16_t *terms = t->terms;
  const int32_t *thresholds = data + args[TABLE_THRESHOLDS];
  for (int row = 0; row < args[TABLE_ROWS]; row++, terms += groups, thresholds += steps, to += bits) {
    H sum[LANE_VECTORS];
    UNROLL for (int i = 0; i < LANE_VECTORS; i++) sum[i] = (H){0};
    UNROLL for (int g = 0; g < groups; g++) {
      const H *term = (const H *)(sums + places[g] + terms[g]);
      UNROLL for (int i = 0; i < LANE_VECTORS; i++) {
        sum[i] += term[i];
        IN_ORDER(sum[i]);
      }
    }
    uint32_t *words = (uint32_t *)to + part * (LANES / 32);
    UNROLL for (int i = 0; i < LANE_VECTORS; i += VECTORS_OF_32, words++) {
      if (bits == 1) *words = lanes_at_least(sum + i, (int16_t)thresholds[0]);
      else store_steps(words, sum + i, thresholds, steps, bits);
    }
  }
}

static void run_table(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  const Table *t = instruction->prepared;
  H *sums = (H *)slice->scratch;
  uint8_t *bytes = slice->scratch + (size_t)t->most_triples * (SUMS * SUM_BYTES);
  transpose_input(bytes, slice, args[TABLE_INPUT], t->elements);
  if (t->numbers.is_coded) map_bytes(bytes, (size_t)t->elements * FRAMES, t->numbers.codes);
  for (int n = 0; n < t->tile_count; n++) {
    const Tile *tile = &t->tiles[n];
    for (int part = 0; part * LANES < slice->frames; part++) {
      for (int i = tile->first_triple; i < tile->end_triple; i++)
        fill_sums(sums + (size_t)(i - tile->first_triple) * SUMS * LANE_VECTORS, t->triples + 3 * (size_t)i,
                  bytes + part * LANES, &t->numbers);
      for (int q = tile->first_pixel; q < tile->end_pixel; q++) {
        const uint32_t *places = t->places + (size_t)q * args[TABLE_GROUPS];
        V *to = slice->planes + data[args[TABLE_DST] + q];
        if (args[TABLE_GROUPS] == USUAL_GROUPS) table_pixel(t, args, data, (const char *)sums, places, to, part, USUAL_GROUPS);
        else table_pixel(t, args, data, (const char *)sums, places, to, part, args[TABLE_GROUPS]);
      }
    }
  }
}

/* ---- Preparation ---- */

static Numbers numbers_of(int kind, const int32_t *map) {
  Numbers numbers = {.is_signed = kind == KIND_INT8};
  if (!map) return numbers;
  int32_t low = 0, high = 0;
  for (int byte = 0; byte < 256; byte++) {
    if (map[byte] < low) low = map[byte];
    if (map[byte] > high) high = map[byte];
    numbers.codes[byte] = (uint8_t)map[byte];
  }
  numbers.is_signed = low < 0;
  numbers.is_coded = low < 0 ? low >= -128 && high <= 127 : high <= 255;
  if (!numbers.is_coded) numbers.wide = map;
  return numbers;
}

/* Cuts the pixels into tiles, and numbers the triples of each by their first use. */
static void prepare_tiles(Table *t, const int32_t *args, const int32_t *data, int32_t *number, int tile_pixels) {
  int groups = args[TABLE_GROUPS], next = 0;
  for (int first = 0; first < args[TABLE_PIXELS]; first += tile_pixels) {
    int end = first + tile_pixels < args[TABLE_PIXELS] ? first + tile_pixels : args[TABLE_PIXELS];
    Tile *tile = &t->tiles[t->tile_count++];
    *tile = (Tile){first, end, next, next};
    for (int i = 0; i < args[TABLE_TRIPLES]; i++) number[i] = -1;
    for (int i = first * groups; i < end * groups; i++) {
      int triple = data[args[TABLE_WINDOWS] + i];
      if (number[triple] < 0) {
        memcpy(t->triples + 3 * (size_t)next, data + args[TABLE_TRIPLES_PTR] + 3 * triple, 3 * sizeof(int32_t));
        number[triple] = next++ - tile->first_triple;
      }
      t->places[i] = (uint32_t)number[triple] * (SUMS * SUM_BYTES);
    }
    tile->end_triple = next;
    if (next - tile->first_triple > t->most_triples) t->most_triples = next - tile->first_triple;
  }
}

void prepare_table(Instruction *instruction, const int32_t *data, Preparation *preparation) {
  const int32_t *args = instruction->args;
  int groups = args[TABLE_GROUPS], rows = args[TABLE_ROWS];
  size_t pixel_bytes = sizeof(V) * (size_t)rows * args[TABLE_OUT_BITS];
  int tile_pixels = (int)(TILE_BYTES / pixel_bytes) + 1;
  int tiles = (args[TABLE_PIXELS] + tile_pixels - 1) / tile_pixels;
  size_t windows = (size_t)args[TABLE_PIXELS] * groups;
  /* Every tile has its own copy of the triples it reads, at most one a group of each of its pixels. */
  size_t triples = (size_t)tiles * args[TABLE_TRIPLES] < windows ? (size_t)tiles * args[TABLE_TRIPLES] : windows;
  Table *t = allocate(preparation, sizeof(Table) + sizeof(Tile) * tiles + 3 * sizeof(int32_t) * triples +
                                       sizeof(uint32_t) * windows + sizeof(uint16_t) * rows * groups);
  int32_t *number = allocate(preparation, sizeof(int32_t) * (args[TABLE_TRIPLES] + 1));
  if (!t || !number) {
    release(t);
    release(number);
    return;
  }
  t->tiles = (Tile *)(t + 1);
  t->triples = (int32_t *)(t->tiles + tiles);
  t->places = (uint32_t *)(t->triples + 3 * triples);
  t->terms = (uint16_t *)(t->places + windows);
  for (int i = 0; i < 3 * args[TABLE_TRIPLES]; i++)
    if (data[args[TABLE_TRIPLES_PTR] + i] >= t->elements) t->elements = data[args[TABLE_TRIPLES_PTR] + i] + 1;
  t->numbers = numbers_of(args[TABLE_KIND], args[TABLE_MAP] < 0 ? NULL : data + args[TABLE_MAP]);
  for (int i = 0; i < rows * groups; i++) t->terms[i] = (uint16_t)((data[args[TABLE_PATTERNS] + i] & 7) * SUM_BYTES);
  prepare_tiles(t, args, data, number, tile_pixels);
  release(number);
  size_t scratch = (size_t)t->most_triples * (SUMS * SUM_BYTES) + (size_t)t->elements * FRAMES;
  if (scratch > preparation->scratch) preparation->scratch = scratch;
  instruction->prepared = t;
  instruction->run = run_table;
}

#endif
