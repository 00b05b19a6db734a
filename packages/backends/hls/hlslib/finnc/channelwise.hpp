// An integer factor and summand for each channel.
#ifndef FINNC_CHANNELWISE_HPP
#define FINNC_CHANNELWISE_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/**
 * VECS vectors of C channels a frame, PE channels a beat, factor * x + offset each; VECS * C / PE cycles a frame.
 * Channel nf * PE + pe has factors[pe][nf]. Out holds every result that occurs.
 */
template <int C, int PE, int VECS, typename In, typename Out, typename F, typename T>
void channelwise(hls::stream<ap_uint<PE * In::bits> >& in, hls::stream<ap_uint<PE * Out::bits> >& out,
                 const F (&factors)[PE][C / PE], const T (&offsets)[PE][C / PE], int frames) {
  static_assert(C % PE == 0, "PE must divide the channels");
  constexpr int NF = C / PE;
  // One bit more than the widest of what is added: what lies above cancels, as the result itself fits.
  constexpr int BITS = max_of(Out::bits, max_of(In::value::width, T::width)) + 1;
  int nf = 0;
  for (int frame = 0; frame < frames; frame++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < VECS * NF; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      const ap_uint<PE * In::bits> x = in.read();
      ap_uint<PE * Out::bits> y;
      for (int pe = 0; pe < PE; pe++) {
#pragma HLS UNROLL
        const ap_uint<In::bits> code = x.range((pe + 1) * In::bits - 1, pe * In::bits);
        const ap_int<BITS> product = factors[pe][nf] * In::decode(code);
        const ap_int<BITS> sum = product + offsets[pe][nf];
        y.range((pe + 1) * Out::bits - 1, pe * Out::bits) = Out::encode(sum);
      }
      out.write(y);
      if (++nf == NF) nf = 0;
    }
  }
}

}  // namespace finnc
#endif
