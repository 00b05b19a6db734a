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
/* All planes' bits alike: `word` is 0 or -1, as wide as what is loaded and spread by one instruction. */
typedef int32_t Spread __attribute__((vector_size(VECTOR_BYTES), may_alias));
INLINE V splat(int32_t word) { return (V)((Spread){0} + word); }

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

/* A plane, or its complement in its place; compilers know which where all is inlined. */
typedef struct {
  V bits;
  int is_complement;
} Input;

/*
 * a + b + c of planes some of which are complements: the full adder of complements gives complements, and one input that
 * is unlike the others takes no more instructions than any other.
 */
INLINE void add_inputs(Input *carry, Input *sum, Input a, Input b, Input c) {
  /* Let a and b be alike. */
  if (a.is_complement != b.is_complement) {
    Input other = c;
    if (a.is_complement == c.is_complement) c = b, b = other;
    else c = a, a = other;
  }
  int sum_flips = c.is_complement, carry_flips = a.is_complement, is_like = a.is_complement == c.is_complement;
#if TERNARY
  /* The immediate complements for nothing. */
  *sum = (Input){sum_flips ? odd_not(a.bits, b.bits, c.bits) : odd(a.bits, b.bits, c.bits), 0};
  if (carry_flips) carry->bits = is_like ? LOGIC(a.bits, b.bits, c.bits, 0x17) : LOGIC(a.bits, b.bits, c.bits, 0x2b);
  else carry->bits = is_like ? majority(a.bits, b.bits, c.bits) : LOGIC(a.bits, b.bits, c.bits, 0xd4);
  carry->is_complement = 0;
#else
  V differ = a.bits ^ b.bits;
  *sum = (Input){differ ^ c.bits, sum_flips};
  *carry = (Input){(a.bits & b.bits) | (differ & (is_like ? c.bits : ~c.bits)), carry_flips};
#endif
}

INLINE V plain(Input x) { return x.is_complement ? ~x.bits : x.bits; }

#endif
