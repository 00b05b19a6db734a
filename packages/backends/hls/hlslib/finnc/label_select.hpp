// Label select: the indices of the K largest values.
#ifndef FINNC_LABEL_SELECT_HPP
#define FINNC_LABEL_SELECT_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/** L values a frame, PE a beat; K beats out, best first, equal values by lower index first; L/PE + K cycles a frame. */
template <int L, int PE, int K, typename In, int INDEX_BITS>
void label_select(hls::stream<ap_uint<PE * In::bits> >& in, hls::stream<ap_uint<INDEX_BITS> >& out, int frames) {
  static_assert(L % PE == 0, "PE must divide the labels");
  static_assert(K >= 1 && K <= L, "K must lie between 1 and the labels");
  static_assert(count_bits(L - 1) <= INDEX_BITS, "an index must fit its bits");
  constexpr int BEATS = L / PE;
  typename In::value best[K];
  ap_uint<INDEX_BITS> index[K];
#pragma HLS ARRAY_PARTITION variable = best complete dim = 1
#pragma HLS ARRAY_PARTITION variable = index complete dim = 1
  int t = 0;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < BEATS + K; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      if (t < BEATS) {
        const ap_uint<PE * In::bits> x = in.read();
        for (int pe = 0; pe < PE; pe++) {
#pragma HLS UNROLL
          const ap_uint<In::bits> code = x.range((pe + 1) * In::bits - 1, pe * In::bits);
          const int seen = t * PE + pe;
          // Insertion: the newcomer takes the first place that is free or holds less; the rest move down.
          typename In::value value = In::decode(code);
          ap_uint<INDEX_BITS> label = seen;
          bool placed = false;
          for (int k = 0; k < K; k++) {
#pragma HLS UNROLL
            if (placed || k >= seen || value > best[k]) {
              const typename In::value lower = best[k];
              const ap_uint<INDEX_BITS> its_label = index[k];
              best[k] = value;
              index[k] = label;
              value = lower;
              label = its_label;
              placed = true;
            }
          }
        }
      } else {
        out.write(index[0]);
        for (int k = 0; k < K - 1; k++) {
#pragma HLS UNROLL
          index[k] = index[k + 1];
        }
      }
      if (++t == BEATS + K) t = 0;
    }
  }
}

}  // namespace finnc
#endif
