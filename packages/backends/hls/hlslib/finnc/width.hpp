// Stream width converter, counted in elements.
#ifndef FINNC_WIDTH_HPP
#define FINNC_WIDTH_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/** Whole beats in, several to one beat out. */
template <int IN, int OUT, int BEATS_IN>
void width_gather(hls::stream<ap_uint<IN> >& in, hls::stream<ap_uint<OUT> >& out, int frames) {
  ap_uint<OUT> buffer;
  int k = 0;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < BEATS_IN; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      // A new beat enters at the top and moves down as others follow.
      buffer >>= IN % OUT;
      buffer.range(OUT - 1, OUT - IN) = in.read();
      if (++k == OUT / IN) {
        k = 0;
        out.write(buffer);
      }
    }
  }
}

/** One beat in, several beats out. */
template <int IN, int OUT, int BEATS_IN>
void width_scatter(hls::stream<ap_uint<IN> >& in, hls::stream<ap_uint<OUT> >& out, int frames) {
  ap_uint<IN> buffer;
  int k = 0;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < BEATS_IN * (IN / OUT); i++) {
#pragma HLS PIPELINE II = 1 style = flp
      if (k == 0) {
        buffer = in.read();
      } else {
        buffer >>= OUT % IN;
      }
      const ap_uint<OUT> beat = buffer.range(OUT - 1, 0);
      out.write(beat);
      if (++k == IN / OUT) k = 0;
    }
  }
}

/** Neither width divides the other: a buffer of fewer than IN + OUT elements, filled above and drained below. */
template <int IN_ELEMS, int OUT_ELEMS, int BITS, int BEATS_IN>
void width_ratio(hls::stream<ap_uint<IN_ELEMS * BITS> >& in, hls::stream<ap_uint<OUT_ELEMS * BITS> >& out, int frames) {
  constexpr int BEATS_OUT = BEATS_IN * IN_ELEMS / OUT_ELEMS;
  constexpr int IN = IN_ELEMS * BITS, OUT = OUT_ELEMS * BITS;
  ap_uint<IN + OUT> buffer = 0;
  int held = 0;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < max_of(BEATS_IN, BEATS_OUT); i++) {
#pragma HLS PIPELINE II = 1 style = flp
      if (held < OUT_ELEMS) {
        ap_uint<IN + OUT> beat = in.read();
        buffer |= beat << (held * BITS);
        held += IN_ELEMS;
      }
      if (held >= OUT_ELEMS) {
        const ap_uint<OUT> beat = buffer.range(OUT - 1, 0);
        out.write(beat);
        buffer >>= OUT;
        held -= OUT_ELEMS;
      }
    }
  }
}

/** Which of the three a ratio needs; chosen while compiling, so that no form is built with slices it cannot have. */
template <int IN_ELEMS, int OUT_ELEMS, int BITS, int BEATS_IN, int KIND> struct WidthForm {
  static void run(hls::stream<ap_uint<IN_ELEMS * BITS> >& in, hls::stream<ap_uint<OUT_ELEMS * BITS> >& out, int frames) {
    width_ratio<IN_ELEMS, OUT_ELEMS, BITS, BEATS_IN>(in, out, frames);
  }
};
template <int IN_ELEMS, int OUT_ELEMS, int BITS, int BEATS_IN> struct WidthForm<IN_ELEMS, OUT_ELEMS, BITS, BEATS_IN, 1> {
  static void run(hls::stream<ap_uint<IN_ELEMS * BITS> >& in, hls::stream<ap_uint<OUT_ELEMS * BITS> >& out, int frames) {
    width_gather<IN_ELEMS * BITS, OUT_ELEMS * BITS, BEATS_IN>(in, out, frames);
  }
};
template <int IN_ELEMS, int OUT_ELEMS, int BITS, int BEATS_IN> struct WidthForm<IN_ELEMS, OUT_ELEMS, BITS, BEATS_IN, 2> {
  static void run(hls::stream<ap_uint<IN_ELEMS * BITS> >& in, hls::stream<ap_uint<OUT_ELEMS * BITS> >& out, int frames) {
    width_scatter<IN_ELEMS * BITS, OUT_ELEMS * BITS, BEATS_IN>(in, out, frames);
  }
};

/** BEATS_IN beats of IN_ELEMS elements a frame to beats of OUT_ELEMS; as many cycles as the side with more beats has. */
template <int IN_ELEMS, int OUT_ELEMS, int BITS, int BEATS_IN>
void width(hls::stream<ap_uint<IN_ELEMS * BITS> >& in, hls::stream<ap_uint<OUT_ELEMS * BITS> >& out, int frames) {
  static_assert(BEATS_IN * IN_ELEMS % OUT_ELEMS == 0, "a frame must fill whole beats on both sides");
  constexpr int KIND = OUT_ELEMS % IN_ELEMS == 0 ? 1 : IN_ELEMS % OUT_ELEMS == 0 ? 2 : 0;
  WidthForm<IN_ELEMS, OUT_ELEMS, BITS, BEATS_IN, KIND>::run(in, out, frames);
}

}  // namespace finnc
#endif
