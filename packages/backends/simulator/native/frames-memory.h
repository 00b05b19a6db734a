/** What instructions address. */
#ifndef FINNC_FRAMES_MEMORY_H
#define FINNC_FRAMES_MEMORY_H

#include <stdint.h>

enum { MOST_SPACES = 64 };

struct memory {
  const int32_t *data;
  /** The arena, then inputs, then outputs. */
  uint8_t *space[MOST_SPACES];
};

#endif
