// Standalone activation: thresholds on a stream, without a matrix.
#ifndef FINNC_THRESHOLDING_HPP
#define FINNC_THRESHOLDING_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "activation.hpp"

namespace finnc {

/** VECS vectors of C channels a frame, PE channels a beat; VECS * C / PE cycles a frame. In may be a 32-bit key. */
template <int C, int PE, int VECS, typename In, typename Act>
void thresholding(hls::stream<ap_uint<PE * In::bits> >& in, hls::stream<ap_uint<PE * Act::Out::bits> >& out,
                  const Act& activation, int frames) {
  static_assert(C % PE == 0, "PE must divide the channels");
  constexpr int NF = C / PE, OUT = Act::Out::bits;
  int nf = 0;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < VECS * NF; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      const ap_uint<PE * In::bits> x = in.read();
      ap_uint<PE * OUT> y;
      for (int pe = 0; pe < PE; pe++) {
#pragma HLS UNROLL
        const ap_uint<In::bits> code = x.range((pe + 1) * In::bits - 1, pe * In::bits);
        y.range((pe + 1) * OUT - 1, pe * OUT) = activation.apply(pe, nf, In::decode(code));
      }
      out.write(y);
      if (++nf == NF) nf = 0;
    }
  }
}

}  // namespace finnc
#endif
