/*
 * Runs one program of the native engine in a process of its own, so that a machine of another kind can be emulated: the
 * program and its inputs come by standard input, the outputs go to standard output.
 *
 * Input, in little-endian 32-bit words: family (0 bit-sliced, 1 frames), frames, words of code, words of data, planes or first
 * word of the frame's code, kilobytes of memory, inputs, outputs; then elements and bytes a frame of each port; code; data;
 * and the bytes of the inputs.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void *finnc_sliced_load(const int32_t *, int32_t, const int32_t *, int32_t, int32_t, const int32_t *, int32_t, int32_t);
void finnc_sliced_run(void *, const void *const *, int64_t, void *const *);
void *finnc_frames_load(const int32_t *, int32_t, int32_t, const int32_t *, int32_t, double, const int32_t *, int32_t);
void finnc_frames_bind(void *, int32_t, void *);
void finnc_frames_run(void *, int32_t);

enum { FAMILY, FRAMES, CODE, DATA, PLANES_OR_START, KILOBYTES, INPUTS, OUTPUTS, HEADER };

static void *take(size_t bytes) {
  void *memory = calloc(bytes + 64, 1);
  if (!memory || fread(memory, 1, bytes, stdin) != bytes) exit(2);
  return memory;
}

int main(void) {
  int32_t *head = take(4 * HEADER);
  const int inputs = head[INPUTS], ports = inputs + head[OUTPUTS], frames = head[FRAMES];
  int32_t *lengths = take(4 * (size_t)ports), *bytes = take(4 * (size_t)ports);
  int32_t *code = take(4 * (size_t)head[CODE]), *data = take(4 * (size_t)head[DATA]);
  void *memory[64];
  if (ports > 64) return 2;
  for (int i = 0; i < ports; i++) {
    const size_t size = (size_t)bytes[i] * frames;
    memory[i] = i < inputs ? take(size) : calloc(size + 64, 1);
  }
  if (head[FAMILY] == 0) {
    void *program = finnc_sliced_load(code, head[CODE], data, head[DATA], head[PLANES_OR_START], lengths, inputs, head[OUTPUTS]);
    if (!program) return 3;
    finnc_sliced_run(program, (const void *const *)memory, frames, memory + inputs);
  } else {
    void *program = finnc_frames_load(code, head[CODE], head[PLANES_OR_START], data, head[DATA], 1024.0 * head[KILOBYTES], bytes, ports);
    if (!program) return 3;
    for (int i = 0; i < ports; i++) finnc_frames_bind(program, i + 1, memory[i]);
    finnc_frames_run(program, frames);
  }
  for (int i = inputs; i < ports; i++) fwrite(memory[i], 1, (size_t)bytes[i] * frames, stdout);
  return 0;
}
