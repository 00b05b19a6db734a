/** Products of each channel's window with that channel's filters, and sums of windows; lanes are channels. */
#ifndef FINNC_FRAMES_DEPTHWISE_H
#define FINNC_FRAMES_DEPTHWISE_H

#include "frames-strips.h"

struct depthwise {
  const uint8_t *x;
  const int32_t *bases;
  int taps;
  const int32_t *tap;
  int channels;
  int filters;
  const int16_t *weights;
  /** Columns of weights, a multiple of 32. */
  int columns;
};

enum { CHUNK = 32 };

/** 32 channels in 16 bits, which hold every sum. */
static void short_sums(const struct depthwise *d, const uint8_t *x, int column, int32_t *sums) {
  int16_t sum[CHUNK] = {0};
  for (int t = 0; t < d->taps; t++) {
    const uint8_t *from = x + d->tap[t] + column;
    const int16_t *weights = d->weights + t * d->columns + column;
    for (int i = 0; i < CHUNK; i++) sum[i] = (int16_t)(sum[i] + weights[i] * from[i]);
  }
  for (int i = 0; i < CHUNK; i++) sums[i] = sum[i];
}

/** 32 channels of bytes in 32 bits. */
static void long_sums(const struct depthwise *d, const uint8_t *x, int column, int32_t *sums) {
  int32_t sum[CHUNK] = {0};
  for (int t = 0; t < d->taps; t++) {
    const uint8_t *from = x + d->tap[t] + column;
    const int16_t *weights = d->weights + t * d->columns + column;
    for (int i = 0; i < CHUNK; i++) sum[i] += weights[i] * from[i];
  }
  memcpy(sums, sum, sizeof sum);
}

/** Columns of any kind and number of filters, one by one. */
static void plain_sums(const struct depthwise *d, const uint8_t *x, int kind, const int32_t *words, int column,
                       int32_t *sums) {
  const int all = d->channels * d->filters;
  for (int i = 0; i < CHUNK && column + i < all; i++) {
    const int channel = (column + i) / d->filters;
    uint32_t sum = 0;
    for (int t = 0; t < d->taps; t++) {
      int32_t value;
      if (kind == WORDS) memcpy(&value, x + d->tap[t] + 4 * channel, 4);
      else value = x[d->tap[t] + channel];
      const int at = t * d->columns + column + i;
      sum += (uint32_t)value * (uint32_t)(words ? words[at] : d->weights[at]);
    }
    sums[i] = (int32_t)sum;
  }
}

/** How sums are made. */
enum { SHORT_SUMS, LONG_SUMS, PLAIN_BYTES, PLAIN_WORDS };

static const int32_t *run_depthwise(const struct memory *memory, const int32_t *args) {
  const int vectors = args[0];
  const struct depthwise d = {
      .x = memory->space[args[1]] + args[2],
      .bases = memory->data + args[3],
      .taps = args[4],
      .tap = memory->data + args[5],
      .channels = args[6],
      .filters = args[7],
      .columns = args[9],
      .weights = (const int16_t *)(memory->data + args[10]),
  };
  const int way = args[8];
  const int rows = d.channels * d.filters;
  const struct activation act = activation_of(memory, args + 12, rows);
  const int32_t *end = args + 12 + ACTIVATION_ARGS;
  if (runs_strips(memory, args, &act)) return end;
  int32_t sums[CHUNK] __attribute__((aligned(64)));
  for (int column = 0; column < rows; column += CHUNK) {
    const int blocks = rows - column > 16 ? 2 : 1;
    for (int v = 0; v < vectors; v++) {
      const uint8_t *x = d.x + d.bases[v];
      if (way == SHORT_SUMS) short_sums(&d, x, column, sums);
      else if (way == LONG_SUMS) long_sums(&d, x, column, sums);
      else plain_sums(&d, x, way == PLAIN_WORDS ? WORDS : BYTES, way == PLAIN_WORDS ? memory->data + args[10] : 0, column, sums);
      activate(&act, v, 1, column >> 4, blocks, sums, CHUNK);
    }
  }
  return end;
}

#endif
