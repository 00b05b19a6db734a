/**
 * Runs frame programs: one frame at a time, vectors of channels last. The format is that of src/frames/program.ts.
 *
 * Instructions address memory by a space (0 is the arena, then inputs, then outputs), an offset in bytes, and lists of
 * offsets, one a vector. Reading up to FRAME_SLACK bytes past a value of the arena is allowed, writing is not.
 */
#ifndef FINNC_FRAMES_H
#define FINNC_FRAMES_H

#include <stdint.h>

#define FRAME_SLACK 256

struct frame_program;

/**
 * Copies a program and gives it an arena; instructions before `start` are run once, here.
 * bytes[i] is the length of a frame of space i + 1. Returns 0 if there is no memory for it.
 */
struct frame_program *finnc_frames_load(const int32_t *code, int32_t code_words, int32_t start, const int32_t *data,
                                        int32_t data_words, double arena_bytes, const int32_t *bytes, int32_t spaces);
/** The memory of an input or output, numbered from 1: it must stay where it is until another is bound. */
void finnc_frames_bind(struct frame_program *program, int32_t space, void *memory);
/** As many frames as there are in the bound memory, one after the other. */
void finnc_frames_run(struct frame_program *program, int32_t frames);
/** One frame of the program at an address: a number is what costs a caller least. */
void finnc_frames_step(uint64_t program);
void finnc_frames_free(struct frame_program *program);

#endif
