// Padding: a border of one constant around an image.
#ifndef FINNC_PAD_HPP
#define FINNC_PAD_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/**
 * T, L, B, R rows and columns of elements with code PADCODE; (T + H + B) * (L + W + R) * C/SIMD cycles a frame.
 * Elements come in as In and leave as Out, which holds all of their values: zeros around ±1 make ternary numbers.
 */
template <int C, int SIMD, typename In, typename Out, int H, int W, int T, int L, int B, int R, unsigned PADCODE = 0>
void pad(hls::stream<ap_uint<SIMD * In::bits> >& in, hls::stream<ap_uint<SIMD * Out::bits> >& out, int frames) {
  static_assert(C % SIMD == 0, "SIMD must divide the channels");
  constexpr int CF = C / SIMD, OH = T + H + B, OW = L + W + R, BITS = Out::bits;
  ap_uint<SIMD * BITS> border;
  for (int k = 0; k < SIMD; k++) {
#pragma HLS UNROLL
    border.range((k + 1) * BITS - 1, k * BITS) = ap_uint<BITS>(PADCODE);
  }
  int y = 0, x = 0, cf = 0;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < OH * OW * CF; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      const bool inside = y >= T && y < T + H && x >= L && x < L + W;
      ap_uint<SIMD * BITS> beat = border;
      if (inside) {
        const ap_uint<SIMD * In::bits> pixel = in.read();
        beat = recode<In, Out, SIMD>(pixel);
      }
      out.write(beat);
      if (++cf == CF) {
        cf = 0;
        if (++x == OW) {
          x = 0;
          if (++y == OH) y = 0;
        }
      }
    }
  }
}

}  // namespace finnc
#endif
