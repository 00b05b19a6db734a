// Addition: two streams of one shape, each times a constant.
#ifndef FINNC_ADD_HPP
#define FINNC_ADD_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/** BEATS beats a frame of PE elements, F * a + G * b each; BEATS cycles a frame. Out holds every sum that occurs. */
template <int PE, int BEATS, typename A, typename B, typename Out, long long F, long long G>
void add(hls::stream<ap_uint<PE * A::bits> >& a, hls::stream<ap_uint<PE * B::bits> >& b,
         hls::stream<ap_uint<PE * Out::bits> >& out, int frames) {
  // One bit more than the wider of operands and sums: what lies above cancels, as the sum itself fits.
  constexpr int BITS = max_of(Out::bits, max_of(A::value::width, B::value::width)) + 1;
  const ap_int<signed_bits(F)> f = F;
  const ap_int<signed_bits(G)> g = G;
  for (int frame = 0; frame < frames; frame++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < BEATS; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      const ap_uint<PE * A::bits> left = a.read();
      const ap_uint<PE * B::bits> right = b.read();
      ap_uint<PE * Out::bits> y;
      for (int pe = 0; pe < PE; pe++) {
#pragma HLS UNROLL
        const ap_uint<A::bits> p = left.range((pe + 1) * A::bits - 1, pe * A::bits);
        const ap_uint<B::bits> q = right.range((pe + 1) * B::bits - 1, pe * B::bits);
        const ap_int<BITS> fp = f * A::decode(p);
        const ap_int<BITS> gq = g * B::decode(q);
        const ap_int<BITS> sum = fp + gq;
        y.range((pe + 1) * Out::bits - 1, pe * Out::bits) = Out::encode(sum);
      }
      out.write(y);
    }
  }
}

}  // namespace finnc
#endif
