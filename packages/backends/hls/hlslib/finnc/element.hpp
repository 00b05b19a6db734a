// Element types: how a stream's bits mean numbers. `bits` is the width on the stream; decode() gives the number,
// encode() the bits of a number of the type.
#ifndef FINNC_ELEMENT_HPP
#define FINNC_ELEMENT_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <ap_int.h>

namespace finnc {

/** +1 as bit 1, -1 as bit 0. */
struct Bipolar {
  static constexpr int bits = 1;
  using value = ap_int<2>;
  static value decode(const ap_uint<1>& code) {
#pragma HLS INLINE
    return code == ap_uint<1>(1) ? value(1) : value(-1);
  }
  template <typename V> static ap_uint<1> encode(const V& number) {
#pragma HLS INLINE
    return ap_uint<1>(number > V(0) ? 1 : 0);
  }
};

/** 0 to 2^N - 1. */
template <int N> struct Unsigned {
  static constexpr int bits = N;
  using value = ap_int<N + 1>;
  static value decode(const ap_uint<N>& code) {
#pragma HLS INLINE
    return value(code);
  }
  template <typename V> static ap_uint<N> encode(const V& number) {
#pragma HLS INLINE
    return ap_uint<N>(number);
  }
};

/** Two's complement, N bits; ternary numbers are Signed<2>. */
template <int N> struct Signed {
  static constexpr int bits = N;
  using value = ap_int<N>;
  static value decode(const ap_uint<N>& code) {
#pragma HLS INLINE
    return value(code);
  }
  template <typename V> static ap_uint<N> encode(const V& number) {
#pragma HLS INLINE
    return ap_uint<N>(number);
  }
};

/** A beat of N codes of In as codes of Out, which holds their numbers. */
template <typename In, typename Out, int N> ap_uint<N * Out::bits> recode(const ap_uint<N * In::bits>& beat) {
#pragma HLS INLINE
  ap_uint<N * Out::bits> y;
  for (int k = 0; k < N; k++) {
#pragma HLS UNROLL
    const ap_uint<In::bits> code = beat.range((k + 1) * In::bits - 1, k * In::bits);
    y.range((k + 1) * Out::bits - 1, k * Out::bits) = Out::encode(In::decode(code));
  }
  return y;
}

/** Bits needed to count from 0 to n. */
constexpr int count_bits(int n) { return n < 2 ? 1 : 1 + count_bits(n / 2); }

/** Bits of a signed number that holds x. */
constexpr int signed_bits(long long x) { return x < 0 ? signed_bits(-(x + 1)) : x == 0 ? 1 : 1 + signed_bits(x / 2); }

constexpr int max_of(int a, int b) { return a > b ? a : b; }
constexpr int min_of(int a, int b) { return a < b ? a : b; }

}  // namespace finnc
#endif
