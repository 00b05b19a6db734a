/*
 * Products of planes with signs, four rows at a time: docs/engines.md tells the idea.
 *
 * For a block of four rows the inputs of each of eight classes are counted once. Row 0 is the total of the eight counts;
 * row r is the total less twice the sum of the classes that it subtracts: 14 additions for four rows. A threshold is the
 * value that the sum begins with, and the activation its sign: what comes out is the plane that the next layer reads.
 */
#include "sliced-count.h"
#include "sliced-product.h"
#include "sliced-rows.h"

/* ---- Counting classes ---- */

typedef const uint32_t *CountPart(V *to, const char *base, const uint32_t *at, int sixteens, int fours, int sign);

#define COUNT_PART(width)                                                                                           \
  static const uint32_t *count_part_##width(V *to, const char *base, const uint32_t *at, int sixteens, int fours,   \
                                            int sign) {                                                             \
    Counter n;                                                                                                      \
    load_counter(&n, to, width);                                                                                    \
    if (sign == ADDED) at = count_list(&n, base, at, sixteens, fours, width, ADDED);                    \
    else if (sign == SUBTRACTED) at = count_list(&n, base, at, sixteens, fours, width, SUBTRACTED);                 \
    else at = count_list(&n, base, at, sixteens, fours, width, MIXED);                                              \
    store_counter(&n, to, width);                                                                                   \
    return at;                                                                                                      \
  }
COUNT_PART(5)
COUNT_PART(6)
COUNT_PART(7)
COUNT_PART(8)
COUNT_PART(9)
COUNT_PART(10)
COUNT_PART(11)
COUNT_PART(12)
static CountPart *const count_parts[] = {count_part_5, count_part_6,  count_part_7,  count_part_8,
                                         count_part_9, count_part_10, count_part_11, count_part_12};

/* Adds one part of a segment to the number of `width` bits at `to`, whatever the width. */
static const uint32_t *count_part(V *to, int width, const char *base, const uint32_t *at, const Segment *segment,
                                  int sign) {
  int sixteens = segment->sixteens[sign], fours = segment->fours[sign];
  if (!(sixteens | fours)) return at;
  if (width <= COUNTER_BITS) return count_parts[width - LEAST_WIDTH](to, base, at, sixteens, fours, sign);
  V count[COUNTER_BITS], carry = zeros();
  for (int k = 0; k < COUNTER_BITS; k++) count[k] = zeros();
  at = count_part_12(count, base, at, sixteens, fours, sign);
  for (int k = 0; k < COUNTER_BITS; k++) add3(&carry, &to[k], to[k], count[k], carry);
  for (int k = COUNTER_BITS; k < width; k++) add2(&carry, &to[k], to[k], carry);
  return at;
}

/*
 * Counts the classes of one list, over all bits of the inputs: `counts[class][width]`. What is subtracted is counted as
 * complements, by which counts are too great: initial values make up for it.
 */
static void count_classes(const Lists *lists, int in_bits, const char *base, V *counts) {
  const Segment *segment = lists->segments;
  const uint32_t *at = lists->offsets;
  int width = lists->width;
  for (int k = 0; k < CLASSES * width; k++) counts[k] = zeros();
  for (int n = 0; n < CLASSES; segment++) {
    V *count = counts + segment->number * width;
    const uint32_t *end = at;
    for (int plane = 0; plane < in_bits; plane++) {
      end = at;
      for (int sign = 0; sign < SIGNS; sign++)
        end = count_part(count + plane, width - plane, base + plane * VECTOR_BYTES, end, segment, sign);
    }
    at = end;
    n += segment->is_last;
  }
}

/* ---- From counts to rows ---- */

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
  int planes = args[WEIGHT_PLANES];
  const Lists *lists = p->lists + block * planes;
  int bits = lists->acc_bits;
  for (int row = 0; row < ROWS; row++) {
    V carry = ones();
    for (int k = 0; k < bits; k++) {
      V first = splat(lists->initial[k * ROWS + row]);
      if (shared) add3(&carry, &first, first, ~shared[k], carry);
      acc[row * bits + k] = first;
    }
  }
  for (int j = 0; j < planes; j++) {
    count_classes(&lists[j], args[IN_BITS], base, counts);
    add_classes(&sums, counts, lists[j].width);
    accumulate(acc, bits, &sums, lists[j].width, shifts[j]);
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
      at = count_part(count + plane, width - plane, base + plane * VECTOR_BYTES, at, segment, ADDED);
      if (segment->is_last) break;
    }
  }
  for (int plane = 0; plane < args[IN_BITS]; plane++) {
    for (int i = 0; i < p->shared_rest_count; i++) {
      V carry = *(const V *)(base + p->shared_rest[i] + plane * VECTOR_BYTES);
      for (int k = plane; k < width; k++) add2(&carry, &count[k], count[k], carry);
    }
  }
  for (int k = 0; k < args[ACC_BITS]; k++) shared[k] = k >= shift && k - shift < width ? count[k - shift] : zeros();
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

/* ---- One plane of weights: what networks of few bits consist of ---- */

/*
 * Counts classes that come in one segment each, all bits of an input in one counter: from the highest bit on, and the counter
 * is doubled before the next.
 */
INLINE void count_whole(const Lists *lists, int in_bits, const char *base, V *counts, const int width) {
  const Segment *segment = lists->segments;
  const uint32_t *at = lists->offsets, *end = at;
  for (int n = 0; n < CLASSES; n++, segment++, at = end) {
    Counter count = {0};
    for (int plane = in_bits - 1;; plane--) {
      const char *from = base + plane * VECTOR_BYTES;
      end = count_list(&count, from, at, segment->sixteens[MIXED], segment->fours[MIXED], width, MIXED);
      end = count_list(&count, from, end, segment->sixteens[SUBTRACTED], segment->fours[SUBTRACTED], width, SUBTRACTED);
      end = count_list(&count, from, end, segment->sixteens[ADDED], segment->fours[ADDED], width, ADDED);
      if (plane == 0) break;
      double_counter(&count, width);
    }
    store_counter(&count, counts + segment->number * width, width);
  }
}

/* What counts of one width are made with and go through; `bits` counts single bits. */
typedef struct {
  void (*bits)(const Lists *, const char *base, V *counts);
  void (*whole)(const Lists *, int in_bits, const char *base, V *counts);
  void (*signs)(const V *counts, const int32_t *initial, int bits, V *to);
  void (*sums)(const V *counts, const int32_t *initial, int bits, V *to);
} Kernels;

#define DEFINE_KERNELS(width)                                                                          \
  static void count_bits_##width(const Lists *lists, const char *base, V *counts) {                    \
    count_whole(lists, 1, base, counts, width);                                                        \
  }                                                                                                    \
  static void count_whole_##width(const Lists *lists, int in_bits, const char *base, V *counts) {      \
    count_whole(lists, in_bits, base, counts, width);                                                  \
  }                                                                                                    \
  static void row_signs_##width(const V *counts, const int32_t *initial, int bits, V *to) {            \
    add_rows(counts, width, initial, bits, to, ROW_SIGNS);                                             \
  }                                                                                                    \
  static void row_sums_##width(const V *counts, const int32_t *initial, int bits, V *to) {             \
    add_rows(counts, width, initial, bits, to, ROW_SUMS);                                              \
  }
DEFINE_KERNELS(5)
DEFINE_KERNELS(6)
DEFINE_KERNELS(7)
DEFINE_KERNELS(8)
DEFINE_KERNELS(9)
DEFINE_KERNELS(10)
DEFINE_KERNELS(11)
DEFINE_KERNELS(12)
#define KERNELS(width) {count_bits_##width, count_whole_##width, row_signs_##width, row_sums_##width}
static const Kernels kernels[] = {KERNELS(5), KERNELS(6),  KERNELS(7),  KERNELS(8),
                                  KERNELS(9), KERNELS(10), KERNELS(11), KERNELS(12)};

/* Counts how many of a row's thresholds its sum reaches; thresholds as planes, and both numbers with the sign turned. */
INLINE void count_steps(const V *sums, int bits, const int32_t *thresholds, int steps, V *to, int out_bits) {
  for (int k = 0; k < out_bits; k++) to[k] = zeros();
  for (int step = 0; step < steps; step++, thresholds += bits) {
    V carry = ones();
    for (int k = 0; k < bits - 1; k++) carry = majority(sums[k * ROWS], splat(thresholds[k]), carry);
    carry = majority(~sums[(bits - 1) * ROWS], splat(thresholds[bits - 1]), carry);
    for (int k = 0; k < out_bits; k++) add2(&carry, &to[k], to[k], carry);
  }
}

static void run_single(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  const Product *p = instruction->prepared;
  int rows = args[ROW_COUNT], out_bits = args[OUT_BITS], mode = args[MODE], steps = args[STEPS];
  for (int q = 0; q < args[PIXELS]; q++) {
    const char *base = (const char *)(slice->planes + (data[args[BASES] + q] + p->shift_base));
    V *to = slice->planes + data[args[DST] + q];
    for (int block = 0; block < p->blocks; block++) {
      V counts[CLASSES * COUNTER_BITS], sums[ROWS * MOST_BITS];
      const Lists *lists = &p->lists[block];
      fetch_ahead(slice->ahead);
      const Kernels *run = &kernels[lists->width - LEAST_WIDTH];
      int bits = lists->acc_bits;
      if (args[IN_BITS] == 1) run->bits(lists, base, counts);
      else run->whole(lists, args[IN_BITS], base, counts);
      if (mode == MODE_SIGN) run->signs(counts, lists->initial, bits, sums);
      else run->sums(counts, lists->initial, bits, sums);
      for (int row = 0; row < ROWS && block * ROWS + row < rows; row++) {
        int number = block * ROWS + row;
        V *result = to + number * out_bits;
        if (mode == MODE_SIGN) result[0] = sums[row];
        else if (mode == MODE_STEPS)
          count_steps(sums + row, bits, p->thresholds + (size_t)number * steps * bits, steps, result, out_bits);
        else
          for (int k = 0; k < out_bits; k++) result[k] = k < bits ? sums[k * ROWS + row] : zeros();
      }
    }
  }
}

void prepare_product(Instruction *instruction, const int32_t *data, Preparation *preparation) {
  Product *p = prepare_lists(instruction->args, data, preparation);
  instruction->prepared = p;
  if (p) instruction->run = p->is_single ? run_single : run_general;
}
