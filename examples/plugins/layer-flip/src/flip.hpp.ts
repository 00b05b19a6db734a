/** Written to `hls/src/acme/flip.hpp`; a string, so that emitting reads no file. */
export const flipHeader = `// Negates channels. Part of finnc-layer-flip.
#ifndef ACME_FLIP_HPP
#define ACME_FLIP_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "finnc/element.hpp"

namespace acme {

/** The bits of a number on a stream: two's complement, except for +-1. */
template <typename Out> struct Encode {
  template <typename V> static ap_uint<Out::bits> apply(const V& value) {
#pragma HLS INLINE
    return ap_uint<Out::bits>(value);
  }
};
template <> struct Encode<finnc::Bipolar> {
  template <typename V> static ap_uint<1> apply(const V& value) {
#pragma HLS INLINE
    return ap_uint<1>(value > V(0) ? 1 : 0);
  }
};

/** VECS vectors of C channels a frame, PE channels a beat; VECS * C / PE cycles a frame. */
template <int C, int PE, int VECS, typename In, typename Out>
void flip(hls::stream<ap_uint<PE * In::bits> >& in, hls::stream<ap_uint<PE * Out::bits> >& out,
          const bool (&negative)[PE][C / PE], int frames) {
  static_assert(C % PE == 0, "PE must divide the channels");
  constexpr int NF = C / PE, OUT = Out::bits;
  typedef ap_int<finnc::max_of(In::bits, OUT) + 2> Number;
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
        const Number value = Number(In::decode(code));
        const Number flipped = negative[pe][nf] ? Number(-value) : value;
        y.range((pe + 1) * OUT - 1, pe * OUT) = Encode<Out>::apply(flipped);
      }
      out.write(y);
      if (++nf == NF) nf = 0;
    }
  }
}

}  // namespace acme
#endif
`;
