// Vector-vector-activation unit: the windows of PE channels by those channels' filters, a tap each cycle.
#ifndef FINNC_VVAU_HPP
#define FINNC_VVAU_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "activation.hpp"
#include "dot.hpp"
#include "position.hpp"

namespace finnc {

/**
 * VECS windows of TAPS pixels of C channels a frame, M filters a channel; VECS * TAPS * C/PE cycles a frame.
 * Windows come in the order of a sliding window, channels fastest, so every group of channels has an accumulator.
 * weights[p][tap * NF + nf] holds the M weights of channel nf * PE + p at a tap, filter 0 in the low bits.
 * Word is ap_uint<M * Weight::bits> or the native unsigned type of that width. Acc is an ap_int wide enough for every
 * finished sum. A beat out is PE * M outputs, the filters of channel nf * PE first. places as those of mvau.
 */
template <int C, int M, int TAPS, int PE, int VECS, typename In, typename Weight, typename Acc, typename Act, typename Word,
          typename Places>
void vvau(hls::stream<ap_uint<PE * In::bits> >& in, hls::stream<ap_uint<PE * M * Act::Out::bits> >& out,
          const Word (&weights)[PE][TAPS * (C / PE)], const Act& activation, const Places& places, int frames) {
  static_assert(C % PE == 0, "PE must divide the channels");
  constexpr int NF = C / PE, LANES = PE * M, OUT = Act::Out::bits;
  using Term = Dot<In, Weight, 1>;
#pragma HLS ARRAY_PARTITION variable = weights complete dim = 1
  Acc acc[NF][LANES];
#pragma HLS ARRAY_PARTITION variable = acc complete dim = 2
  int nf = 0, tap = 0, word = 0;
  typename Places::Position at;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < VECS * TAPS * NF; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      // Proof: nf steps through 0 .. NF - 1 in turn, so an accumulator is next used NF steps later, never before.
#pragma HLS DEPENDENCE variable = acc inter distance = NF true
      const ap_uint<PE * In::bits> x = in.read();
      ap_uint<LANES * OUT> y;
      for (int pe = 0; pe < PE; pe++) {
#pragma HLS UNROLL
        const ap_uint<In::bits> a = x.range((pe + 1) * In::bits - 1, pe * In::bits);
        const ap_uint<M * Weight::bits> w = weights[pe][word];
        for (int m = 0; m < M; m++) {
#pragma HLS UNROLL
          const int lane = pe * M + m;
          const ap_uint<Weight::bits> b = w.range((m + 1) * Weight::bits - 1, m * Weight::bits);
          const Acc before = tap == 0 ? Acc(Term::start(TAPS)) : acc[nf][lane];
          const Acc sum = before + Term::of(a, b);
          acc[nf][lane] = sum;
          y.range((lane + 1) * OUT - 1, lane * OUT) = activation.apply(lane, at.first(places) + nf, sum);
        }
      }
      if (tap == TAPS - 1) out.write(y);
      word++;
      if (++nf == NF) {
        nf = 0;
        if (++tap == TAPS) {
          tap = word = 0;
          at.next();
        }
      }
    }
  }
}

/** The same with one activation for all results. */
template <int C, int M, int TAPS, int PE, int VECS, typename In, typename Weight, typename Acc, typename Act, typename Word>
void vvau(hls::stream<ap_uint<PE * In::bits> >& in, hls::stream<ap_uint<PE * M * Act::Out::bits> >& out,
          const Word (&weights)[PE][TAPS * (C / PE)], const Act& activation, int frames) {
#pragma HLS INLINE
  vvau<C, M, TAPS, PE, VECS, In, Weight, Acc>(in, out, weights, activation, Anywhere(), frames);
}

}  // namespace finnc
#endif
