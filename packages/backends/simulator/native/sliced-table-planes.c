/*
 * Products of 8-bit inputs with signs in planes, where an instruction computes any function of three bits.
 *
 * Three inputs have eight signed sums, which all rows share and all windows that read the same three inputs: they are made
 * once, shortly before the first window reads them, where those lay that no window reads any more. A row adds one of them
 * for each group, nine at a time: eight adders that run from bit to bit at once, with their carries in registers. What is
 * subtracted is added as complement; thresholds make up for it, and for codes that count from the least number.
 */
#include "sliced-bytes.h"
#include "sliced-program.h"
#include "sliced-table.h"

#if HAS_BYTE_PLANES

/* Numbers that are added at a time, by threes. */
#define MOST_ADDED 9
/* Of an input's code, of a sum of three, and of a sum of all, which is below 2^16 · 2^16. */
#define MOST_CODE 16
#define MOST_BITS 32

/* Three elements, and where their sums go. */
typedef struct {
  int32_t elements[3];
  uint32_t slot;
} Triple;

typedef struct {
  /* Bits of an input's code, of a sum of three, and of a sum of all. */
  int code_bits, sum_bits, bits;
  /* Elements that are read, behind which lies a 0, and the code of it. */
  int elements, zero;
  /* Groups, and zeros that make them a multiple of three. */
  int groups;
  uint32_t slots;
  Triple *triples;
  /* Of each pixel, how many triples it and those before it read. */
  int32_t *needed;
  /* For each group of each pixel: where the sums of its triple lie, in bytes. */
  uint32_t *places;
  /* For each group of each row: which of the eight sums, in bytes. */
  uint32_t *terms;
  /* For each threshold of each row, the sum of codes that reaches it, inverted, as planes of 0 or -1. */
  int32_t *thresholds;
  int32_t codes_args[9];
} Table;

#define SUMS 8

/* ---- Sums of three ---- */

/* Sum number `pattern` of codes a, b and c: those whose bit is 0 are complements. */
INLINE void signed_sum(V *to, const V *a, const V *b, const V *c, int code_bits, const int pattern) {
  V left = zeros(), ripple = zeros();
  for (int k = 0; k < code_bits; k++) {
    Input carry, sum;
    add_inputs(&carry, &sum, (Input){a[k], !(pattern & 1)}, (Input){b[k], !(pattern & 2)}, (Input){c[k], !(pattern & 4)});
    add3(&ripple, &to[k], plain(sum), left, ripple);
    left = plain(carry);
  }
  add2(&to[code_bits + 1], &to[code_bits], left, ripple);
}

static void signed_sums(const Table *t, const Triple *triple, const V *codes, V *to) {
  const V *from[3];
  for (int k = 0; k < 3; k++) {
    int element = triple->elements[k];
    from[k] = codes + (size_t)(element < 0 ? t->elements : element) * t->code_bits;
  }
  UNROLL for (int pattern = 0; pattern < SUMS; pattern++)
    signed_sum(to + pattern * t->sum_bits, from[0], from[1], from[2], t->code_bits, pattern);
}

/* ---- Rows ---- */

/* The planes of nine sums, of which bit 0 lies at these addresses. Named, not an array: compilers keep names in registers. */
typedef struct {
  const V *n0, *n1, *n2, *n3, *n4, *n5, *n6, *n7, *n8;
} Numbers;

/* Where sums go: to a total, over which they may already lie, or into a comparison alone. */
enum { FIRST = 1, COMPARED = 2 };

/* One bit of all numbers, with what the last bit left, and their sum `t`. */
#define ADD3_AND_3(p, q, cp, cq, a, b, c) \
  add3(&cp, &p, a, b, cp);                \
  add3(&cq, &q, p, c, cq)
#define FINISH_BIT()                                              \
  do {                                                            \
    if (!(how & FIRST)) add3(&ct, &t, t, total[k], ct);           \
    if (how & COMPARED) reached = majority(t, splat(threshold[k]), reached); \
    else total[k] = t;                                            \
    k++;                                                          \
  } while (0)

/*
 * Adds 3 · `threes` numbers of `width` bits to a total of `bits`. COMPARED, what comes out is whether the sum reaches the
 * threshold, and the total keeps its old value. `threes` and `how` are constants where this is inlined.
 */
INLINE V add_numbers(const Numbers *from, int width, int bits, V *total, const int32_t *threshold, const int threes,
                     const int how) {
  V cp0 = zeros(), cq0 = cp0, cp1 = cp0, cq1 = cp0, cp2 = cp0, cq2 = cp0, cr = cp0, cs = cp0, ct = cp0;
  V p0, q0, p1 = cp0, q1 = cp0, p2 = cp0, q2 = cp0, t, reached = ones();
  int k = 0;
  /* Two bits a round, so that carries change places without being moved. */
  _Pragma("GCC unroll 2") while (k < width) {
    ADD3_AND_3(p0, q0, cp0, cq0, from->n0[k], from->n1[k], from->n2[k]);
    if (threes > 1) ADD3_AND_3(p1, q1, cp1, cq1, from->n3[k], from->n4[k], from->n5[k]);
    if (threes > 2) ADD3_AND_3(p2, q2, cp2, cq2, from->n6[k], from->n7[k], from->n8[k]);
    t = q0;
    if (threes > 1) add3(&cr, &t, t, q1, cr);
    if (threes > 2) add3(&cs, &t, t, q2, cs);
    FINISH_BIT();
  }
  /* Beyond the numbers there are carries, of one level less at each bit. */
  add2(&cq0, &q0, cp0, cq0);
  add2(&cq1, &q1, cp1, cq1);
  add2(&cq2, &q2, cp2, cq2);
  t = q0;
  if (threes > 1) add3(&cr, &t, t, q1, cr);
  if (threes > 2) add3(&cs, &t, t, q2, cs);
  FINISH_BIT();
  t = cq0;
  if (threes > 1) add3(&cr, &t, t, cq1, cr);
  if (threes > 2) add3(&cs, &t, t, cq2, cs);
  FINISH_BIT();
  if (threes > 1) {
    t = cr;
    if (threes > 2) add2(&cs, &t, t, cs);
    if (k < bits) FINISH_BIT();
    t = threes > 2 ? cs : zeros();
  } else t = zeros();
  while (k < bits) {
    FINISH_BIT();
    t = zeros();
  }
  return reached;
}
#undef ADD3_AND_3
#undef FINISH_BIT

INLINE V add_some(const Numbers *from, const Table *t, V *total, const int32_t *threshold, int threes, const int how) {
  if (threes == 3) return add_numbers(from, t->sum_bits, t->bits, total, threshold, 3, how);
  if (threes == 2) return add_numbers(from, t->sum_bits, t->bits, total, threshold, 2, how);
  return add_numbers(from, t->sum_bits, t->bits, total, threshold, 1, how);
}

INLINE V compare(const V *total, int bits, const int32_t *threshold) {
  V reached = ones();
  for (int k = 0; k < bits; k++) reached = majority(total[k], splat(threshold[k]), reached);
  return reached;
}

/* All rows of one pixel. */
static void table_pixel(const Table *t, const int32_t *args, const char *sums, const uint32_t *places, V *to) {
  int groups = t->groups, steps = args[TABLE_STEPS], out_bits = args[TABLE_OUT_BITS];
  int is_one = groups <= MOST_ADDED && steps == 1;
  const uint32_t *terms = t->terms;
  const int32_t *threshold = t->thresholds;
  for (int row = 0; row < args[TABLE_ROWS]; row++, terms += groups, to += out_bits) {
    V total[MOST_BITS], reached = zeros();
    for (int first = 0; first < groups; first += MOST_ADDED) {
      int threes = groups - first < MOST_ADDED ? (groups - first) / 3 : MOST_ADDED / 3;
#define NUMBER(i) (const V *)(sums + (3 * threes > (i) ? places[first + (i)] + terms[first + (i)] : 0))
      Numbers from = {NUMBER(0), NUMBER(1), NUMBER(2), NUMBER(3), NUMBER(4), NUMBER(5), NUMBER(6), NUMBER(7), NUMBER(8)};
#undef NUMBER
      if (is_one) reached = add_some(&from, t, total, threshold, threes, FIRST | COMPARED);
      else if (first == 0) add_some(&from, t, total, threshold, threes, FIRST);
      else add_some(&from, t, total, threshold, threes, 0);
    }
    if (is_one) {
      to[0] = reached;
      for (int k = 1; k < out_bits; k++) to[k] = zeros();
      threshold += t->bits;
      continue;
    }
    for (int k = 0; k < out_bits; k++) to[k] = zeros();
    for (int step = 0; step < steps; step++, threshold += t->bits) {
      V carry = compare(total, t->bits, threshold);
      for (int k = 0; k < out_bits; k++) add2(&carry, &to[k], to[k], carry);
    }
  }
}

static void run_table_planes(const Instruction *instruction, const Slice *slice) {
  const int32_t *args = instruction->args, *data = slice->data;
  const Table *t = instruction->prepared;
  V *codes = (V *)slice->scratch;
  V *sums = codes + (size_t)(t->elements + 1) * t->code_bits;
  Slice inner = *slice;
  inner.planes = codes;
  instruction->input->run(instruction->input, &inner);
  for (int k = 0; k < t->code_bits; k++) codes[(size_t)t->elements * t->code_bits + k] = splat(-((t->zero >> k) & 1));
  size_t slot = (size_t)SUMS * t->sum_bits;
  /* Zeros that fill groups. */
  for (int k = 0; k < t->sum_bits; k++) sums[t->slots * slot + k] = zeros();
  int done = 0;
  for (int q = 0; q < args[TABLE_PIXELS]; q++) {
    for (; done < t->needed[q]; done++) signed_sums(t, &t->triples[done], codes, sums + t->triples[done].slot * slot);
    table_pixel(t, args, (const char *)sums, t->places + (size_t)q * t->groups, slice->planes + data[args[TABLE_DST] + q]);
  }
}

/* ---- Preparation ---- */

static int bits_of(int64_t most) {
  int bits = 0;
  while (most >> bits) bits++;
  return bits;
}

/* The least and the greatest number that an element may be, 0 among them. */
static void range_of(int kind, const int32_t *map, int32_t *low, int32_t *high) {
  *low = !map && kind == KIND_INT8 ? -128 : 0;
  *high = map ? 0 : kind == KIND_INT8 ? 127 : 255;
  for (int byte = 0; map && byte < 256; byte++) {
    if (map[byte] < *low) *low = map[byte];
    if (map[byte] > *high) *high = map[byte];
  }
}

/*
 * Gives each triple a slot from the first pixel that reads it to the last. `first` and `last` have room for all triples,
 * `free` for as many slots.
 */
static void assign_slots(Table *t, const int32_t *args, const int32_t *data, int32_t *last, int32_t *slot, int32_t *free) {
  int groups = args[TABLE_GROUPS], pixels = args[TABLE_PIXELS], made = 0, free_count = 0;
  const int32_t *windows = data + args[TABLE_WINDOWS];
  for (int i = 0; i < args[TABLE_TRIPLES]; i++) slot[i] = -1;
  for (int i = 0; i < pixels * groups; i++) last[windows[i]] = i / groups;
  for (int q = 0; q < pixels; q++, windows += groups) {
    for (int g = 0; g < groups; g++) {
      int triple = windows[g];
      if (slot[triple] < 0) {
        slot[triple] = free_count ? free[--free_count] : (int32_t)t->slots++;
        Triple *next = &t->triples[made++];
        memcpy(next->elements, data + args[TABLE_TRIPLES_PTR] + 3 * triple, sizeof next->elements);
        next->slot = (uint32_t)slot[triple];
      }
      t->places[(size_t)q * t->groups + g] = (uint32_t)slot[triple];
    }
    t->needed[q] = made;
    for (int g = 0; g < groups; g++) {
      int triple = windows[g];
      /* Only once, though a window may read it several times. */
      if (last[triple] != q) continue;
      free[free_count++] = slot[triple];
      last[triple] = -1;
    }
  }
  /* Slots to bytes; behind the last lie zeros. */
  uint32_t bytes = SUMS * t->sum_bits * VECTOR_BYTES;
  for (int q = 0; q < pixels; q++)
    for (int g = 0; g < t->groups; g++)
      t->places[(size_t)q * t->groups + g] = (g < groups ? t->places[(size_t)q * t->groups + g] : t->slots) * bytes;
}

/* Which sums a row adds, and from where on they reach its thresholds. */
static void write_rows(Table *t, const int32_t *args, const int32_t *data, int32_t low) {
  int groups = args[TABLE_GROUPS], steps = args[TABLE_STEPS];
  int32_t *to = t->thresholds;
  for (int row = 0; row < args[TABLE_ROWS]; row++) {
    int64_t difference = 0;
    for (int g = 0; g < t->groups; g++) {
      int pattern = g < groups ? data[args[TABLE_PATTERNS] + row * groups + g] & (SUMS - 1) : 0;
      t->terms[row * t->groups + g] = (uint32_t)(pattern * t->sum_bits * VECTOR_BYTES);
      /* A code is so much more than its number, a complement than its number's opposite. */
      for (int i = 0; g < groups && i < 3; i++) difference += (pattern >> i) & 1 ? -low : ((1 << t->code_bits) - 1) + low;
    }
    for (int step = 0; step < steps; step++) {
      int64_t most = ((int64_t)1 << t->bits) - 1;
      int64_t least = data[args[TABLE_THRESHOLDS] + row * steps + step] + difference;
      least = least < 0 ? 0 : least > most ? most : least;
      for (int k = 0; k < t->bits; k++) *to++ = -(int32_t)(~least >> k & 1);
    }
  }
}

static void prepare_input(Instruction *instruction, Table *t, const int32_t *data, int32_t low, Preparation *preparation) {
  const int32_t *args = instruction->args;
  int32_t codes[] = {args[TABLE_INPUT], args[TABLE_KIND], 1,   t->elements,     0, t->elements * t->code_bits,
                     t->code_bits,      low,              args[TABLE_MAP]};
  memcpy(t->codes_args, codes, sizeof codes);
  Instruction *input = allocate(preparation, sizeof(Instruction));
  if (!input) return;
  instruction->input = input;
  input->args = t->codes_args;
  prepare_codes(input, data, preparation);
}

void prepare_table(Instruction *instruction, const int32_t *data, Preparation *preparation) {
  const int32_t *args = instruction->args;
  int32_t low, high;
  range_of(args[TABLE_KIND], args[TABLE_MAP] < 0 ? NULL : data + args[TABLE_MAP], &low, &high);
  int groups = (args[TABLE_GROUPS] + 2) / 3 * 3, pixels = args[TABLE_PIXELS], rows = args[TABLE_ROWS];
  int code_bits = bits_of(high - low), triples = args[TABLE_TRIPLES];
  /* A sum that all codes reach, and one that none does. */
  int bits = bits_of((int64_t)groups * 3 * ((1 << code_bits) - 1) + 1);
  if (bits < code_bits + 4) bits = code_bits + 4;
  size_t windows = (size_t)pixels * groups, terms = (size_t)rows * groups;
  size_t thresholds = (size_t)rows * args[TABLE_STEPS] * bits;
  Table *t = allocate(preparation, sizeof(Table) + sizeof(Triple) * triples +
                                       sizeof(int32_t) * (pixels + windows + terms + thresholds));
  int32_t *room = allocate(preparation, sizeof(int32_t) * 3 * (triples + 1));
  instruction->prepared = t;
  if (t && room) {
    t->code_bits = code_bits;
    t->sum_bits = code_bits + 2;
    t->bits = bits;
    t->zero = -low;
    t->groups = groups;
    t->triples = (Triple *)(t + 1);
    t->needed = (int32_t *)(t->triples + triples);
    t->places = (uint32_t *)(t->needed + pixels);
    t->terms = t->places + windows;
    t->thresholds = (int32_t *)(t->terms + terms);
    for (int i = 0; i < 3 * triples; i++)
      if (data[args[TABLE_TRIPLES_PTR] + i] >= t->elements) t->elements = data[args[TABLE_TRIPLES_PTR] + i] + 1;
    assign_slots(t, args, data, room, room + triples + 1, room + 2 * (triples + 1));
    write_rows(t, args, data, low);
    prepare_input(instruction, t, data, low, preparation);
    size_t planes = (size_t)(t->elements + 1) * code_bits + ((size_t)t->slots * SUMS + 1) * t->sum_bits;
    if (sizeof(V) * planes > preparation->scratch) preparation->scratch = sizeof(V) * planes;
    instruction->run = run_table_planes;
  }
  release(room);
}

#endif
