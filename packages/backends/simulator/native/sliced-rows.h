/*
 * From counts of eight classes to four rows: row 0 is the total, and row r is the total less twice the sum of the classes
 * that it subtracts. Eleven additions of classes and three subtractions.
 */
#ifndef FINNC_SLICED_ROWS_H
#define FINNC_SLICED_ROWS_H

#include "sliced-product.h"

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

/*
 * The four rows `initial + total - 2 · subtracted`: all `bits` of them, `to[bit][row]`, or their signs alone, `to[row]`. There
 * are at least two bits more than a count has. `width` and `what` are constants where this is inlined.
 */
enum { ROW_SIGNS, ROW_SUMS };

#if TERNARY
/*
 * Bit by bit through all additions at once: the carries of all of them are what a register file of 32 holds, and no sum goes
 * to memory but a row's.
 */
INLINE void add_rows(const V *counts, const int width, const int32_t *initial, int bits, V *to, const int what) {
  V c01 = zeros(), c23 = c01, c45 = c01, c67 = c01, c13 = c01, c57 = c01, c0 = c01, c1 = c01, c2 = c01, c3 = c01, ct = c01;
  /* Carries of the rows: the first of initial + total − 2 subtracted, then of the two that this leaves. */
  V d1 = c01, d2 = c01, d3 = c01, r0 = c01, r1 = ones(), r2 = r1, r3 = r1;
  V total, m0 = c01, m1 = c01, m2 = c01, m3 = c01, p1 = c01, p2 = c01, p3 = c01;
#define ROW(row, d, r, subtracted)                                   \
  do {                                                               \
    V first = splat(initial[row]), sum = odd_not(total, subtracted, first); \
    V next = majority_not(total, subtracted, first);                 \
    if (what == ROW_SUMS) to[row] = odd(sum, d, r);                  \
    r = majority(sum, d, r);                                         \
    d = next;                                                        \
  } while (0)
#define STEP()                                                       \
  do {                                                               \
    V first = splat(initial[0]);                                     \
    if (what == ROW_SUMS) to[0] = odd(total, first, r0);             \
    r0 = majority(total, first, r0);                                 \
    ROW(1, d1, r1, p1);                                              \
    ROW(2, d2, r2, p2);                                              \
    ROW(3, d3, r3, p3);                                              \
    p1 = m1, p2 = m2, p3 = m3;                                       \
    initial += ROWS;                                                 \
    if (what == ROW_SUMS) to += ROWS;                                \
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
    STEP();
  }
  /* Bits beyond the counts: carries, one level after the other. */
  add3(&c1, &m1, c13, c57, c1);
  add3(&c2, &m2, c23, c67, c2);
  add3(&c3, &m3, c45, c67, c3);
  add3(&c0, &m0, c01, c23, c0);
  add3(&ct, &total, m0, m3, ct);
  STEP();
  m1 = c1, m2 = c2, m3 = c3;
  add3(&ct, &total, c0, m3, ct);
  for (int k = width + 1; k < bits - 1; k++) {
    STEP();
    m1 = m2 = m3 = zeros();
    total = ct;
    ct = zeros();
  }
#undef STEP
#undef ROW
  to[0] = odd(total, splat(initial[0]), r0);
  to[1] = odd(odd_not(total, p1, splat(initial[1])), d1, r1);
  to[2] = odd(odd_not(total, p2, splat(initial[2])), d2, r2);
  to[3] = odd(odd_not(total, p3, splat(initial[3])), d3, r3);
}
#else
/* The same through memory: sixteen registers do not hold all carries. */
INLINE void add_rows(const V *counts, const int width, const int32_t *initial, int bits, V *to, const int what) {
  Sums sums;
  add_classes(&sums, counts, width);
  int step = what == ROW_SUMS ? ROWS : 0;
  V zero = zeros();
  V carry = zero;
  for (int k = 0; k < bits - 1; k++) {
    V total = k < width + 3 ? sums.total[k] : zero, first = splat(initial[k * ROWS]);
    if (what == ROW_SUMS) add3(&carry, &to[k * ROWS], total, first, carry);
    else carry = majority(total, first, carry);
  }
  to[(bits - 1) * step] = (bits - 1 < width + 3 ? sums.total[bits - 1] : zero) ^ splat(initial[(bits - 1) * ROWS]) ^ carry;
  for (int row = 1; row < ROWS; row++) {
    V carry2 = zeros(), sum = zeros();
    carry = ones();
    for (int k = 0; k < bits; k++) {
      V next;
      V subtracted = k > 0 && k < width + 3 ? ~sums.subtracted[row][k - 1] : ones();
      add3(&next, &sum, k < width + 3 ? sums.total[k] : zero, subtracted, splat(initial[k * ROWS + row]));
      if (k == bits - 1) to[k * step + row] = sum ^ carry2 ^ carry;
      else if (what == ROW_SUMS) add3(&carry, &to[k * ROWS + row], sum, carry2, carry);
      else carry = majority(sum, carry2, carry);
      carry2 = next;
    }
  }
}
#endif

#endif
