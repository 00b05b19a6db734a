// Concatenation: the channels of one stream behind those of another.
#ifndef FINNC_CONCAT_HPP
#define FINNC_CONCAT_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/**
 * VECS vectors a frame, of CA channels and of CB channels, SIMD channels a beat; VECS * (CA + CB) / SIMD cycles a frame.
 * Out holds the values of both.
 */
template <int CA, int CB, int SIMD, int VECS, typename A, typename B, typename Out>
void concat(hls::stream<ap_uint<SIMD * A::bits> >& a, hls::stream<ap_uint<SIMD * B::bits> >& b,
            hls::stream<ap_uint<SIMD * Out::bits> >& out, int frames) {
  static_assert(CA % SIMD == 0 && CB % SIMD == 0, "SIMD must divide the channels of both streams");
  constexpr int FIRST = CA / SIMD, ALL = (CA + CB) / SIMD;
  int at = 0;
  for (int frame = 0; frame < frames; frame++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < VECS * ALL; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      ap_uint<SIMD * Out::bits> y;
      if (at < FIRST) {
        const ap_uint<SIMD * A::bits> x = a.read();
        y = recode<A, Out, SIMD>(x);
      } else {
        const ap_uint<SIMD * B::bits> x = b.read();
        y = recode<B, Out, SIMD>(x);
      }
      out.write(y);
      if (++at == ALL) at = 0;
    }
  }
}

}  // namespace finnc
#endif
