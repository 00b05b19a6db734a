// Slice: some channels of a stream, the others are dropped.
#ifndef FINNC_SLICE_HPP
#define FINNC_SLICE_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/** VECS vectors of C channels a frame, SIMD a beat, of which START to END - 1 leave; VECS * C / SIMD cycles a frame. */
template <int C, int SIMD, int VECS, int BITS, int START, int END>
void slice(hls::stream<ap_uint<SIMD * BITS> >& in, hls::stream<ap_uint<SIMD * BITS> >& out, int frames) {
  static_assert(C % SIMD == 0 && START % SIMD == 0 && END % SIMD == 0, "SIMD must divide the channels and the bounds");
  constexpr int CF = C / SIMD, FROM = START / SIMD, TO = END / SIMD;
  int cf = 0;
  for (int frame = 0; frame < frames; frame++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < VECS * CF; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      const ap_uint<SIMD * BITS> x = in.read();
      if (cf >= FROM && cf < TO) out.write(x);
      if (++cf == CF) cf = 0;
    }
  }
}

}  // namespace finnc
#endif
