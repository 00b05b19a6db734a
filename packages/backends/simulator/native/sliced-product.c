/*
 * Products of planes with signs, four rows at a time: docs/engines.md tells the idea.
 *
 * For a block of four rows the inputs of each of eight classes are counted once. Row 0 is the total of the eight counts;
 * row r is the total less twice the sum of the classes that it subtracts: 14 additions for four rows. A threshold is the
 * value that the sum begins with, and the activation its sign: what comes out is the plane that the next layer reads.
 */
#include "sliced-count.h"
#include "sliced-product.h"

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

/* ---- Single bits with one threshold: what binary networks consist of ---- */

INLINE void count_binary(const Lists *lists, const char *base, V *counts, const int width) {
  const Segment *segment = lists->segments;
  const uint32_t *at = lists->offsets;
  for (int n = 0; n < CLASSES; n++, segment++) {
    Counter count = {0};
    at = count_list(&count, base, at, segment->sixteens[MIXED], segment->fours[MIXED], width, MIXED);
    at = count_list(&count, base, at, segment->sixteens[SUBTRACTED], segment->fours[SUBTRACTED], width, SUBTRACTED);
    at = count_list(&count, base, at, segment->sixteens[ADDED], segment->fours[ADDED], width, ADDED);
    store_counter(&count, counts + segment->number * width, width);
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
  for (int k = width + 1; k < bits - 1; k++) {
    STEP(k);
    m1 = m2 = m3 = zeros();
    total = ct;
    ct = zeros();
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

#define BINARY_BLOCK(width)                                                         \
  static void binary_block_##width(const Lists *lists, const char *base, V *sign) { \
    V counts[CLASSES * width];                                                      \
    count_binary(lists, base, counts, width);                                       \
    signs(counts, width, lists->initial, lists->acc_bits, sign);                    \
  }
BINARY_BLOCK(5)
BINARY_BLOCK(6)
BINARY_BLOCK(7)
BINARY_BLOCK(8)
BINARY_BLOCK(9)
BINARY_BLOCK(10)
static void (*const binary_blocks[])(const Lists *, const char *, V *) = {
    binary_block_5, binary_block_6, binary_block_7, binary_block_8, binary_block_9, binary_block_10};

static void run_binary(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  const Product *p = instruction->prepared;
  int rows = args[ROW_COUNT], out_bits = args[OUT_BITS];
  for (int q = 0; q < args[PIXELS]; q++) {
    const char *base = (const char *)(slice->planes + (data[args[BASES] + q] + p->shift_base));
    V *to = slice->planes + data[args[DST] + q];
    for (int block = 0; block < p->blocks; block++) {
      V sign[ROWS];
      const Lists *lists = &p->lists[block];
      binary_blocks[lists->width - LEAST_WIDTH](lists, base, sign);
      for (int row = 0; row < ROWS && block * ROWS + row < rows; row++) to[(block * ROWS + row) * out_bits] = sign[row];
    }
  }
}

void prepare_product(Instruction *instruction, const int32_t *data, Preparation *preparation) {
  Product *p = prepare_lists(instruction->args, data, preparation);
  instruction->prepared = p;
  if (p) instruction->run = p->is_binary ? run_binary : run_general;
}
