/*
 * Products of planes with signs, four rows at a time: see docs/engines.md for the idea.
 *
 * For a block of four rows the inputs of each of eight classes are counted once. Row 0 is the total of the eight counts;
 * row r is the total less twice the sum of the classes that it subtracts: 14 additions for four rows. A threshold is the
 * value that the sum begins with, and the activation its sign: what comes out is the plane that the next layer reads.
 */
#include "sliced-count.h"
#include "sliced-program.h"

#define ROWS 4
#define CLASSES 8
/* Planes of the widest numbers: those of the program's accumulators, and of sums of eight classes. */
#define MOST_BITS 40
/* Planes that a counter counts at most, a multiple of 16. */
#define MOST_COUNTED ((1 << COUNTER_BITS) - 16)

enum { SUBTRACTED, ADDED };
enum { MODE_SIGN, MODE_STEPS, MODE_VALUE };
enum {
  PIXELS, BASES, IN_BITS, ROW_COUNT, WEIGHT_PLANES, SHIFTS, STARTS, ACC_BITS, INITIAL, SHARED, SHARED_SHIFT, MODE, STEPS,
  THRESHOLDS, DST, OUT_BITS, CLASS_BITS, COMPLEMENTS
};

/* Planes of a class that follow in a list: those that are subtracted, then those that are added. */
typedef struct {
  uint16_t sixteens[2];
  uint8_t fours[2];
  uint8_t number;
  /* Of the class: one that is longer than a counter can count comes in several. */
  uint8_t is_last;
} Segment;

/* Lists of one block and weight plane. Offsets are bytes from the pixel's base. */
typedef struct {
  const Segment *segments;
  const uint32_t *offsets;
} Lists;

typedef struct {
  int blocks;
  /* Bits of a class's count, over all bits of an input. */
  int width;
  /* Bits of an accumulator. */
  int acc_bits;
  /* Added to bases, so that no offset is below 0. */
  int32_t shift_base;
  /* `[blocks, weight planes]` */
  Lists *lists;
  /* Of one class, without the last entries that fill no four. */
  Lists shared;
  const uint32_t *shared_rest;
  int shared_rest_count;
  int shared_width;
  /* Values that accumulators begin with, as planes: `[blocks, acc_bits, rows]`, 0 or -1. */
  int32_t *initial;
} Product;

/* ---- Counting classes ---- */

typedef const uint32_t *CountPart(V *to, const char *base, const uint32_t *at, int sixteens, int fours, int flags);
enum { FRESH = 1, NEGATED = 2 };

#define COUNT_PART(width)                                                                                            \
  static const uint32_t *count_part_##width(V *to, const char *base, const uint32_t *at, int sixteens, int fours,    \
                                            int flags) {                                                             \
    Counter n = {0};                                                                                                 \
    if (!(flags & FRESH)) load_counter(&n, to, width);                                                               \
    if (TERNARY && (flags & NEGATED)) at = count_list(&n, base, at, sixteens, fours, width, 1);                      \
    else at = count_list(&n, base, at, sixteens, fours, width, 0);                                                   \
    store_counter(&n, to, width);                                                                                    \
    return at;                                                                                                       \
  }
COUNT_PART(5)
COUNT_PART(6)
COUNT_PART(7)
COUNT_PART(8)
COUNT_PART(9)
COUNT_PART(10)
COUNT_PART(11)
COUNT_PART(12)
#define LEAST_WIDTH 5
static CountPart *const count_parts[] = {count_part_5, count_part_6,  count_part_7,  count_part_8,
                                         count_part_9, count_part_10, count_part_11, count_part_12};

/* Adds a part of a list to the number of `width` bits at `to`, whatever the width. */
static const uint32_t *count_part(V *to, int width, const char *base, const uint32_t *at, int sixteens, int fours,
                                  int is_negated) {
  int flags = is_negated ? NEGATED : 0;
  if (width <= COUNTER_BITS) return count_parts[width - LEAST_WIDTH](to, base, at, sixteens, fours, flags);
  V count[COUNTER_BITS], carry = zeros();
  at = count_part_12(count, base, at, sixteens, fours, flags | FRESH);
  for (int k = 0; k < COUNTER_BITS; k++) add3(&carry, &to[k], to[k], count[k], carry);
  for (int k = COUNTER_BITS; k < width; k++) add2(&carry, &to[k], to[k], carry);
  return at;
}

/*
 * Counts the classes of one list, over all bits of the inputs: `counts[class][width]`.
 *
 * What is subtracted is counted as complements; without instructions that take complements, all of the number is
 * complemented before and after instead (-x = ~x + 1), and its sign flipped. `bias_of` tells what counts are too great by.
 */
static void count_classes(const Lists *lists, int width, int in_bits, const char *base, V *counts) {
  const Segment *segment = lists->segments;
  const uint32_t *at = lists->offsets;
  for (int k = 0; k < CLASSES * width; k++) counts[k] = zeros();
  for (int n = 0; n < CLASSES; n++) {
    V *count = counts + segment->number * width;
    const Segment *first = segment;
    const uint32_t *begin = at;
    int is_signed = 0;
    for (int part = SUBTRACTED; part <= ADDED; part++) {
      /* Segments hold both parts, so that the second pass skips over what the first has read. */
      for (int plane = 0; plane < in_bits; plane++) {
        segment = first;
        at = begin;
        for (;; segment++) {
          int sixteens = segment->sixteens[part], fours = segment->fours[part];
          int others = 16 * segment->sixteens[!part] + 4 * segment->fours[!part];
          if (part == ADDED) at += others;
          if (sixteens | fours) {
            is_signed |= part == SUBTRACTED;
            at = count_part(count + plane, width - plane, base + plane * VECTOR_BYTES, at, sixteens, fours,
                            part == SUBTRACTED);
          }
          if (part == SUBTRACTED) at += others;
          if (segment->is_last) break;
        }
      }
      if (!TERNARY && part == SUBTRACTED && is_signed)
        for (int k = 0; k < width; k++) count[k] = ~count[k];
    }
    if (!TERNARY && is_signed) count[width - 1] = ~count[width - 1];
    segment++;
  }
}

/* ---- From counts to rows ---- */

/* to = a + b of `width` bits each; one bit more. */
INLINE void add(V *to, const V *a, const V *b, int width) {
  V carry = zeros();
  for (int k = 0; k < width; k++) add3(&carry, &to[k], a[k], b[k], carry);
  to[width] = carry;
}

/* Total of the eight classes, and the sums of the classes that rows 1, 2 and 3 subtract. */
typedef struct {
  V total[MOST_BITS];
  V subtracted[ROWS][MOST_BITS];
} Sums;

INLINE void add_classes(Sums *sums, const V *counts, int width) {
  V s01[MOST_BITS], s23[MOST_BITS], s45[MOST_BITS], s67[MOST_BITS], s13[MOST_BITS], s57[MOST_BITS], s0123[MOST_BITS];
  add(s01, counts, counts + width, width);
  add(s23, counts + 2 * width, counts + 3 * width, width);
  add(s45, counts + 4 * width, counts + 5 * width, width);
  add(s67, counts + 6 * width, counts + 7 * width, width);
  add(s13, counts + width, counts + 3 * width, width);
  add(s57, counts + 5 * width, counts + 7 * width, width);
  add(sums->subtracted[1], s13, s57, width + 1);
  add(sums->subtracted[2], s23, s67, width + 1);
  add(sums->subtracted[3], s45, s67, width + 1);
  add(s0123, s01, s23, width + 1);
  add(sums->total, s0123, sums->subtracted[3], width + 2);
}

/* acc += (total − 2 · subtracted) << shift, for each row. `width` is that of a class. */
static void accumulate(V *acc, int acc_bits, const Sums *sums, int width, int shift) {
  V carry = zeros();
  for (int k = shift; k < acc_bits; k++) {
    int i = k - shift;
    add3(&carry, &acc[k], acc[k], i < width + 3 ? sums->total[i] : zeros(), carry);
  }
  for (int row = 1; row < ROWS; row++) {
    V *to = acc + row * acc_bits, carry2 = zeros();
    const V *subtracted = sums->subtracted[row];
    carry = ones();
    for (int k = shift; k < acc_bits; k++) {
      int i = k - shift;
      V next, sum;
      V total = i < width + 3 ? sums->total[i] : zeros();
      add3(&next, &sum, to[k], total, i > 0 && i < width + 3 ? ~subtracted[i - 1] : ones());
      add3(&carry, &to[k], sum, carry2, carry);
      carry2 = next;
    }
  }
}

/* Whether a number reaches a threshold: the carry of x − t, both as signed numbers. */
static V reaches(const V *x, int bits, int32_t threshold) {
  V carry = ones();
  for (int k = 0; k < bits - 1; k++) carry = (threshold >> k) & 1 ? x[k] & carry : x[k] | carry;
  V x_sign = x[bits - 1];
  return threshold < 0 ? ~x_sign | carry : ~x_sign & carry;
}

/* Any product: planes of weights and inputs, several thresholds, or none. */
static void general_block(const Product *p, const Slice *slice, const int32_t *args, const char *base, const V *shared,
                          int block, V *to) {
  V counts[CLASSES * MOST_BITS], acc[ROWS * MOST_BITS];
  Sums sums;
  const int32_t *data = slice->data, *shifts = data + args[SHIFTS];
  int planes = args[WEIGHT_PLANES], bits = p->acc_bits;
  const int32_t *initial = p->initial + (size_t)block * bits * ROWS;
  for (int row = 0; row < ROWS; row++) {
    V carry = ones();
    for (int k = 0; k < bits; k++) {
      V first = splat(initial[k * ROWS + row]);
      if (shared) add3(&carry, &first, first, ~shared[k], carry);
      acc[row * bits + k] = first;
    }
  }
  for (int j = 0; j < planes; j++) {
    count_classes(&p->lists[block * planes + j], p->width, args[IN_BITS], base, counts);
    add_classes(&sums, counts, p->width);
    accumulate(acc, bits, &sums, p->width, shifts[j]);
  }
  int out_bits = args[OUT_BITS], steps = args[STEPS];
  for (int row = 0; row < ROWS && block * ROWS + row < args[ROW_COUNT]; row++) {
    V *result = to + row * out_bits;
    const V *x = acc + row * bits;
    if (args[MODE] == MODE_SIGN) result[0] = x[bits - 1];
    else if (args[MODE] == MODE_VALUE)
      for (int k = 0; k < out_bits; k++) result[k] = k < bits ? x[k] : zeros();
    else {
      const int32_t *thresholds = data + args[THRESHOLDS] + (size_t)(block * ROWS + row) * steps;
      for (int k = 0; k < out_bits; k++) result[k] = zeros();
      for (int step = 0; step < steps; step++) {
        V carry = reaches(x, bits, thresholds[step]);
        for (int k = 0; k < out_bits; k++) add2(&carry, &result[k], result[k], carry);
      }
    }
  }
}

/* Sum of the codes that all rows share, times 2^sharedShift, as wide as an accumulator. */
static void count_shared(const Product *p, const int32_t *args, const char *base, V *shared) {
  int shift = args[SHARED_SHIFT], width = p->shared_width;
  V count[MOST_BITS];
  for (int k = 0; k < width; k++) count[k] = zeros();
  for (int plane = 0; plane < args[IN_BITS]; plane++) {
    const uint32_t *at = p->shared.offsets;
    for (const Segment *segment = p->shared.segments;; segment++) {
      at = count_part(count + plane, width - plane, base + plane * VECTOR_BYTES, at, segment->sixteens[ADDED],
                      segment->fours[ADDED], 0);
      if (segment->is_last) break;
    }
  }
  for (int plane = 0; plane < args[IN_BITS]; plane++) {
    for (int i = 0; i < p->shared_rest_count; i++) {
      V carry = *(const V *)(base + p->shared_rest[i] + plane * VECTOR_BYTES);
      for (int k = plane; k < width; k++) add2(&carry, &count[k], count[k], carry);
    }
  }
  for (int k = 0; k < p->acc_bits; k++) shared[k] = k >= shift && k - shift < width ? count[k - shift] : zeros();
}

static void run_general(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  const Product *p = instruction->prepared;
  V shared[MOST_BITS];
  for (int q = 0; q < args[PIXELS]; q++) {
    const char *base = (const char *)(slice->planes + (data[args[BASES] + q] + p->shift_base));
    V *to = slice->planes + data[args[DST] + q];
    if (args[SHARED] >= 0) count_shared(p, args, base, shared);
    for (int block = 0; block < p->blocks; block++)
      general_block(p, slice, args, base, args[SHARED] >= 0 ? shared : NULL, block, to + block * ROWS * args[OUT_BITS]);
  }
}

/* ---- Single bits with one threshold: what binary networks consist of ---- */

INLINE void count_binary(const Lists *lists, const char *base, V *counts, const int width) {
  const Segment *segment = lists->segments;
  const uint32_t *at = lists->offsets;
  for (int n = 0; n < CLASSES; n++, segment++) {
    Counter count = {0};
    at = count_list(&count, base, at, segment->sixteens[SUBTRACTED], segment->fours[SUBTRACTED], width, 1);
#if !TERNARY
    int is_signed = segment->sixteens[SUBTRACTED] | segment->fours[SUBTRACTED];
    if (is_signed) complement_counter(&count, width);
#endif
    at = count_list(&count, base, at, segment->sixteens[ADDED], segment->fours[ADDED], width, 0);
    V *to = counts + segment->number * width;
    store_counter(&count, to, width);
#if !TERNARY
    if (is_signed) to[width - 1] = ~to[width - 1];
#endif
  }
}

#if TERNARY
/*
 * Signs of initial + total − 2 · subtracted, bit by bit through all additions at once: the carries of all of them are
 * what a register file of 32 holds, and no sum goes to memory.
 */
INLINE void signs(const V *counts, const int width, const int32_t *initial, int bits, V *sign) {
  V c01 = zeros(), c23 = c01, c45 = c01, c67 = c01, c13 = c01, c57 = c01, c0 = c01, c1 = c01, c2 = c01, c3 = c01, ct = c01;
  /* Carries of the rows: the first of initial + total − 2 subtracted, then of the two that this leaves. */
  V d1 = c01, d2 = c01, d3 = c01, r0 = c01, r1 = ones(), r2 = r1, r3 = r1;
  V total, m0 = c01, m1 = c01, m2 = c01, m3 = c01, p1 = c01, p2 = c01, p3 = c01;
#define ROW(d, r, subtracted, begin)                        \
  do {                                                      \
    V first = splat(begin), sum = odd_not(total, subtracted, first); \
    V next = majority_not(total, subtracted, first);        \
    r = majority(sum, d, r);                                \
    d = next;                                               \
  } while (0)
#define STEP(k)                                             \
  do {                                                      \
    r0 = majority(total, splat(initial[(k) * ROWS]), r0);   \
    ROW(d1, r1, p1, initial[(k) * ROWS + 1]);               \
    ROW(d2, r2, p2, initial[(k) * ROWS + 2]);               \
    ROW(d3, r3, p3, initial[(k) * ROWS + 3]);               \
    p1 = m1, p2 = m2, p3 = m3;                              \
  } while (0)
  for (int k = 0; k < width; k++) {
    V s01, s23, s45, s67, s13, s57;
    const V n1 = counts[width + k], n3 = counts[3 * width + k], n5 = counts[5 * width + k], n7 = counts[7 * width + k];
    add3(&c01, &s01, counts[k], n1, c01);
    add3(&c23, &s23, counts[2 * width + k], n3, c23);
    add3(&c45, &s45, counts[4 * width + k], n5, c45);
    add3(&c67, &s67, counts[6 * width + k], n7, c67);
    add3(&c13, &s13, n1, n3, c13);
    add3(&c57, &s57, n5, n7, c57);
    add3(&c1, &m1, s13, s57, c1);
    add3(&c2, &m2, s23, s67, c2);
    add3(&c3, &m3, s45, s67, c3);
    add3(&c0, &m0, s01, s23, c0);
    add3(&ct, &total, m0, m3, ct);
    STEP(k);
  }
  /* Bits beyond the counts: carries, one level after the other. */
  add3(&c1, &m1, c13, c57, c1);
  add3(&c2, &m2, c23, c67, c2);
  add3(&c3, &m3, c45, c67, c3);
  add3(&c0, &m0, c01, c23, c0);
  add3(&ct, &total, m0, m3, ct);
  STEP(width);
  m1 = c1, m2 = c2, m3 = c3;
  add3(&ct, &total, c0, m3, ct);
  STEP(width + 1);
  m1 = m2 = m3 = zeros();
  total = ct;
  for (int k = width + 2; k < bits - 1; k++) {
    STEP(k);
    total = zeros();
  }
#undef STEP
#undef ROW
  initial += (bits - 1) * ROWS;
  sign[0] = odd(total, splat(initial[0]), r0);
  sign[1] = odd(odd_not(total, p1, splat(initial[1])), d1, r1);
  sign[2] = odd(odd_not(total, p2, splat(initial[2])), d2, r2);
  sign[3] = odd(odd_not(total, p3, splat(initial[3])), d3, r3);
}
#else
/* The same through memory: sixteen registers do not hold all carries. */
INLINE void signs(const V *counts, const int width, const int32_t *initial, int bits, V *sign) {
  Sums sums;
  add_classes(&sums, counts, width);
  V zero = zeros();
  V carry = zero;
  for (int k = 0; k < bits - 1; k++)
    carry = majority(k < width + 3 ? sums.total[k] : zero, splat(initial[k * ROWS]), carry);
  sign[0] = (bits - 1 < width + 3 ? sums.total[bits - 1] : zero) ^ splat(initial[(bits - 1) * ROWS]) ^ carry;
  for (int row = 1; row < ROWS; row++) {
    V carry2 = zeros(), sum = zeros();
    carry = ones();
    for (int k = 0; k < bits; k++) {
      V next;
      V subtracted = k > 0 && k < width + 3 ? ~sums.subtracted[row][k - 1] : ones();
      add3(&next, &sum, k < width + 3 ? sums.total[k] : zero, subtracted, splat(initial[k * ROWS + row]));
      if (k == bits - 1) sign[row] = sum ^ carry2 ^ carry;
      else carry = majority(sum, carry2, carry);
      carry2 = next;
    }
  }
}
#endif

#define BINARY_BLOCK(width)                                                                                   \
  static void binary_block_##width(const Product *p, const char *base, int block, V *sign) {                  \
    V counts[CLASSES * width];                                                                                \
    count_binary(&p->lists[block], base, counts, width);                                                      \
    signs(counts, width, p->initial + (size_t)block * p->acc_bits * ROWS, p->acc_bits, sign);                 \
  }
BINARY_BLOCK(5)
BINARY_BLOCK(6)
BINARY_BLOCK(7)
BINARY_BLOCK(8)
BINARY_BLOCK(9)
BINARY_BLOCK(10)
#define WIDEST_BINARY 10
static void (*const binary_blocks[])(const Product *, const char *, int, V *) = {
    binary_block_5, binary_block_6, binary_block_7, binary_block_8, binary_block_9, binary_block_10};

static void run_binary(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  const Product *p = instruction->prepared;
  void (*run_block)(const Product *, const char *, int, V *) = binary_blocks[p->width - LEAST_WIDTH];
  int rows = args[ROW_COUNT], out_bits = args[OUT_BITS];
  for (int q = 0; q < args[PIXELS]; q++) {
    const char *base = (const char *)(slice->planes + (data[args[BASES] + q] + p->shift_base));
    V *to = slice->planes + data[args[DST] + q];
    for (int block = 0; block < p->blocks; block++) {
      V sign[ROWS];
      run_block(p, base, block, sign);
      for (int row = 0; row < ROWS && block * ROWS + row < rows; row++) to[(block * ROWS + row) * out_bits] = sign[row];
    }
  }
}

/* ---- Preparation ---- */

static int bits_of(int64_t most) {
  int bits = 0;
  while (most >> bits) bits++;
  return bits;
}

/* Of a class in the program: `[number, plus, minus]`. */
typedef struct {
  int number, plus, minus;
} Header;
static Header header_of(const int32_t *lists, int n) { return (Header){lists[3 * n], lists[3 * n + 1], lists[3 * n + 2]}; }

/*
 * What a class's count is too great by when its planes have been counted, so that it is never below 0: complements count 1
 * for each 0; where numbers are complemented instead, their flipped sign is half their range, and ~x is -x − 1.
 */
static int64_t bias_of(Header class, int width, int in_bits) {
  if (class.minus == 0) return 0;
  if (TERNARY) return (int64_t)class.minus * ((1 << in_bits) - 1);
  return ((int64_t)1 << (width - 1)) - 1;
}

/* Bits in which a class can be counted. */
static int width_of(Header class, int in_bits) {
  int64_t most = (1 << in_bits) - 1;
  if (TERNARY || class.minus == 0) return bits_of(most * (class.plus + class.minus));
  int64_t reach = most * class.minus + 1 > most * class.plus ? most * class.minus + 1 : most * class.plus;
  return bits_of(reach - 1) + 1;
}

static int segments_of(Header class) {
  int longest = class.plus > class.minus ? class.plus : class.minus;
  int half = MOST_COUNTED / 2;
  return longest == 0 ? 1 : (longest + half - 1) / half;
}

/* Writes the segments and offsets of a class, and moves both pointers behind them. */
static void write_class(Header class, const int32_t *entries, int32_t shift_base, Segment **segments,
                        uint32_t **offsets) {
  int count = segments_of(class), half = MOST_COUNTED / 2;
  for (int i = 0; i < count; i++) {
    int done = i * half;
    int parts[2];
    const int32_t *from[2] = {entries + class.plus + done, entries + done};
    parts[SUBTRACTED] = class.minus - done < half ? class.minus - done : half;
    parts[ADDED] = class.plus - done < half ? class.plus - done : half;
    Segment segment = {.number = (uint8_t)class.number, .is_last = i == count - 1};
    for (int part = SUBTRACTED; part <= ADDED; part++) {
      int length = parts[part] > 0 ? parts[part] : 0;
      segment.sixteens[part] = (uint16_t)(length / 16);
      segment.fours[part] = (uint8_t)(length % 16 / 4);
      for (int k = 0; k < length; k++) *(*offsets)++ = (uint32_t)(from[part][k] - shift_base) * VECTOR_BYTES;
    }
    *(*segments)++ = segment;
  }
}

static int32_t least_of(const int32_t *from, int count, int32_t least) {
  for (int i = 0; i < count; i++)
    if (from[i] < least) least = from[i];
  return least;
}

static void prepare_initial(Product *p, const int32_t *args, const int32_t *data) {
  int planes = args[WEIGHT_PLANES];
  for (int row = 0; row < p->blocks * ROWS; row++) {
    int block = row / ROWS, r = row % ROWS;
    int64_t first = row < args[ROW_COUNT] ? data[args[INITIAL] + row] : 0;
    for (int j = 0; j < planes; j++) {
      const int32_t *lists = data + data[args[STARTS] + block * planes + j];
      for (int n = 0; n < CLASSES; n++) {
        Header class = header_of(lists, n);
        int is_negative = r > 0 && (class.number >> (r - 1)) & 1;
        int64_t bias = bias_of(class, p->width, args[IN_BITS]) << data[args[SHIFTS] + j];
        first -= is_negative ? -bias : bias;
      }
    }
    /* In fewer bits than the program's: beyond what counts can reach, an initial value decides alone, whatever it is. */
    int64_t beyond = (int64_t)1 << (p->width + 3);
    int is_cut = p->acc_bits < args[ACC_BITS];
    if (is_cut && first < -beyond) first = -beyond;
    if (is_cut && first >= beyond) first = beyond - 1;
    for (int k = 0; k < p->acc_bits; k++)
      p->initial[((size_t)block * p->acc_bits + k) * ROWS + r] = -(int32_t)((first >> k) & 1);
  }
}

void prepare_product(Instruction *instruction, const int32_t *data, Preparation *preparation) {
  const int32_t *args = instruction->args;
  int planes = args[WEIGHT_PLANES], in_bits = args[IN_BITS];
  int blocks = (args[ROW_COUNT] + ROWS - 1) / ROWS;
  size_t segment_count = 0, offset_count = 0;
  int width = LEAST_WIDTH + in_bits - 1;
  int32_t least = 0;
  for (int i = 0; i < blocks * planes; i++) {
    const int32_t *lists = data + data[args[STARTS] + i], *entries = lists + 3 * CLASSES;
    for (int n = 0; n < CLASSES; n++) {
      Header class = header_of(lists, n);
      int length = class.plus + class.minus;
      least = least_of(entries, length, least);
      entries += length;
      offset_count += length;
      segment_count += segments_of(class);
      if (width_of(class, in_bits) > width) width = width_of(class, in_bits);
    }
  }
  Header shared = {0, 0, 0};
  const int32_t *shared_entries = NULL;
  int shared_length = 0;
  if (args[SHARED] >= 0) {
    shared_entries = data + args[SHARED] + 1;
    shared_length = data[args[SHARED]];
    least = least_of(shared_entries, shared_length, least);
    shared.plus = shared_length & ~3;
    offset_count += shared_length;
    segment_count += segments_of(shared);
  }
  int is_binary = args[MODE] == MODE_SIGN && planes == 1 && in_bits == 1 && args[SHARED] < 0 && data[args[SHIFTS]] == 0 &&
                  width <= WIDEST_BINARY && (int)segment_count == blocks * CLASSES;
  int acc_bits = args[ACC_BITS];
  if (is_binary && acc_bits > width + 5) acc_bits = width + 5;
  if (is_binary && acc_bits < width + 3) acc_bits = width + 3;

  size_t bytes = sizeof(Product) + sizeof(Lists) * blocks * planes + sizeof(Segment) * segment_count +
                 sizeof(uint32_t) * (offset_count + 16) + sizeof(int32_t) * blocks * acc_bits * ROWS;
  Product *p = allocate(preparation, bytes);
  if (!p) return;
  p->blocks = blocks;
  p->width = width;
  p->acc_bits = acc_bits;
  p->shift_base = least;
  p->lists = (Lists *)(p + 1);
  Segment *segments = (Segment *)(p->lists + blocks * planes);
  p->initial = (int32_t *)(segments + segment_count);
  uint32_t *offsets = (uint32_t *)(p->initial + blocks * acc_bits * ROWS);
  for (int i = 0; i < blocks * planes; i++) {
    const int32_t *lists = data + data[args[STARTS] + i], *entries = lists + 3 * CLASSES;
    p->lists[i] = (Lists){segments, offsets};
    for (int n = 0; n < CLASSES; n++) {
      Header class = header_of(lists, n);
      write_class(class, entries, least, &segments, &offsets);
      entries += class.plus + class.minus;
    }
  }
  if (shared_entries) {
    p->shared = (Lists){segments, offsets};
    write_class(shared, shared_entries, least, &segments, &offsets);
    p->shared_rest = offsets;
    p->shared_rest_count = shared_length & 3;
    for (int i = shared.plus; i < shared_length; i++) *offsets++ = (uint32_t)(shared_entries[i] - least) * VECTOR_BYTES;
    int bits = bits_of((int64_t)shared_length * ((1 << in_bits) - 1));
    p->shared_width = bits > LEAST_WIDTH + in_bits - 1 ? bits : LEAST_WIDTH + in_bits - 1;
  }
  prepare_initial(p, args, data);
  instruction->prepared = p;
  instruction->run = is_binary ? run_binary : run_general;
}
