// Depth to space (pixel shuffle): the channels of a pixel become a block of pixels.
#ifndef FINNC_DEPTH_TO_SPACE_HPP
#define FINNC_DEPTH_TO_SPACE_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/** Elements of a beat that comes in: of SIMD channels, and with CRD all pixels of their block. */
constexpr int shuffle_lanes(int simd, int block, bool crd) { return crd ? simd * block * block : simd; }

/**
 * H x W pixels of C * B * B channels in, (H * B) x (W * B) pixels of C channels out, SIMD channels a beat.
 * Channels of a pixel are (block row, block column, c), or with CRD (c, block row, block column).
 * (H + 1) * PERIOD cycles a frame: a row of blocks is written while the row before is read.
 */
template <int C, int SIMD, int BITS, int H, int W, int B, bool CRD>
void depth_to_space(hls::stream<ap_uint<shuffle_lanes(SIMD, B, CRD) * BITS> >& in, hls::stream<ap_uint<SIMD * BITS> >& out,
                    int frames) {
  static_assert(C % SIMD == 0, "SIMD must divide the channels");
  constexpr int CF = C / SIMD, LANES = shuffle_lanes(SIMD, B, CRD);
  constexpr int READS = W * B * B * CF, WRITES = CRD ? W * CF : READS;
  // Fewest steps from writing a word to reading it, or back, are CF * B * (W + B - 1); idle ones keep them above a memory's pipeline.
  constexpr int PERIOD = READS + max_of(0, 8 - CF * B * (W + B - 1));
  ap_uint<LANES * BITS> rows[2][WRITES];
#pragma HLS ARRAY_PARTITION variable = rows complete dim = 1
  int t = 0, y = 0, by = 0, x = 0, bx = 0, cf = 0, half = 0;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < (H + 1) * PERIOD; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      // Proof: one half is written while the other is read, and a word is touched again at the earliest 8 steps later.
#pragma HLS DEPENDENCE variable = rows inter false
#pragma HLS DEPENDENCE variable = rows intra false
      if (y > 0 && t < READS) {
        const ap_uint<LANES * BITS> word = rows[1 - half][CRD ? x * CF + cf : ((x * B + by) * B + bx) * CF + cf];
        ap_uint<SIMD * BITS> beat = 0;
        for (int k = 0; k < SIMD; k++) {
#pragma HLS UNROLL
          for (int p = 0; p < (CRD ? B * B : 1); p++) {
#pragma HLS UNROLL
            const int lane = CRD ? k * B * B + p : k;
            const ap_uint<BITS> element = word.range((lane + 1) * BITS - 1, lane * BITS);
            if (!CRD || p == by * B + bx) beat.range((k + 1) * BITS - 1, k * BITS) = element;
          }
        }
        out.write(beat);
        if (++cf == CF) {
          cf = 0;
          if (++bx == B) {
            bx = 0;
            if (++x == W) {
              x = 0;
              if (++by == B) by = 0;
            }
          }
        }
      }
      if (y < H && t < WRITES) rows[half][t] = in.read();
      if (++t == PERIOD) {
        t = 0;
        half = 1 - half;
        if (++y == H + 1) y = 0;
      }
    }
  }
}

}  // namespace finnc
#endif
