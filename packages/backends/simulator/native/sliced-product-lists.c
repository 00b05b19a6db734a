/* Products: from the lists of a program to those that kernels read. */
#include "sliced-product.h"

/* Of a class in the program: `[number, plus, minus]`, both multiples of 4. */
typedef struct {
  int number, plus, minus;
} Class;

static Class class_at(const int32_t *lists, int n) {
  return (Class){lists[3 * n], lists[3 * n + 1], lists[3 * n + 2]};
}

static int bits_of(int64_t most) {
  int bits = 0;
  while (most >> bits) bits++;
  return bits;
}

static int most_of(int a, int b) { return a > b ? a : b; }
static int least_of(int a, int b) { return a < b ? a : b; }

/* ---- Widths ---- */

/* Complements count 1 for each 0: by so much a class's count is too great, and never below 0. */
static int64_t bias_of(Class class, int in_bits) { return (int64_t)class.minus * ((1 << in_bits) - 1); }

static int width_of_class(Class class, int in_bits) {
  return bits_of((int64_t)(class.plus + class.minus) * ((1 << in_bits) - 1));
}

/* Bits in which all classes of a list can be counted: the trees leave no fewer than `LEAST_WIDTH` to any plane. */
static int width_of(const int32_t *lists, int in_bits) {
  int width = LEAST_WIDTH + in_bits - 1;
  for (int n = 0; n < CLASSES; n++) width = most_of(width, width_of_class(class_at(lists, n), in_bits));
  return width;
}

/* ---- Parts ---- */

/* Planes that one segment counts at most of either sign, so that a counter holds them. */
#define MOST_SEGMENT ((1 << COUNTER_BITS) / 2 - 16)

static int segments_of(Class class) {
  return most_of(1, (most_of(class.plus, class.minus) + MOST_SEGMENT - 1) / MOST_SEGMENT);
}

/* About how many cycles a part takes: the shorter a tree, the more of it is the ripple at its end. */
static int cost_of(int planes) {
  static const int tails[] = {0, 12, 17, 27};
  return planes / 16 * 28 + (planes % 16 ? tails[planes % 16 / 4] + 4 : 0);
}

/* How many planes of either sign are best counted in mixed trees: a multiple of 4, and of 8 but for one tree. */
static int mixed_length(int plus, int minus) {
  int best = 0, least = cost_of(plus) + cost_of(minus);
  for (int each = 4; each <= least_of(plus, minus); each += 4) {
    int cost = cost_of(2 * each) + cost_of(plus - each) + cost_of(minus - each);
    if (cost <= least) {
      least = cost;
      best = each;
    }
  }
  return best;
}

typedef struct {
  Segment *segments;
  uint32_t *offsets;
  int32_t shift_base;
} Writer;

static void write_offsets(Writer *to, const int32_t *entries, int count) {
  for (int i = 0; i < count; i++) *to->offsets++ = (uint32_t)(entries[i] - to->shift_base) * VECTOR_BYTES;
}

static void set_part(Segment *segment, int sign, int length) {
  segment->sixteens[sign] = (uint16_t)(length / 16);
  segment->fours[sign] = (uint8_t)(length % 16 / 4);
}

static void write_segment(Writer *to, Class class, const int32_t *added, const int32_t *subtracted, int is_last) {
  Segment segment = {.number = (uint8_t)class.number, .is_last = (uint8_t)is_last};
  int each = mixed_length(class.plus, class.minus);
  set_part(&segment, MIXED, 2 * each);
  for (int done = 0; done < each; done += 8) {
    int half = least_of(8, each - done);
    write_offsets(to, added + done, half);
    write_offsets(to, subtracted + done, half);
  }
  set_part(&segment, SUBTRACTED, class.minus - each);
  write_offsets(to, subtracted + each, class.minus - each);
  set_part(&segment, ADDED, class.plus - each);
  write_offsets(to, added + each, class.plus - each);
  *to->segments++ = segment;
}

static void write_class(Writer *to, Class class, const int32_t *entries) {
  int count = segments_of(class);
  for (int i = 0; i < count; i++) {
    int done = i * MOST_SEGMENT;
    Class part = {class.number, most_of(0, least_of(class.plus - done, MOST_SEGMENT)),
                  most_of(0, least_of(class.minus - done, MOST_SEGMENT))};
    write_segment(to, part, entries + done, entries + class.plus + done, i == count - 1);
  }
}

/* ---- All of it ---- */

/* Of one product: how much there is of everything. */
typedef struct {
  int blocks, planes, in_bits, acc_bits;
  size_t segments, offsets;
  int32_t shift_base;
  int widest;
} Extent;

static void extend(Extent *extent, const int32_t *entries, int count) {
  for (int i = 0; i < count; i++) extent->shift_base = least_of(extent->shift_base, entries[i]);
  extent->offsets += count;
}

static Extent extent_of(const int32_t *args, const int32_t *data) {
  Extent extent = {
      .blocks = (args[ROW_COUNT] + ROWS - 1) / ROWS, .planes = args[WEIGHT_PLANES], .in_bits = args[IN_BITS]};
  for (int i = 0; i < extent.blocks * extent.planes; i++) {
    const int32_t *lists = data + data[args[STARTS] + i], *entries = lists + 3 * CLASSES;
    for (int n = 0; n < CLASSES; n++) {
      Class class = class_at(lists, n);
      extend(&extent, entries, class.plus + class.minus);
      entries += class.plus + class.minus;
      extent.segments += segments_of(class);
    }
    extent.widest = most_of(extent.widest, width_of(lists, extent.in_bits));
  }
  if (args[SHARED] >= 0) {
    Class shared = {0, data[args[SHARED]], 0};
    extend(&extent, data + args[SHARED] + 1, shared.plus);
    extent.segments += segments_of(shared);
  }
  extent.acc_bits = most_of(args[ACC_BITS], extent.widest + 2);
  return extent;
}

/* What the accumulators of a block begin with, less what counts are too great by. */
static void write_initial(int32_t *initial, const Lists *lists, int block, const int32_t *args, const int32_t *data) {
  int planes = args[WEIGHT_PLANES];
  for (int row = 0; row < ROWS; row++) {
    int number = block * ROWS + row;
    int64_t first = number < args[ROW_COUNT] ? data[args[INITIAL] + number] : 0;
    for (int j = 0; j < planes; j++) {
      for (int n = 0; n < CLASSES; n++) {
        Class class = class_at(data + data[args[STARTS] + block * planes + j], n);
        int is_negative = row > 0 && (class.number >> (row - 1)) & 1;
        int64_t bias = bias_of(class, args[IN_BITS]) * ((int64_t)1 << data[args[SHIFTS] + j]);
        first -= is_negative ? -bias : bias;
      }
    }
    /* In fewer bits than the program's: beyond what counts can reach, an initial value decides alone, whatever it is. */
    int64_t beyond = (int64_t)1 << (lists->width + 3);
    int is_cut = lists->acc_bits < args[ACC_BITS];
    if (is_cut && first < -beyond) first = -beyond;
    if (is_cut && first >= beyond) first = beyond - 1;
    for (int k = 0; k < lists->acc_bits; k++) initial[k * ROWS + row] = -(int32_t)((first >> k) & 1);
  }
}

/* A sign needs the sums of eight classes, and values that decide alone, in so many bits. */
static int sign_bits(int acc_bits, int width) { return most_of(width + 2, least_of(acc_bits, width + 5)); }

static void write_thresholds(int32_t *to, const int32_t *thresholds, int count, int bits) {
  for (int i = 0; i < count; i++)
    for (int k = 0; k < bits; k++) *to++ = -(int32_t)(((k < bits - 1 ? ~thresholds[i] : thresholds[i]) >> least_of(k, 31)) & 1);
}

static void write_shared(Product *p, Writer *to, int in_bits, const int32_t *list) {
  Class shared = {0, list[0] & ~3, 0};
  p->shared = (Lists){.segments = to->segments, .offsets = to->offsets};
  write_class(to, shared, list + 1);
  p->shared_rest = to->offsets;
  p->shared_rest_count = list[0] & 3;
  write_offsets(to, list + 1 + shared.plus, p->shared_rest_count);
  p->shared_width = most_of(bits_of((int64_t)list[0] * ((1 << in_bits) - 1)), LEAST_WIDTH + in_bits - 1);
}

Product *prepare_lists(const int32_t *args, const int32_t *data, Preparation *preparation) {
  Extent extent = extent_of(args, data);
  int planes = extent.planes, count = extent.blocks * planes;
  size_t initials = (size_t)extent.blocks * extent.acc_bits * ROWS;
  int threshold_count = args[MODE] == MODE_STEPS ? args[ROW_COUNT] * args[STEPS] : 0;
  Product *p = allocate(preparation, sizeof(Product) + sizeof(Lists) * count + sizeof(Segment) * extent.segments +
                                         sizeof(int32_t) * (initials + extent.offsets +
                                                            (size_t)threshold_count * extent.acc_bits));
  if (!p) return NULL;
  p->blocks = extent.blocks;
  p->shift_base = extent.shift_base;
  p->is_single = planes == 1 && args[SHARED] < 0 && data[args[SHIFTS]] == 0 && extent.widest <= COUNTER_BITS;
  p->lists = (Lists *)(p + 1);
  Writer to = {(Segment *)(p->lists + count), NULL, extent.shift_base};
  int32_t *initial = (int32_t *)(to.segments + extent.segments);
  to.offsets = (uint32_t *)(initial + initials);
  for (int i = 0; i < count; i++) {
    const int32_t *lists = data + data[args[STARTS] + i], *entries = lists + 3 * CLASSES;
    int width = width_of(lists, extent.in_bits);
    int acc_bits = !p->is_single ? args[ACC_BITS]
                   : args[MODE] == MODE_SIGN ? sign_bits(args[ACC_BITS], width)
                                             : extent.acc_bits;
    p->lists[i] = (Lists){to.segments, to.offsets, width, acc_bits, initial + (size_t)(i / planes) * extent.acc_bits * ROWS};
    for (int n = 0; n < CLASSES; n++) {
      Class class = class_at(lists, n);
      write_class(&to, class, entries);
      entries += class.plus + class.minus;
    }
  }
  for (int block = 0; block < extent.blocks; block++)
    write_initial(initial + (size_t)block * extent.acc_bits * ROWS, p->lists + block * planes, block, args, data);
  p->thresholds = (int32_t *)(initial + initials) + extent.offsets;
  write_thresholds((int32_t *)p->thresholds, data + args[THRESHOLDS], threshold_count, extent.acc_bits);
  if (args[SHARED] >= 0) write_shared(p, &to, extent.in_bits, data + args[SHARED]);
  return p;
}
