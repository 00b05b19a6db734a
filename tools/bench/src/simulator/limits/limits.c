/*
 * What one core of this machine can do, for a given vector width: the roof that kernels are compared with.
 * Prints one JSON object: operations a second on whole vectors, and bytes a second read from each level of memory.
 * WIDTH is the bytes of a vector; the instructions are those that -m options allow.
 */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef uint64_t vector __attribute__((vector_size(WIDTH)));

/* An empty instruction that reads and writes the register: the compiler can neither drop nor merge what is before it. */
#if defined(__x86_64__)
#define KEEP(x) __asm__ volatile("" : "+v"(x))
#elif defined(__aarch64__)
#define KEEP(x) __asm__ volatile("" : "+w"(x))
#else
#define KEEP(x) __asm__ volatile("" : "+m"(x))
#endif

/* Chains that do not depend on each other: enough for four units with a latency of three cycles. */
#define CHAINS 12
#define EACH(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Operations a second of `BODY`, once a chain and turn: the best of some rounds, for a limit is what can be reached. */
#define RATE(BODY)                                                  \
  ({                                                                \
    double best = 0;                                                \
    for (int round = 0; round < 9; round++) {                       \
      const long turns = 2000000;                                   \
      const double start = seconds();                               \
      for (long turn = 0; turn < turns; turn++) { EACH(BODY) }      \
      const double rate = CHAINS * turns / (seconds() - start);     \
      if (rate > best) best = rate;                                 \
    }                                                               \
    best;                                                           \
  })

#define DECLARE(i) vector a##i = {i}; KEEP(a##i);
#define XOR(i) a##i ^= b; KEEP(a##i);

static double logic(void) {
  vector b = {1};
  KEEP(b);
  EACH(DECLARE)
  return RATE(XOR);
}

static double popcount(void) {
#if WIDTH == 64 && defined(__AVX512VPOPCNTDQ__)
#define COUNT(i) __asm__ volatile("vpopcntq %1, %0" : "=v"(a##i) : "v"(b));
  vector b = {1};
  EACH(DECLARE)
  return RATE(COUNT);
#elif defined(__x86_64__) && defined(__POPCNT__)
/* Words of 64 bits, given as vectors. */
#define COUNT(i) __asm__ volatile("popcntq %1, %0" : "=r"(c##i) : "r"(b));
#define DECLARE_WORD(i) uint64_t c##i;
  uint64_t b = 1;
  EACH(DECLARE_WORD)
  return RATE(COUNT) * 8 / WIDTH;
#else
  return 0;
#endif
}

/* Multiplications and additions of bytes: `perVector` of them an instruction. */
static double dot(void) {
#if WIDTH == 64 && defined(__AVX512VNNI__)
#define DOT(i) __asm__ volatile("vpdpbusd %1, %2, %0" : "+v"(a##i) : "v"(b), "v"(c));
  vector b = {1}, c = {1};
  EACH(DECLARE)
  return RATE(DOT) * WIDTH;
#elif WIDTH == 32 && defined(__AVX2__)
/* Without VNNI: products of bytes to pairs, then added. */
#define DOT(i) __asm__ volatile("vpmaddubsw %1, %2, %%ymm15\n vpaddw %%ymm15, %0, %0" : "+x"(a##i) : "x"(b), "x"(c) : "xmm15");
  vector b = {1}, c = {1};
  EACH(DECLARE)
  return RATE(DOT) * WIDTH;
#else
  return 0;
#endif
}

/* Bytes a second of reading a block over and over. */
static double readRate(size_t kilobytes) {
  const size_t vectors = (kilobytes << 10) / WIDTH / CHAINS * CHAINS;
  vector *data = aligned_alloc(4096, kilobytes << 10);
  if (!data) return 0;
  memset(data, 1, kilobytes << 10);
  EACH(DECLARE)
  double best = 0;
  const size_t turns = ((size_t)128 << 10) / kilobytes;
  for (int round = 0; round < 5; round++) {
    const double start = seconds();
    for (size_t turn = 0; turn < turns; turn++) {
      for (size_t i = 0; i < vectors; i += CHAINS) {
#define READ(k) a##k ^= data[i + k]; KEEP(a##k);
        EACH(READ)
      }
    }
    const double rate = (double)turns * vectors * WIDTH / (seconds() - start);
    if (rate > best) best = rate;
  }
  free(data);
  return best;
}

int main(void) {
  printf("{\"width\": %d, \"logic\": %.4g, \"popcount\": %.4g, \"dot\": %.4g, ", WIDTH, logic(), popcount(), dot());
  printf("\"l1\": %.4g, \"l2\": %.4g, \"l3\": %.4g}\n", readRate(16), readRate(512), readRate(8192));
  return 0;
}
