/*
 * One vector holds one plane: one bit of one number for as many frames as the vector has bits. All arithmetic on planes is
 * logic, so that the widest registers serve whatever their lanes are.
 *
 * VECTOR_BYTES is given by who compiles: 64 with AVX-512, 32 with AVX2, 16 elsewhere. Vector extensions of GCC and Clang
 * make the rest portable; where one instruction does what they cannot say, it stands here, and nowhere else.
 */
#ifndef FINNC_SLICED_VECTOR_H
#define FINNC_SLICED_VECTOR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__AVX2__) || defined(__SSE2__)
#include <immintrin.h>
#endif

#ifndef VECTOR_BYTES
#define VECTOR_BYTES 16
#endif
#define VECTOR_WORDS (VECTOR_BYTES / 8)
/* Frames in a slice. */
#define FRAMES (VECTOR_BYTES * 8)
#if defined(__AVX512VL__) && VECTOR_BYTES >= 32
#define TERNARY 1
#else
#define TERNARY 0
#endif

typedef uint64_t V __attribute__((vector_size(VECTOR_BYTES), may_alias));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 32")
#define LIKELY_NOT(x) __builtin_expect(!!(x), 0)

/* Keeps a compiler from gathering what should happen one after the other, which would take more registers than there are. */
#if defined(__AVX512F__)
#define IN_ORDER(x) __asm__("" : "+v"(x))
#elif defined(__SSE2__)
#define IN_ORDER(x) __asm__("" : "+x"(x))
#elif defined(__aarch64__)
#define IN_ORDER(x) __asm__("" : "+w"(x))
#else
#define IN_ORDER(x) (void)(x)
#endif

INLINE V zeros(void) { return (V){0}; }
INLINE V ones(void) { return ~(V){0}; }
/* All planes' bits alike: `word` is 0 or -1. */
INLINE V splat(int32_t word) { return (V){0} + (uint64_t)(int64_t)word; }

#if TERNARY
/* Any function of three bits is one instruction: bit a<<2 | b<<1 | c of the immediate. */
#if VECTOR_BYTES == 64
#define LOGIC(a, b, c, table) ((V)_mm512_ternarylogic_epi64((__m512i)(a), (__m512i)(b), (__m512i)(c), table))
#else
#define LOGIC(a, b, c, table) ((V)_mm256_ternarylogic_epi64((__m256i)(a), (__m256i)(b), (__m256i)(c), table))
#endif
INLINE V odd(V a, V b, V c) { return LOGIC(a, b, c, 0x96); }
INLINE V majority(V a, V b, V c) { return LOGIC(a, b, c, 0xe8); }
/* Of a, not b, c. */
INLINE V odd_not(V a, V b, V c) { return LOGIC(a, b, c, 0x69); }
INLINE V majority_not(V a, V b, V c) { return LOGIC(a, b, c, 0xb2); }
#else
INLINE V odd(V a, V b, V c) { return a ^ b ^ c; }
INLINE V majority(V a, V b, V c) { return b ^ ((a ^ b) & (b ^ c)); }
INLINE V odd_not(V a, V b, V c) { return ~(a ^ b ^ c); }
INLINE V majority_not(V a, V b, V c) { return (a & c) | (~b & (a | c)); }
#endif

/* a + b + c as sum + 2 carry: the full adder that all counting consists of. Results may be the same variables as operands. */
INLINE void add3(V *carry, V *sum, V a, V b, V c) {
#if TERNARY
  *sum = odd(a, b, c);
  *carry = majority(a, b, c);
#else
  /* Five instructions: the carry shares a ^ b with the sum. */
  V differ = a ^ b;
  *sum = differ ^ c;
  *carry = (a & b) | (differ & c);
#endif
}

INLINE void add2(V *carry, V *sum, V a, V b) {
  V both = a & b;
  *sum = a ^ b;
  *carry = both;
}

#if TERNARY
/* The same of complements: not a + not b + not c, for inputs that are subtracted. */
INLINE void add3_complements(V *carry, V *sum, V a, V b, V c) {
  *sum = LOGIC(a, b, c, 0x69);
  *carry = LOGIC(a, b, c, 0x17);
}
/* not a + not b + c. */
INLINE void add3_two_complements(V *carry, V *sum, V a, V b, V c) {
  *sum = odd(a, b, c);
  *carry = LOGIC(a, b, c, 0x2b);
}
/* not a + b + c. */
INLINE void add3_one_complement(V *carry, V *sum, V a, V b, V c) {
  *sum = LOGIC(a, b, c, 0x69);
  *carry = LOGIC(a, b, c, 0x8e);
}
#endif

#endif
