/* A sliced program as `src/sliced/program.ts` defines it, and the memory it runs in. */
#ifndef FINNC_SLICED_PROGRAM_H
#define FINNC_SLICED_PROGRAM_H

#include "sliced-vector.h"

/* The next slice's input, as far as nobody has asked for it: from memory it takes as long as a good part of a small network. */
typedef struct {
  const char *from, *end;
} Ahead;

/* Lines of the cache that are asked for between two blocks of rows. */
#define LINES_AHEAD 32
#define LINE_BYTES 64

INLINE void fetch_ahead(Ahead *ahead) {
  for (int i = 0; i < LINES_AHEAD && ahead->from < ahead->end; i++, ahead->from += LINE_BYTES)
    __builtin_prefetch(ahead->from, 0, 2);
}

/* What instructions read and write while one slice of frames passes. */
typedef struct {
  V *planes;
  const int32_t *data;
  /* Arrays of ports, frame-major, and elements a frame in each. */
  const void *const *inputs;
  void *const *outputs;
  const int32_t *input_lengths;
  const int32_t *output_lengths;
  /* Number of the slice's first frame, and how many of it have data. */
  size_t first;
  int frames;
  /* For one instruction at a time. */
  uint8_t *scratch;
  /* Frames of the next slice, and what of their input is yet to be fetched. */
  int next_frames;
  Ahead *ahead;
} Slice;

/* An instruction as it was prepared for this vector width; `run` knows what `prepared` is. */
typedef struct Instruction Instruction;
struct Instruction {
  void (*run)(const Instruction *, const Slice *);
  const int32_t *args;
  /* Allocated by prepare, freed with the program; null if there is nothing to prepare. */
  void *prepared;
  /* The instruction that reads its input for it, freed likewise, or null. */
  Instruction *input;
};

/* Bytes of scratch an instruction needs at most, and 0 if all went well, else it is out of memory. */
typedef struct {
  size_t scratch;
  int failed;
} Preparation;

/* Memory for `prepared` where vectors may lie; null and `failed` if there is none. */
void *allocate(Preparation *, size_t bytes);
void release(void *);

void prepare_pack(Instruction *, const int32_t *data, Preparation *);
void prepare_codes(Instruction *, const int32_t *data, Preparation *);
void prepare_table(Instruction *, const int32_t *data, Preparation *);
void prepare_product(Instruction *, const int32_t *data, Preparation *);
void run_max(const Instruction *, const Slice *);
void run_copy(const Instruction *, const Slice *);
void run_add(const Instruction *, const Slice *);
void run_steps(const Instruction *, const Slice *);
void run_argmax(const Instruction *, const Slice *);
void run_store(const Instruction *, const Slice *);
void run_invert(const Instruction *, const Slice *);

enum { KIND_UINT8, KIND_INT8, KIND_INT32, KIND_FLOAT32 };

#endif
