/* What is not written with intrinsics is left to the compiler's own vectors, which gcc makes at this level only. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

#include "frames.h"

#include <stdlib.h>

#include "frames-depthwise.h"
#include "frames-move.h"
#include "frames-product.h"

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

enum { COPY = 1, FILL, MAP, ADD, MAX, PRODUCT, DEPTHWISE, TOP };

struct frame_program {
  struct memory memory;
  int32_t *code, *end, *frame;
  /** Of spaces, bytes of a frame; 0 for the arena. */
  int32_t step[MOST_SPACES];
  int32_t spaces;
  void *allocated[3];
};

static void run_code(const struct memory *memory, const int32_t *code, const int32_t *end) {
  while (code < end) {
    const int32_t *args = code + 1;
    switch (*code) {
      case COPY: code = run_copy(memory, args); break;
      case FILL: code = run_fill(memory, args); break;
      case MAP: code = run_map(memory, args); break;
      case ADD: code = run_add(memory, args); break;
      case MAX: code = run_max(memory, args); break;
      case PRODUCT: code = run_product(memory, args); break;
      case DEPTHWISE: code = run_depthwise(memory, args); break;
      case TOP: code = run_top(memory, args); break;
      default: return;
    }
  }
}

static void *zeros(size_t bytes) {
  const size_t whole = (bytes + FRAME_SLACK + 63) & ~(size_t)63;
  void *memory = aligned_alloc(64, whole);
  if (memory) memset(memory, 0, whole);
  return memory;
}

EXPORT struct frame_program *finnc_frames_load(const int32_t *code, int32_t code_words, int32_t start, const int32_t *data,
                                        int32_t data_words, double arena_bytes, const int32_t *bytes, int32_t spaces) {
  struct frame_program *program = calloc(1, sizeof *program);
  if (!program || spaces + 1 > MOST_SPACES) {
    free(program);
    return 0;
  }
  int32_t *own_code = program->allocated[0] = zeros(4 * (size_t)code_words);
  int32_t *own_data = program->allocated[1] = zeros(4 * (size_t)data_words);
  uint8_t *arena = program->allocated[2] = zeros((size_t)arena_bytes);
  if (!own_code || !own_data || !arena) {
    finnc_frames_free(program);
    return 0;
  }
  memcpy(own_code, code, 4 * (size_t)code_words);
  memcpy(own_data, data, 4 * (size_t)data_words);
  program->code = own_code;
  program->frame = own_code + start;
  program->end = own_code + code_words;
  program->memory.data = own_data;
  program->memory.space[0] = arena;
  program->spaces = spaces + 1;
  for (int i = 0; i < spaces; i++) program->step[i + 1] = bytes[i];
  run_code(&program->memory, program->code, program->frame);
  return program;
}

EXPORT void finnc_frames_bind(struct frame_program *program, int32_t space, void *memory) {
  program->memory.space[space] = memory;
}

EXPORT void finnc_frames_run(struct frame_program *program, int32_t frames) {
  struct memory memory = program->memory;
  for (int32_t frame = 0; frame < frames; frame++) {
    run_code(&memory, program->frame, program->end);
    for (int i = 1; i < program->spaces; i++) memory.space[i] += program->step[i];
  }
}

EXPORT void finnc_frames_step(uint64_t program) {
  const struct frame_program *own = (const struct frame_program *)(uintptr_t)program;
  run_code(&own->memory, own->frame, own->end);
}

EXPORT void finnc_frames_free(struct frame_program *program) {
  if (!program) return;
  for (int i = 0; i < 3; i++) free(program->allocated[i]);
  free(program);
}
