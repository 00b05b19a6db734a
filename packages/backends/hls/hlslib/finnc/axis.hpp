// AXI4-Stream edges of the accelerator; the only functions that know about TLAST, TKEEP and TSTRB.
#ifndef FINNC_AXIS_HPP
#define FINNC_AXIS_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <ap_axi_sdata.h>
#include <ap_int.h>
#include <hls_stream.h>

namespace finnc {

/** AXI4-Stream data is whole bytes. */
constexpr int axis_bits(int bits) { return (bits + 7) / 8 * 8; }

/** BEATS beats a frame, the low BITS of each; TLAST is not looked at. */
template <int BITS, int BEATS>
void from_axis(hls::stream<ap_axiu<axis_bits(BITS)> >& in, hls::stream<ap_uint<BITS> >& out, int frames) {
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < BEATS; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      const ap_axiu<axis_bits(BITS)> word = in.read();
      const ap_uint<BITS> beat = word.data.range(BITS - 1, 0);
      out.write(beat);
    }
  }
}

/** Pad bits are zero; TLAST ends the batch, so that one DMA transfer takes all its frames. */
template <int BITS, int BEATS>
void to_axis(hls::stream<ap_uint<BITS> >& in, hls::stream<ap_axiu<axis_bits(BITS)> >& out, int frames) {
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < BEATS; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      ap_axiu<axis_bits(BITS)> word;
      word.data = in.read();
      word.keep = -1;
      word.strb = -1;
      word.last = f == frames - 1 && i == BEATS - 1 ? 1 : 0;
      out.write(word);
    }
  }
}

}  // namespace finnc
#endif
