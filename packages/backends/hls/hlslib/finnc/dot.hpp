// The inner product of one beat of activations with one word of weights.
#ifndef FINNC_DOT_HPP
#define FINNC_DOT_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <cstdint>

#include "element.hpp"

// FINNC_PLAIN compiles on the host what synthesis sees; the tests use it to check both forms.
#if !defined(__SYNTHESIS__) && !defined(FINNC_PLAIN)
#define FINNC_HOST 1
#else
#define FINNC_HOST 0
#endif

namespace finnc {

#if FINNC_HOST
/** Set bits of a word, without a library call per word (g++ has no popcount instruction to use by default). */
inline int popcount64(std::uint64_t x) {
  x -= (x >> 1) & 0x5555555555555555ULL;
  x = (x & 0x3333333333333333ULL) + ((x >> 2) & 0x3333333333333333ULL);
  x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
  return static_cast<int>((x * 0x0101010101010101ULL) >> 56);
}

/** Calls take(index, code) for each element of a word, reading the word in pieces of at most 64 bits. */
template <int N, int BITS, typename F> void each_element(const ap_uint<N * BITS>& word, F take) {
  constexpr int PIECE = 64 / BITS;
  for (int base = 0; base < N; base += PIECE) {
    const int count = min_of(PIECE, N - base);
    const ap_uint<64> bits = word.range((base + count) * BITS - 1, base * BITS);
    std::uint64_t piece = bits.to_uint64();
    for (int k = 0; k < count; k++) {
      take(base + k, piece & (~0ULL >> (64 - BITS)));
      piece = BITS == 64 ? 0 : piece >> (BITS % 64);
    }
  }
}
#endif

/** x * w for any two element types; a bipolar factor only chooses the sign. */
template <typename In, typename Weight> struct Product {
  static constexpr int bits = In::value::width + Weight::value::width;
  static ap_int<bits> of(const ap_uint<In::bits>& x, const ap_uint<Weight::bits>& w) {
#pragma HLS INLINE
    return In::decode(x) * Weight::decode(w);
  }
};
template <typename In> struct Product<In, Bipolar> {
  static constexpr int bits = In::value::width + 1;
  static ap_int<bits> of(const ap_uint<In::bits>& x, const ap_uint<1>& w) {
#pragma HLS INLINE
    const ap_int<bits> plus = In::decode(x);
    const ap_int<bits> minus = -plus;
    return w == ap_uint<1>(1) ? plus : minus;
  }
};
template <typename Weight> struct Product<Bipolar, Weight> {
  static constexpr int bits = Weight::value::width + 1;
  static ap_int<bits> of(const ap_uint<1>& x, const ap_uint<Weight::bits>& w) {
#pragma HLS INLINE
    return Product<Weight, Bipolar>::of(w, x);
  }
};

/**
 * Sum of LANES products. An accumulator that starts at start(columns) and adds of() for every beat of a row
 * ends at the exact sum; differences on the way cancel modulo 2^width, so only the sum itself must fit.
 */
template <typename In, typename Weight, int LANES> struct Dot {
  static constexpr int bits = Product<In, Weight>::bits + count_bits(LANES);
  static constexpr int start(int) { return 0; }
  static ap_int<bits> of(const ap_uint<LANES * In::bits>& x, const ap_uint<LANES * Weight::bits>& w) {
#pragma HLS INLINE
#if FINNC_HOST
    std::int64_t sum = 0, lane[LANES];
    each_element<LANES, In::bits>(x, [&](int k, std::uint64_t code) { lane[k] = In::decode(ap_uint<In::bits>(code)).to_int64(); });
    each_element<LANES, Weight::bits>(
        w, [&](int k, std::uint64_t code) { sum += lane[k] * Weight::decode(ap_uint<Weight::bits>(code)).to_int64(); });
    return ap_int<bits>(sum);
#else
    ap_int<bits> sum = 0;
    for (int k = 0; k < LANES; k++) {
#pragma HLS UNROLL
      const ap_uint<In::bits> a = x.range((k + 1) * In::bits - 1, k * In::bits);
      const ap_uint<Weight::bits> b = w.range((k + 1) * Weight::bits - 1, k * Weight::bits);
      sum += Product<In, Weight>::of(a, b);
    }
    return sum;
#endif
  }
};

/** ±1 by ±1: twice the count of equal bits, from -columns; the starting value costs nothing in hardware. */
template <int LANES> struct Dot<Bipolar, Bipolar, LANES> {
  static constexpr int bits = count_bits(LANES) + 2;
  static constexpr int start(int columns) { return -columns; }
  static ap_int<bits> of(const ap_uint<LANES>& x, const ap_uint<LANES>& w) {
#pragma HLS INLINE
    const ap_uint<LANES> equal = ~(x ^ w);
    ap_uint<bits - 1> count = 0;
#if FINNC_HOST
    for (int lo = 0; lo < LANES; lo += 64) {
      const ap_uint<64> piece = equal.range(min_of(lo + 64, LANES) - 1, lo);
      count += popcount64(piece.to_uint64());
    }
#else
    for (int k = 0; k < LANES; k++) {
#pragma HLS UNROLL
      const ap_uint<1> one = equal.range(k, k);
      count += one;
    }
#endif
    return ap_int<bits>(count) << 1;
  }
};

}  // namespace finnc
#endif
