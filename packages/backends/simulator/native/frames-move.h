/** Copies, borders, maxima of windows and the indices of the greatest. */
#ifndef FINNC_FRAMES_MOVE_H
#define FINNC_FRAMES_MOVE_H

#include "frames-map.h"

/** [runs, from space, from offset, to space, to offset, list of (from, to, bytes)] */
static const int32_t *run_copy(const struct memory *memory, const int32_t *args) {
  const uint8_t *from = memory->space[args[1]] + args[2];
  uint8_t *to = memory->space[args[3]] + args[4];
  const int32_t *run = memory->data + args[5];
  for (int i = 0; i < args[0]; i++, run += 3) memcpy(to + run[1], from + run[0], run[2]);
  return args + 6;
}

/** [runs, to space, to offset, list of (to, bytes, word that is repeated)] */
static const int32_t *run_fill(const struct memory *memory, const int32_t *args) {
  uint8_t *to = memory->space[args[1]] + args[2];
  const int32_t *run = memory->data + args[3];
  for (int i = 0; i < args[0]; i++, run += 3) {
    const uint32_t word = (uint32_t)run[2];
    if (word == (word & 255) * 0x01010101u) memset(to + run[0], (int)(word & 255), run[1]);
    else
      for (int at = 0; at < run[1]; at += 4) memcpy(to + run[0] + at, &word, 4);
  }
  return args + 4;
}

INLINE void greatest_bits(uint8_t *y, const uint8_t *x, int bytes) {
  int i = 0;
  for (; i + 8 <= bytes; i += 8) {
    uint64_t a, b;
    memcpy(&a, y + i, 8);
    memcpy(&b, x + i, 8);
    a |= b;
    memcpy(y + i, &a, 8);
  }
  for (; i < bytes; i++) y[i] |= x[i];
}

INLINE void greatest_bytes(uint8_t *restrict y, const uint8_t *restrict x, int bytes) {
  for (int i = 0; i < bytes; i++) y[i] = y[i] > x[i] ? y[i] : x[i];
}

INLINE void greatest_words(uint8_t *restrict y, const uint8_t *restrict x, int bytes) {
  for (int i = 0; i < bytes; i += 4) {
    int32_t a, b;
    memcpy(&a, y + i, 4);
    memcpy(&b, x + i, 4);
    a = a > b ? a : b;
    memcpy(y + i, &a, 4);
  }
}

/** [vectors, bytes of one, x space, x offset, x bases, taps, tap offsets, kind, y space, y offset, y bases]; 1 is the greater bit */
static const int32_t *run_max(const struct memory *memory, const int32_t *args) {
  const int bytes = args[1];
  const uint8_t *from = memory->space[args[2]] + args[3];
  const int32_t *bases = memory->data + args[4];
  const int32_t *taps = memory->data + args[6];
  uint8_t *to = memory->space[args[8]] + args[9];
  const int32_t *results = memory->data + args[10];
  for (int v = 0; v < args[0]; v++) {
    const uint8_t *x = from + bases[v];
    uint8_t *y = to + results[v];
    memcpy(y, x + taps[0], bytes);
    for (int t = 1; t < args[5]; t++) {
      if (args[7] == BITS) greatest_bits(y, x + taps[t], bytes);
      else if (args[7] == BYTES) greatest_bytes(y, x + taps[t], bytes);
      else greatest_words(y, x + taps[t], bytes);
    }
  }
  return args + 11;
}

INLINE int32_t element(const uint8_t *vector, int kind, int i) {
  int32_t value;
  if (kind == BYTES) return vector[i];
  memcpy(&value, vector + 4 * i, 4);
  return value;
}

/** [vectors, length, x space, x offset, x bases, kind, k, y space, y offset, y bases, y kind]; of equal ones the first is the greater */
static const int32_t *run_top(const struct memory *memory, const int32_t *args) {
  const int length = args[1], kind = args[5];
  for (int v = 0; v < args[0]; v++) {
    const uint8_t *x = memory->space[args[2]] + args[3] + memory->data[args[4] + v];
    uint8_t *y = memory->space[args[7]] + args[8] + memory->data[args[9] + v];
    int32_t before = INT32_MAX;
    int last = -1;
    for (int k = 0; k < args[6]; k++) {
      int best = -1;
      int32_t most = 0;
      for (int i = 0; i < length; i++) {
        const int32_t value = element(x, kind, i);
        const int is_later = value < before || (value == before && i > last);
        if (is_later && (best < 0 || value > most)) {
          best = i;
          most = value;
        }
      }
      if (args[10] == BYTES) y[k] = (uint8_t)best;
      else memcpy(y + 4 * k, &(int32_t){best}, 4);
      before = most;
      last = best;
    }
  }
  return args + 11;
}

#endif
