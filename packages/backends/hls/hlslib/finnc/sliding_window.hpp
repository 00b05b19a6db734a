// Sliding window: turns an image into the windows of a convolution, one after another.
#ifndef FINNC_SLIDING_WINDOW_HPP
#define FINNC_SLIDING_WINDOW_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/** Sizes of a window walk over a rectangle, and the walk's schedule. */
template <int CF, int H, int W, int KH, int KW, int SH, int SW, int DH, int DW> struct Window {
  static constexpr int SPAN_H = (KH - 1) * DH + 1, SPAN_W = (KW - 1) * DW + 1;
  static_assert(SPAN_H <= H && SPAN_W <= W, "the window must fit the image");
  static constexpr int OH = (H - SPAN_H) / SH + 1, OW = (W - SPAN_W) / SW + 1;
  // One row of windows reads SPAN_H rows while the SH rows that the next one needs are written.
  static constexpr int ROWS = SPAN_H + SH;
  static constexpr int ROW = W * CF;
  static constexpr int READS = OW * KH * KW * CF, WRITES = SH * ROW;
  // Fewest steps from writing a word to its first read: writing ends with a row's last word, reading starts with the
  // first window, and both indices move on linearly, so the minimum lies at the first or last window and column.
  static constexpr int gap(int ox, int kx) { return CF * (W - ox * SW - kx * DW + (ox * KH + KH - 1) * KW + kx); }
  static constexpr int MIN_GAP = min_of(min_of(gap(0, 0), gap(0, KW - 1)), min_of(gap(OW - 1, 0), gap(OW - 1, KW - 1)));
  // Idle steps that keep the gap above any memory pipeline; 0 for every image of ordinary size.
  static constexpr int IDLE = MIN_GAP < 8 ? 8 - MIN_GAP : 0;
  static constexpr int FILL = SPAN_H * ROW + IDLE;
  static constexpr int PERIOD = max_of(READS, WRITES + IDLE);
};

/**
 * Input H * W * C/SIMD beats in NHWC order; output OH * OW * KH * KW * C/SIMD beats, for each window (ky, kx, channels).
 * No padding (see pad.hpp). FILL + OH * PERIOD cycles a frame: with CF = C/SIMD words a pixel,
 * (SPAN_H * W + OH * max(OW * KH * KW, SH * W)) * CF, and a few more (IDLE) for images of a few pixels.
 */
template <int C, int SIMD, int BITS, int H, int W, int KH, int KW, int SH, int SW, int DH, int DW>
void sliding_window(hls::stream<ap_uint<SIMD * BITS> >& in, hls::stream<ap_uint<SIMD * BITS> >& out, int frames) {
  static_assert(C % SIMD == 0, "SIMD must divide the channels");
  constexpr int CF = C / SIMD;
  using G = Window<CF, H, W, KH, KW, SH, SW, DH, DW>;
  ap_uint<SIMD * BITS> ring[G::ROWS][G::ROW];
#pragma HLS ARRAY_PARTITION variable = ring complete dim = 1
  int write_row = 0, write_at = 0, written = 0;
  int first_row = 0, left = 0, cf = 0, kx = 0, ky = 0, oy = 0, t = 0;
  bool filling = true;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < G::FILL + G::OH * G::PERIOD; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      // Proof: windows read the SPAN_H ring rows from first_row on, writing fills the SH others, so no step reads the
      // row it writes; a word is read at the earliest 8 steps after it was written (MIN_GAP + IDLE).
#pragma HLS DEPENDENCE variable = ring inter false
#pragma HLS DEPENDENCE variable = ring intra false
      if (!filling && t < G::READS) {
        const int row = first_row + ky * DH;
        out.write(ring[row >= G::ROWS ? row - G::ROWS : row][left + kx * DW * CF + cf]);
        if (++cf == CF) {
          cf = 0;
          if (++kx == KW) {
            kx = 0;
            if (++ky == KH) {
              ky = 0;
              left += SW * CF;
            }
          }
        }
      }
      if (t < (filling ? G::SPAN_H * G::ROW : G::WRITES) && written < H) {
        ring[write_row][write_at] = in.read();
        if (++write_at == G::ROW) {
          write_at = 0;
          written++;
          write_row = write_row + 1 == G::ROWS ? 0 : write_row + 1;
        }
      }
      t++;
      if (filling && t == G::FILL) {
        filling = false;
        t = 0;
      } else if (!filling && t == G::PERIOD) {
        t = 0;
        left = 0;
        first_row = first_row + SH >= G::ROWS ? first_row + SH - G::ROWS : first_row + SH;
        if (++oy == G::OH) {
          oy = first_row = write_row = written = 0;
          filling = true;
        }
      }
    }
  }
}

}  // namespace finnc
#endif
