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

#include "sliced-product.h"

/* A number of 5 to 12 bits, low bit first. Named, not an array: compilers keep names in registers. */
typedef struct {
  V b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11;
} Counter;

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

/*
 * Offsets are bytes from `base`. Two come with one load: loads are what this waits for where adders are single
 * instructions. `i` is the number of the first among `count` planes, by which mixed ones are subtracted or not.
 */
#define LOAD2(i, x, y, count)                                                       \
  uint64_t offsets##i;                                                              \
  memcpy(&offsets##i, at + (i), 8);                                                 \
  Input x = {*(const V *)(base + (uint32_t)offsets##i), IS_SUBTRACTED(i, count)};   \
  Input y = {*(const V *)(base + (offsets##i >> 32)), IS_SUBTRACTED((i) + 1, count)}
#define IS_SUBTRACTED(i, count) (sign == SUBTRACTED || (sign == MIXED && (i) >= (count) / 2))

/* The counter's bit k as an operand of `add_inputs`, and back. */
#define BIT(k) Input bit##k = {n->b##k, 0}
#define SET(k) n->b##k = plain(bit##k)

/* Adds sixteen planes. `width` and `sign` are constants where this is inlined. */
INLINE void count16(Counter *n, const char *base, const uint32_t *at, const int width, const int sign) {
  Input one1, one2, one3, one4, one5, two1, two2, two3, two4, two5, two6, two7, two8;
  Input four1, four2, four3, four4, eight1, eight2, carry;
  BIT(0);
  BIT(1);
  BIT(2);
  BIT(3);
  LOAD2(0, x0, x1, 16);
  LOAD2(2, x2, x3, 16);
  LOAD2(4, x4, x5, 16);
  add_inputs(&two1, &one1, x0, x1, x2);
  add_inputs(&two2, &one2, x3, x4, x5);
  LOAD2(6, x6, x7, 16);
  LOAD2(8, x8, x9, 16);
  add_inputs(&two3, &one3, x6, x7, x8);
  add_inputs(&two6, &one1, one1, one2, one3);
  add_inputs(&four1, &two1, two1, two2, two3);
  LOAD2(10, x10, x11, 16);
  add_inputs(&two4, &one4, x9, x10, x11);
  LOAD2(12, x12, x13, 16);
  LOAD2(14, x14, x15, 16);
  add_inputs(&two5, &one5, x12, x13, x14);
  add_inputs(&two7, &one4, one4, one5, x15);
  add_inputs(&four2, &two4, two4, two5, two6);
  add_inputs(&two8, &bit0, one1, one4, bit0);
  add_inputs(&four3, &two1, two1, two4, two7);
  add_inputs(&four4, &bit1, two1, two8, bit1);
  add_inputs(&eight1, &four1, four1, four2, four3);
  add_inputs(&eight2, &bit2, four1, four4, bit2);
  add_inputs(&carry, &bit3, eight1, eight2, bit3);
  SET(0);
  SET(1);
  SET(2);
  SET(3);
  carry16(n, plain(carry), width);
}

/* The same of eight. */
INLINE void count8(Counter *n, const char *base, const uint32_t *at, const int width, const int sign) {
  Input one1, one2, two1, two2, two3, two4, two5, four1, four2, carry;
  BIT(0);
  BIT(1);
  BIT(2);
  LOAD2(0, x0, x1, 8);
  LOAD2(2, x2, x3, 8);
  LOAD2(4, x4, x5, 8);
  LOAD2(6, x6, x7, 8);
  add_inputs(&two1, &one1, x0, x1, x2);
  add_inputs(&two2, &one2, x3, x4, x5);
  add_inputs(&two3, &bit0, bit0, x6, x7);
  add_inputs(&two4, &bit0, one1, one2, bit0);
  add_inputs(&four1, &two5, two1, two2, two3);
  add_inputs(&four2, &bit1, two4, two5, bit1);
  add_inputs(&carry, &bit2, four1, four2, bit2);
  SET(0);
  SET(1);
  SET(2);
  V eight = plain(carry);
  add2(&eight, &n->b3, n->b3, eight);
  carry16(n, eight, width);
}

/* The same of four, which are not mixed. */
INLINE void count4(Counter *n, const char *base, const uint32_t *at, const int width, const int sign) {
  Input two1, two2, carry;
  BIT(0);
  BIT(1);
  LOAD2(0, x0, x1, 4);
  LOAD2(2, x2, x3, 4);
  add_inputs(&two1, &bit0, bit0, x0, x1);
  add_inputs(&two2, &bit0, bit0, x2, x3);
  add_inputs(&carry, &bit1, two1, two2, bit1);
  SET(0);
  SET(1);
  V four = plain(carry);
  add2(&four, &n->b2, n->b2, four);
  add2(&four, &n->b3, n->b3, four);
  carry16(n, four, width);
}
#undef BIT
#undef SET
#undef LOAD2
#undef IS_SUBTRACTED

/* Adds a list of 16 · `sixteens` + 4 · `fours` planes, at most three fours; gives where it ends. */
INLINE const uint32_t *count_list(Counter *n, const char *base, const uint32_t *at, int sixteens, int fours,
                                  const int width, const int sign) {
  for (; sixteens > 0; sixteens--, at += 16) count16(n, base, at, width, sign);
  if (fours & 2) {
    count8(n, base, at, width, sign);
    at += 8;
  }
  if (sign != MIXED && fours & 1) {
    count4(n, base, at, width, sign);
    at += 4;
  }
  return at;
}

/* Twice a number, of which the highest bit is 0. */
INLINE void double_counter(Counter *n, const int width) {
  if (width > 11) n->b11 = n->b10;
  if (width > 10) n->b10 = n->b9;
  if (width > 9) n->b9 = n->b8;
  if (width > 8) n->b8 = n->b7;
  if (width > 7) n->b7 = n->b6;
  if (width > 6) n->b6 = n->b5;
  if (width > 5) n->b5 = n->b4;
  n->b4 = n->b3;
  n->b3 = n->b2;
  n->b2 = n->b1;
  n->b1 = n->b0;
  n->b0 = zeros();
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

#endif
