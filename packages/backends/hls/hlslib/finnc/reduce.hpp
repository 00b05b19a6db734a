// What a pool makes of the pixels of a window, lane by lane: their greatest, or their sum.
#ifndef FINNC_REDUCE_HPP
#define FINNC_REDUCE_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include "element.hpp"

namespace finnc {

/** The greatest: codes stay as they are. */
template <typename Elem> struct Largest {
  static constexpr int in_bits = Elem::bits, bits = Elem::bits;
  /** A beat of pixels, as reduced so far. */
  template <int PE> static ap_uint<PE * bits> first(const ap_uint<PE * bits>& beat) {
#pragma HLS INLINE
    return beat;
  }
  /** Two beats of reduced pixels as one. */
  template <int PE> static ap_uint<PE * bits> join(const ap_uint<PE * bits>& a, const ap_uint<PE * bits>& b) {
#pragma HLS INLINE
    ap_uint<PE * bits> y;
    for (int pe = 0; pe < PE; pe++) {
#pragma HLS UNROLL
      const ap_uint<bits> p = a.range((pe + 1) * bits - 1, pe * bits);
      const ap_uint<bits> q = b.range((pe + 1) * bits - 1, pe * bits);
      y.range((pe + 1) * bits - 1, pe * bits) = Elem::decode(p) >= Elem::decode(q) ? p : q;
    }
    return y;
  }
};
template <> struct Largest<Bipolar> {
  static constexpr int in_bits = 1, bits = 1;
  template <int PE> static ap_uint<PE> first(const ap_uint<PE>& beat) {
#pragma HLS INLINE
    return beat;
  }
  template <int PE> static ap_uint<PE> join(const ap_uint<PE>& a, const ap_uint<PE>& b) {
#pragma HLS INLINE
    return a | b;
  }
};

/** The sum, as codes of Out, which holds that of a whole window; parts of it may wrap around, and come back. */
template <typename Elem, typename Out> struct Total {
  static constexpr int in_bits = Elem::bits, bits = Out::bits;
  template <int PE> static ap_uint<PE * bits> first(const ap_uint<PE * in_bits>& beat) {
#pragma HLS INLINE
    return recode<Elem, Out, PE>(beat);
  }
  template <int PE> static ap_uint<PE * bits> join(const ap_uint<PE * bits>& a, const ap_uint<PE * bits>& b) {
#pragma HLS INLINE
    ap_uint<PE * bits> y;
    for (int pe = 0; pe < PE; pe++) {
#pragma HLS UNROLL
      const ap_uint<bits> p = a.range((pe + 1) * bits - 1, pe * bits);
      const ap_uint<bits> q = b.range((pe + 1) * bits - 1, pe * bits);
      y.range((pe + 1) * bits - 1, pe * bits) = ap_uint<bits>(p + q);
    }
    return y;
  }
};

}  // namespace finnc
#endif
