// Matrix-vector-activation unit: PE rows by SIMD columns of a weight matrix each cycle.
#ifndef FINNC_MVAU_HPP
#define FINNC_MVAU_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "activation.hpp"
#include "dot.hpp"
#include "position.hpp"

namespace finnc {

/**
 * VECS input vectors of MW elements a frame, each times the MH x MW weights; VECS * SF * NF cycles a frame.
 * weights[p][nf * SF + sf] holds row nf * PE + p, columns sf * SIMD on, column 0 in the low bits.
 * Word is ap_uint<SIMD * Weight::bits>, or the native unsigned type of that width (bool, unsigned char, ... unsigned long
 * long), which compiles a hundred times faster where a table has a million words.
 * Acc is an ap_int wide enough for every finished sum. A beat out is PE outputs, row nf * PE first.
 * places says which groups of the activation are those of a result: Anywhere, or ByPosition for images of VECS results.
 */
template <int MW, int MH, int SIMD, int PE, int VECS, typename In, typename Weight, typename Acc, typename Act, typename Word,
          typename Places>
void mvau(hls::stream<ap_uint<SIMD * In::bits> >& in, hls::stream<ap_uint<PE * Act::Out::bits> >& out,
          const Word (&weights)[PE][(MW / SIMD) * (MH / PE)], const Act& activation, const Places& places, int frames) {
  static_assert(MW % SIMD == 0 && MH % PE == 0, "the folding must divide the matrix");
  constexpr int SF = MW / SIMD, NF = MH / PE, OUT = Act::Out::bits;
  using Sum = Dot<In, Weight, SIMD>;
#pragma HLS ARRAY_PARTITION variable = weights complete dim = 1
  ap_uint<SIMD * In::bits> held[SF];
  Acc acc[PE];
#pragma HLS ARRAY_PARTITION variable = acc complete dim = 1
  int sf = 0, nf = 0, word = 0;
  typename Places::Position at;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < VECS * SF * NF; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      // The vector is read during the first group of rows and replayed from `held` for the others.
      ap_uint<SIMD * In::bits> x;
      if (nf == 0) {
        x = in.read();
        held[sf] = x;
      } else {
        x = held[sf];
      }
      for (int pe = 0; pe < PE; pe++) {
#pragma HLS UNROLL
        const Acc before = sf == 0 ? Acc(Sum::start(MW)) : acc[pe];
        const ap_uint<SIMD * Weight::bits> w = weights[pe][word];
        acc[pe] = before + Sum::of(x, w);
      }
      word++;
      if (++sf == SF) {
        ap_uint<PE * OUT> y;
        for (int pe = 0; pe < PE; pe++) {
#pragma HLS UNROLL
          y.range((pe + 1) * OUT - 1, pe * OUT) = activation.apply(pe, at.first(places) + nf, acc[pe]);
        }
        out.write(y);
        sf = 0;
        if (++nf == NF) {
          nf = 0;
          word = 0;
          at.next();
        }
      }
    }
  }
}

/** The same with one activation for all results. */
template <int MW, int MH, int SIMD, int PE, int VECS, typename In, typename Weight, typename Acc, typename Act, typename Word>
void mvau(hls::stream<ap_uint<SIMD * In::bits> >& in, hls::stream<ap_uint<PE * Act::Out::bits> >& out,
          const Word (&weights)[PE][(MW / SIMD) * (MH / PE)], const Act& activation, int frames) {
#pragma HLS INLINE
  mvau<MW, MH, SIMD, PE, VECS, In, Weight, Acc>(in, out, weights, activation, Anywhere(), frames);
}

}  // namespace finnc
#endif
