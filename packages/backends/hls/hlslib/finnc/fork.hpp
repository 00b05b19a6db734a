// Fork: one stream to two readers.
#ifndef FINNC_FORK_HPP
#define FINNC_FORK_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <ap_int.h>
#include <hls_stream.h>

namespace finnc {

/** BEATS beats of BITS bits a frame, each to both outputs; BEATS cycles a frame. */
template <int BITS, int BEATS>
void fork(hls::stream<ap_uint<BITS> >& in, hls::stream<ap_uint<BITS> >& out0, hls::stream<ap_uint<BITS> >& out1, int frames) {
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < BEATS; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      const ap_uint<BITS> x = in.read();
      out0.write(x);
      out1.write(x);
    }
  }
}

}  // namespace finnc
#endif
