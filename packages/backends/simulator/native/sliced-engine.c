/* Programs: loading, running slice by slice, and giving back. What `src/node/native/library.ts` calls. */
#include <stdlib.h>

#include "sliced-program.h"

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

typedef struct {
  V *planes;
  uint8_t *scratch;
  int32_t *words;
  int32_t *code, *data, *input_lengths, *output_lengths;
  Instruction *instructions;
  int count;
} Program;

/* Rows of an image lie in one page of 2 MB, where the system can. */
#define ALIGNMENT 4096

void *allocate(Preparation *preparation, size_t bytes) {
  char *whole = malloc(bytes + ALIGNMENT + sizeof(void *));
  if (!whole) {
    preparation->failed = 1;
    return NULL;
  }
  char *aligned = whole + sizeof(void *);
  aligned += -(uintptr_t)aligned & (ALIGNMENT - 1);
  ((void **)aligned)[-1] = whole;
  memset(aligned, 0, bytes);
  return aligned;
}

void release(void *aligned) {
  if (aligned) free(((void **)aligned)[-1]);
}

EXPORT int32_t finnc_sliced_frames(void) { return FRAMES; }

EXPORT void finnc_sliced_close(Program *program) {
  if (!program) return;
  for (int i = 0; i < program->count; i++) {
    Instruction *instruction = &program->instructions[i];
    if (instruction->input) release(instruction->input->prepared);
    release(instruction->input);
    release(instruction->prepared);
  }
  release(program->instructions);
  release(program->planes);
  release(program->scratch);
  release(program->words);
  release(program);
}

static int prepare(Instruction *instruction, int opcode, const int32_t *data, Preparation *preparation) {
  static void (*const prepared[])(Instruction *, const int32_t *, Preparation *) = {
      [1] = prepare_pack, [2] = prepare_codes, [3] = prepare_table, [4] = prepare_product, [11] = NULL};
  static void (*const plain[])(const Instruction *, const Slice *) = {
      [5] = run_max,    [6] = run_copy,   [7] = run_add,     [8] = run_steps,
      [9] = run_argmax, [10] = run_store, [11] = run_invert,
  };
  if (opcode < 1 || opcode > 11) return 0;
  if (prepared[opcode]) prepared[opcode](instruction, data, preparation);
  else instruction->run = plain[opcode];
  return !preparation->failed;
}

/*
 * A program with its own copy of everything; null if there is not enough memory, or an instruction is unknown.
 * `lengths`: elements a frame of each input, then of each output.
 */
EXPORT Program *finnc_sliced_load(const int32_t *code, int32_t code_length, const int32_t *data, int32_t data_length,
                           int32_t planes, const int32_t *lengths, int32_t inputs, int32_t outputs) {
  Preparation preparation = {0, 0};
  Program *program = allocate(&preparation, sizeof(Program));
  if (!program) return NULL;
  program->words = allocate(&preparation, sizeof(int32_t) * ((size_t)code_length + data_length + inputs + outputs));
  program->instructions = allocate(&preparation, sizeof(Instruction) * (code_length / 2 + 1));
  program->planes = allocate(&preparation, sizeof(V) * (size_t)planes);
  if (preparation.failed) {
    finnc_sliced_close(program);
    return NULL;
  }
  program->planes[1] = ones();
  program->code = program->words;
  program->data = program->code + code_length;
  program->input_lengths = program->data + data_length;
  program->output_lengths = program->input_lengths + inputs;
  memcpy(program->code, code, sizeof(int32_t) * code_length);
  memcpy(program->data, data, sizeof(int32_t) * data_length);
  memcpy(program->input_lengths, lengths, sizeof(int32_t) * (inputs + outputs));
  for (int at = 0; at < code_length; at += 2 + program->code[at + 1]) {
    Instruction *instruction = &program->instructions[program->count++];
    instruction->args = program->code + at + 2;
    if (!prepare(instruction, program->code[at], program->data, &preparation)) {
      finnc_sliced_close(program);
      return NULL;
    }
  }
  program->scratch = allocate(&preparation, preparation.scratch + VECTOR_BYTES);
  if (preparation.failed) {
    finnc_sliced_close(program);
    return NULL;
  }
  return program;
}

EXPORT void finnc_sliced_run(Program *program, const void *const *inputs, int64_t frames, void *const *outputs) {
  Ahead ahead = {NULL, NULL};
  for (int64_t first = 0; first < frames; first += FRAMES) {
    int64_t left = frames - first;
    Slice slice = {
        .planes = program->planes,
        .data = program->data,
        .inputs = inputs,
        .outputs = outputs,
        .input_lengths = program->input_lengths,
        .output_lengths = program->output_lengths,
        .first = (size_t)first,
        .frames = left < FRAMES ? (int)left : FRAMES,
        .scratch = program->scratch,
        .next_frames = left < 2 * FRAMES ? (int)(left < FRAMES ? 0 : left - FRAMES) : FRAMES,
        .ahead = &ahead,
    };
    for (int i = 0; i < program->count; i++) program->instructions[i].run(&program->instructions[i], &slice);
  }
}
