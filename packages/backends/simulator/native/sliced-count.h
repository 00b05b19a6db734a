/*
 * Counting planes: how many of a list of planes are 1, for each frame, as a number in planes.
 *
 * A full adder takes three planes of one weight and leaves one, and one of twice the weight. Sixteen planes and the
 * counter's lowest four bits go through a tree of fifteen (Wallace, Harley and Seal): what is left is one carry of weight
 * 16, which ripples up the counter. The tree has eight levels whatever the counter holds, and its adders do not wait for
 * each other, as those of a chain do.
 */
#ifndef FINNC_SLICED_COUNT_H
#define FINNC_SLICED_COUNT_H

#include "sliced-vector.h"

/* A number of up to 12 bits, low bit first. Named, not an array: compilers keep names in registers. */
typedef struct {
  V b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11;
} Counter;
#define COUNTER_BITS 12

/* Adds a carry of weight 16 to a counter of `width` bits, a constant where this is inlined. */
INLINE void carry16(Counter *n, V carry, const int width) {
  if (width > 5) add2(&carry, &n->b4, n->b4, carry);
  if (width > 6) add2(&carry, &n->b5, n->b5, carry);
  if (width > 7) add2(&carry, &n->b6, n->b6, carry);
  if (width > 8) add2(&carry, &n->b7, n->b7, carry);
  if (width > 9) add2(&carry, &n->b8, n->b8, carry);
  if (width > 10) add2(&carry, &n->b9, n->b9, carry);
  if (width > 11) add2(&carry, &n->b10, n->b10, carry);
  switch (width) {
    case 5: n->b4 ^= carry; break;
    case 6: n->b5 ^= carry; break;
    case 7: n->b6 ^= carry; break;
    case 8: n->b7 ^= carry; break;
    case 9: n->b8 ^= carry; break;
    case 10: n->b9 ^= carry; break;
    case 11: n->b10 ^= carry; break;
    case 12: n->b11 ^= carry; break;
  }
}

/* Offsets are bytes from `base`. Two come with one load: loads are what this waits for where adders are single instructions. */
#define LOAD2(at, i, x, y)                             \
  uint64_t offsets##i;                                 \
  memcpy(&offsets##i, (at) + (i), 8);                  \
  V x = *(const V *)(base + (uint32_t)offsets##i);     \
  V y = *(const V *)(base + (offsets##i >> 32))

/* Adds sixteen planes, or their complements if `negated`, a constant where this is inlined. */
INLINE void count16(Counter *n, const char *base, const uint32_t *at, const int width, const int negated) {
  V two1, two2, two3, two4, two5, two6, two7, two8, four1, four2, four3, four4, eight1, eight2, carry;
  V one1, one2, one3, one4, one5;
#if TERNARY
#define FIRST(carry, sum, a, b, c) \
  do { if (negated) add3_complements(carry, sum, a, b, c); else add3(carry, sum, a, b, c); } while (0)
#else
  (void)negated;
#define FIRST(carry, sum, a, b, c) add3(carry, sum, a, b, c)
#endif
  LOAD2(at, 0, x0, x1);
  LOAD2(at, 2, x2, x3);
  LOAD2(at, 4, x4, x5);
  FIRST(&two1, &one1, x0, x1, x2);
  FIRST(&two2, &one2, x3, x4, x5);
  LOAD2(at, 6, x6, x7);
  LOAD2(at, 8, x8, x9);
  FIRST(&two3, &one3, x6, x7, x8);
  add3(&two6, &one1, one1, one2, one3);
  add3(&four1, &two1, two1, two2, two3);
  LOAD2(at, 10, x10, x11);
  FIRST(&two4, &one4, x9, x10, x11);
  LOAD2(at, 12, x12, x13);
  LOAD2(at, 14, x14, x15);
  FIRST(&two5, &one5, x12, x13, x14);
#if TERNARY
  if (negated) add3_one_complement(&two7, &one4, x15, one4, one5);
  else
#endif
    add3(&two7, &one4, x15, one4, one5);
  add3(&four2, &two4, two4, two5, two6);
  add3(&two8, &n->b0, one1, one4, n->b0);
  add3(&four3, &two1, two1, two4, two7);
  add3(&four4, &n->b1, two1, two8, n->b1);
  add3(&eight1, &four1, four1, four2, four3);
  add3(&eight2, &n->b2, four1, four4, n->b2);
  add3(&carry, &n->b3, eight1, eight2, n->b3);
#undef FIRST
  carry16(n, carry, width);
}

/* The same of four. */
INLINE void count4(Counter *n, const char *base, const uint32_t *at, const int width, const int negated) {
  (void)negated;
  V two1, two2, carry;
  LOAD2(at, 0, x0, x1);
  LOAD2(at, 2, x2, x3);
#if TERNARY
  if (negated) {
    add3_two_complements(&two1, &n->b0, x0, x1, n->b0);
    add3_two_complements(&two2, &n->b0, x2, x3, n->b0);
  } else
#endif
  {
    add3(&two1, &n->b0, x0, x1, n->b0);
    add3(&two2, &n->b0, x2, x3, n->b0);
  }
  add3(&carry, &n->b1, two1, two2, n->b1);
  if (width > 3) add2(&carry, &n->b2, n->b2, carry);
  else n->b2 ^= carry;
  if (width > 4) add2(&carry, &n->b3, n->b3, carry);
  else if (width > 3) n->b3 ^= carry;
  if (width > 4) carry16(n, carry, width);
}

/* Adds a list of 16 · `sixteens` + 4 · `fours` planes; gives where it ends. */
INLINE const uint32_t *count_list(Counter *n, const char *base, const uint32_t *at, int sixteens, int fours,
                                  const int width, const int negated) {
  for (; sixteens > 0; sixteens--, at += 16) count16(n, base, at, width, negated);
  for (; fours > 0; fours--, at += 4) count4(n, base, at, width, negated);
  return at;
}

#define COUNTER_EACH(width, n, action)                                                                              \
  do {                                                                                                              \
    if (width > 0) action(0, (n).b0);                                                                               \
    if (width > 1) action(1, (n).b1);                                                                               \
    if (width > 2) action(2, (n).b2);                                                                               \
    if (width > 3) action(3, (n).b3);                                                                               \
    if (width > 4) action(4, (n).b4);                                                                               \
    if (width > 5) action(5, (n).b5);                                                                               \
    if (width > 6) action(6, (n).b6);                                                                               \
    if (width > 7) action(7, (n).b7);                                                                               \
    if (width > 8) action(8, (n).b8);                                                                               \
    if (width > 9) action(9, (n).b9);                                                                               \
    if (width > 10) action(10, (n).b10);                                                                            \
    if (width > 11) action(11, (n).b11);                                                                            \
  } while (0)

INLINE void load_counter(Counter *n, const V *from, const int width) {
#define LOAD_BIT(i, bit) bit = from[i]
  COUNTER_EACH(width, *n, LOAD_BIT);
#undef LOAD_BIT
}

INLINE void store_counter(const Counter *n, V *to, const int width) {
#define STORE_BIT(i, bit) to[i] = bit
  COUNTER_EACH(width, *n, STORE_BIT);
#undef STORE_BIT
}

INLINE void complement_counter(Counter *n, const int width) {
#define COMPLEMENT_BIT(i, bit) bit = ~bit
  COUNTER_EACH(width, *n, COMPLEMENT_BIT);
#undef COMPLEMENT_BIT
}

#endif
