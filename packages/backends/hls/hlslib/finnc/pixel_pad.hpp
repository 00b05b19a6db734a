// Zeros between the pixels of an image, for transposed convolutions.
#ifndef FINNC_PIXEL_PAD_HPP
#define FINNC_PIXEL_PAD_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/**
 * SH - 1 rows and SW - 1 columns of zeros between pixels; ((H - 1) * SH + 1) * ((W - 1) * SW + 1) * C/SIMD cycles a frame.
 * Elements come in as In and leave as Out, which holds all of their values and 0, whose code is 0.
 */
template <int C, int SIMD, typename In, typename Out, int H, int W, int SH, int SW>
void pixel_pad(hls::stream<ap_uint<SIMD * In::bits> >& in, hls::stream<ap_uint<SIMD * Out::bits> >& out, int frames) {
  static_assert(C % SIMD == 0, "SIMD must divide the channels");
  constexpr int CF = C / SIMD, OH = (H - 1) * SH + 1, OW = (W - 1) * SW + 1, BITS = Out::bits;
  int x = 0, sx = 0, sy = 0, cf = 0, y = 0;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < OH * OW * CF; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      ap_uint<SIMD * BITS> beat = 0;
      if (sy == 0 && sx == 0) {
        const ap_uint<SIMD * In::bits> pixel = in.read();
        beat = recode<In, Out, SIMD>(pixel);
      }
      out.write(beat);
      if (++cf == CF) {
        cf = 0;
        if (++sx == SW) sx = 0;
        if (++x == OW) {
          x = sx = 0;
          if (++sy == SH) sy = 0;
          if (++y == OH) y = sy = 0;
        }
      }
    }
  }
}

}  // namespace finnc
#endif
