/* Instructions on planes, a vector of elements at a time: moves, maxima, sums and thresholds of codes. */
#include "sliced-program.h"

enum { COPY_COUNT, COPY_RUN, COPY_SRC, COPY_DST };

void run_copy(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  for (int i = 0; i < args[COPY_COUNT]; i++)
    memmove(slice->planes + data[args[COPY_DST] + i], slice->planes + data[args[COPY_SRC] + i],
            sizeof(V) * args[COPY_RUN]);
}

void run_invert(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  for (int i = 0; i < args[COPY_COUNT]; i++) {
    const V *from = slice->planes + data[args[COPY_SRC] + i];
    V *to = slice->planes + data[args[COPY_DST] + i];
    for (int k = 0; k < args[COPY_RUN]; k++) to[k] = ~from[k];
  }
}

enum { MAX_COUNT, MAX_TAPS, MAX_LENGTH, MAX_BITS, MAX_SRC, MAX_DST };

/* Of single bits the greatest is their disjunction, four taps a pass as pools of 2 × 2 have them. */
static void max_bits(V *to, const V *planes, const int32_t *taps, int count, int length) {
  int tap = 0;
  if (count == 4) {
    const V *a = planes + taps[0], *b = planes + taps[1], *c = planes + taps[2], *d = planes + taps[3];
    for (int k = 0; k < length; k++) to[k] = a[k] | b[k] | c[k] | d[k];
    return;
  }
  for (int k = 0; k < length; k++) to[k] = planes[taps[0] + k];
  for (tap = 1; tap < count; tap++)
    for (int k = 0; k < length; k++) to[k] |= planes[taps[tap] + k];
}

void run_max(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  int taps = args[MAX_TAPS], length = args[MAX_LENGTH], bits = args[MAX_BITS];
  for (int i = 0; i < args[MAX_COUNT]; i++) {
    const int32_t *from = data + args[MAX_SRC] + i * taps;
    V *to = slice->planes + data[args[MAX_DST] + i];
    if (bits == 1) {
      max_bits(to, slice->planes, from, taps, length);
      continue;
    }
    for (int c = 0; c < length; c++, to += bits) {
      for (int k = 0; k < bits; k++) to[k] = slice->planes[from[0] + c * bits + k];
      for (int tap = 1; tap < taps; tap++) {
        const V *x = slice->planes + from[tap] + c * bits;
        /* x is greater where to − x borrows. */
        V is_greater = zeros();
        for (int k = 0; k < bits; k++) is_greater = majority(~to[k], x[k], is_greater);
        for (int k = 0; k < bits; k++) to[k] ^= (to[k] ^ x[k]) & is_greater;
      }
    }
  }
}

enum {
  ADD_COUNT, ADD_LENGTH, ADD_A, ADD_A_BITS, ADD_A_FACTOR, ADD_B, ADD_B_BITS, ADD_B_FACTOR, ADD_INITIAL, ADD_DST, ADD_BITS
};

/* sum += factor · x, modulo 2^bits: one addition for each bit of the factor. */
static void add_multiple(V *sum, int bits, const V *x, int x_bits, int32_t factor) {
  uint32_t size = factor < 0 ? -(uint32_t)factor : (uint32_t)factor;
  V flip = factor < 0 ? ones() : zeros();
  for (int shift = 0; shift < bits && size >> shift; shift++) {
    if (!((size >> shift) & 1)) continue;
    V carry = flip;
    for (int k = shift; k < bits; k++) add3(&carry, &sum[k], sum[k], (k - shift < x_bits ? x[k - shift] : zeros()) ^ flip, carry);
  }
}

void run_add(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  int bits = args[ADD_BITS], a_bits = args[ADD_A_BITS], b_bits = args[ADD_B_BITS];
  V sum[32];
  for (int i = 0; i < args[ADD_COUNT]; i++) {
    const V *a = slice->planes + data[args[ADD_A] + i], *b = slice->planes + data[args[ADD_B] + i];
    V *to = slice->planes + data[args[ADD_DST] + i];
    for (int c = 0; c < args[ADD_LENGTH]; c++, a += a_bits, b += b_bits, to += bits) {
      for (int k = 0; k < bits; k++) sum[k] = splat(-((args[ADD_INITIAL] >> k) & 1));
      add_multiple(sum, bits, a, a_bits, args[ADD_A_FACTOR]);
      add_multiple(sum, bits, b, b_bits, args[ADD_B_FACTOR]);
      for (int k = 0; k < bits; k++) to[k] = sum[k];
    }
  }
}

enum { STEPS_COUNT, STEPS_LENGTH, STEPS_SRC, STEPS_IN_BITS, STEPS_ROWS, STEPS_STEPS, STEPS_THRESHOLDS, STEPS_DST, STEPS_BITS };

void run_steps(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  int in_bits = args[STEPS_IN_BITS], bits = args[STEPS_BITS], steps = args[STEPS_STEPS];
  V count[32];
  for (int i = 0; i < args[STEPS_COUNT]; i++) {
    const V *x = slice->planes + data[args[STEPS_SRC] + i];
    V *to = slice->planes + data[args[STEPS_DST] + i];
    for (int c = 0; c < args[STEPS_LENGTH]; c++, x += in_bits, to += bits) {
      const int32_t *thresholds = data + args[STEPS_THRESHOLDS] + (args[STEPS_ROWS] == 1 ? 0 : c * steps);
      for (int k = 0; k < bits; k++) count[k] = zeros();
      for (int step = 0; step < steps; step++) {
        int32_t threshold = thresholds[step];
        /* Codes are not below 0, nor above their planes. */
        if (threshold > 0 && (int64_t)threshold >> in_bits) break;
        V carry = ones();
        if (threshold > 0)
          for (int k = 0; k < in_bits; k++) carry = (threshold >> k) & 1 ? x[k] & carry : x[k] | carry;
        for (int k = 0; k < bits; k++) add2(&carry, &count[k], count[k], carry);
      }
      for (int k = 0; k < bits; k++) to[k] = count[k];
    }
  }
}
