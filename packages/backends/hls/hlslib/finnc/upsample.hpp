// Enlargement: every pixel of an image several times, in rows and columns.
#ifndef FINNC_UPSAMPLE_HPP
#define FINNC_UPSAMPLE_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/** Sizes of an enlargement of rows of W pixels, CF beats each, across FW columns. */
template <int CF, int W, int FW> struct Enlarged {
  static constexpr int ROW = W * FW * CF;
  // A word of the row is read a row later than it was written: 8 steps at least keep any memory pipeline apart.
  static constexpr int STEPS = max_of(ROW, 8);
};

/**
 * Input H * W * C/SIMD beats in NHWC order, output H * FH * W * FW * C/SIMD; every pixel FW times, every row FH times.
 * H * FH * max(W * FW * C/SIMD, 8) cycles a frame.
 */
template <int C, int SIMD, int BITS, int H, int W, int FH, int FW>
void upsample(hls::stream<ap_uint<SIMD * BITS> >& in, hls::stream<ap_uint<SIMD * BITS> >& out, int frames) {
  static_assert(C % SIMD == 0, "SIMD must divide the channels");
  constexpr int CF = C / SIMD;
  using G = Enlarged<CF, W, FW>;
  ap_uint<SIMD * BITS> row[W * CF];
  ap_uint<SIMD * BITS> pixel[CF];
#pragma HLS ARRAY_PARTITION variable = pixel complete dim = 1
  int cf = 0, fx = 0, x = 0, fy = 0, t = 0;
  for (int frame = 0; frame < frames; frame++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < H * FH * G::STEPS; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      // Proof: word x * CF + cf is written in the first pass of a row and read in later passes, STEPS steps apart.
#pragma HLS DEPENDENCE variable = row inter false
      if (t < G::ROW) {
        ap_uint<SIMD * BITS> beat;
        if (fx > 0) {
          beat = pixel[cf];
        } else if (fy > 0) {
          beat = row[x * CF + cf];
        } else {
          beat = in.read();
          row[x * CF + cf] = beat;
        }
        pixel[cf] = beat;
        out.write(beat);
        if (++cf == CF) {
          cf = 0;
          if (++fx == FW) {
            fx = 0;
            if (++x == W) x = 0;
          }
        }
      }
      if (++t == G::STEPS) {
        t = 0;
        if (++fy == FH) fy = 0;
      }
    }
  }
}

}  // namespace finnc
#endif
