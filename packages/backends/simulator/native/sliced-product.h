/*
 * A product as its kernels read it: the lists of the program with offsets in bytes, cut into parts as long as the adder
 * trees are, and what its accumulators begin with, as planes.
 */
#ifndef FINNC_SLICED_PRODUCT_H
#define FINNC_SLICED_PRODUCT_H

#include "sliced-program.h"

#define ROWS 4
#define CLASSES 8
/* Planes of the widest numbers: those of the program's accumulators, and of sums of eight classes. */
#define MOST_BITS 40
/* Bits of a class's count: the fewest that the trees count in, and the most of one counter. */
#define LEAST_WIDTH 5
#define COUNTER_BITS 12

enum { MODE_SIGN, MODE_STEPS, MODE_VALUE };
enum {
  PIXELS, BASES, IN_BITS, ROW_COUNT, WEIGHT_PLANES, SHIFTS, STARTS, ACC_BITS, INITIAL, SHARED, SHARED_SHIFT, MODE, STEPS,
  THRESHOLDS, DST, OUT_BITS, CLASS_BITS, COMPLEMENTS
};

/* How the planes of a list count: one half each, those that are added first; as complements; as they are. */
enum { MIXED, SUBTRACTED, ADDED, SIGNS };

/* Planes of a class that follow in a list, sign after sign. */
typedef struct {
  uint16_t sixteens[SIGNS];
  uint8_t fours[SIGNS];
  uint8_t number;
  /* Of the class: one that is longer than a counter can count comes in several. */
  uint8_t is_last;
} Segment;

/* Lists of one block and weight plane. Offsets are bytes from the pixel's base. */
typedef struct {
  const Segment *segments;
  const uint32_t *offsets;
  /* Bits of a class's count, over all bits of an input, and of the block's accumulators. */
  int width, acc_bits;
  /* Values that accumulators begin with, as planes: `[acc_bits, rows]`, 0 or -1. Of the first weight plane. */
  const int32_t *initial;
} Lists;

typedef struct {
  int blocks;
  /* One plane of weights, and counts that one counter holds. */
  int is_single;
  /* Then thresholds as planes of 0 or -1, `[rows, steps, acc_bits]`: all bits inverted but the sign. */
  const int32_t *thresholds;
  /* Added to bases, so that no offset is below 0. */
  int32_t shift_base;
  /* `[blocks, weight planes]` */
  Lists *lists;
  /* Of one class, without the last entries that fill no four. */
  Lists shared;
  const uint32_t *shared_rest;
  int shared_rest_count;
  int shared_width;
} Product;

/* Null if there is no memory. */
Product *prepare_lists(const int32_t *args, const int32_t *data, Preparation *);

#endif
