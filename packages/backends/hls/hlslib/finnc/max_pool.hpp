// Max-pool over a stream, in one pass of the input.
#ifndef FINNC_MAX_POOL_HPP
#define FINNC_MAX_POOL_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "element.hpp"

namespace finnc {

/** The larger of two codes, element by element. */
template <typename Elem> struct Larger {
  static ap_uint<Elem::bits> of(const ap_uint<Elem::bits>& a, const ap_uint<Elem::bits>& b) {
#pragma HLS INLINE
    return Elem::decode(a) >= Elem::decode(b) ? a : b;
  }
  template <int PE> static ap_uint<PE * Elem::bits> of_beats(const ap_uint<PE * Elem::bits>& a, const ap_uint<PE * Elem::bits>& b) {
#pragma HLS INLINE
    ap_uint<PE * Elem::bits> y;
    for (int pe = 0; pe < PE; pe++) {
#pragma HLS UNROLL
      const ap_uint<Elem::bits> p = a.range((pe + 1) * Elem::bits - 1, pe * Elem::bits);
      const ap_uint<Elem::bits> q = b.range((pe + 1) * Elem::bits - 1, pe * Elem::bits);
      y.range((pe + 1) * Elem::bits - 1, pe * Elem::bits) = of(p, q);
    }
    return y;
  }
};
template <> struct Larger<Bipolar> {
  template <int PE> static ap_uint<PE> of_beats(const ap_uint<PE>& a, const ap_uint<PE>& b) {
#pragma HLS INLINE
    return a | b;
  }
};

/** Steps of one image row: all its beats, and idle ones where a row is shorter than a memory's pipeline. */
constexpr int pool_row_steps(int beats) { return max_of(beats, 8); }

/** Windows side by side (stride = kernel): one buffer of half-finished windows. */
template <int C, int PE, typename Elem, int H, int W, int KH, int KW>
void max_pool_tiles(hls::stream<ap_uint<PE * Elem::bits> >& in, hls::stream<ap_uint<PE * Elem::bits> >& out, int frames) {
  constexpr int CF = C / PE, OH = H / KH, OW = W / KW, ROW = pool_row_steps(W * CF);
  using Beat = ap_uint<PE * Elem::bits>;
  Beat across[CF], line[OW * CF];
#pragma HLS ARRAY_PARTITION variable = across complete dim = 1
  int t = 0, x = 0, cf = 0, kx = 0, at = 0, y = 0, ky = 0;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < H * ROW; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      // Proof: a row touches each word of `line` once, so the next access is one row, at least 8 steps, later.
#pragma HLS DEPENDENCE variable = line inter false
      if (t < W * CF) {
        const Beat v = in.read();
        if (x < OW * KW && y < OH * KH) {
          const Beat row = kx == 0 ? v : Larger<Elem>::template of_beats<PE>(across[cf], v);
          across[cf] = row;
          if (kx == KW - 1) {
            const Beat window = ky == 0 ? row : Larger<Elem>::template of_beats<PE>(line[at], row);
            line[at] = window;
            at++;
            if (ky == KH - 1) out.write(window);
          }
        }
        if (++cf == CF) {
          cf = 0;
          x++;
          if (++kx == KW) kx = 0;
        }
      }
      if (++t == ROW) {
        t = x = kx = at = 0;
        if (++ky == KH) ky = 0;
        if (++y == H) y = ky = 0;
      }
    }
  }
}

/** Any kernel and stride: KH - 1 rows of the image and KW - 1 column maxima. */
template <int C, int PE, typename Elem, int H, int W, int KH, int KW, int SH, int SW>
void max_pool_windows(hls::stream<ap_uint<PE * Elem::bits> >& in, hls::stream<ap_uint<PE * Elem::bits> >& out, int frames) {
  constexpr int CF = C / PE, ROW = pool_row_steps(W * CF);
  constexpr int OLD_ROWS = max_of(KH - 1, 1), OLD_COLUMNS = max_of(KW - 1, 1);
  using Beat = ap_uint<PE * Elem::bits>;
  Beat rows[OLD_ROWS][W * CF], columns[OLD_COLUMNS][CF];
#pragma HLS ARRAY_PARTITION variable = rows complete dim = 1
#pragma HLS ARRAY_PARTITION variable = columns complete dim = 0
  // until_x, until_y: pixels and rows to go until the next window ends.
  int t = 0, cf = 0, y = 0, until_x = KW - 1, until_y = KH - 1;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < H * ROW; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      // Proof: a row touches each word of `rows` once, so the next access is one row, at least 8 steps, later.
#pragma HLS DEPENDENCE variable = rows inter false
      if (t < W * CF) {
        // Each new value pushes the ones above it (and left of it) one place on.
        Beat moved = in.read();
        Beat column = moved;
        for (int k = 0; k < KH - 1; k++) {
#pragma HLS UNROLL
          const Beat old = rows[k][t];
          column = Larger<Elem>::template of_beats<PE>(column, old);
          rows[k][t] = moved;
          moved = old;
        }
        Beat window = column;
        moved = column;
        for (int k = 0; k < KW - 1; k++) {
#pragma HLS UNROLL
          const Beat old = columns[k][cf];
          window = Larger<Elem>::template of_beats<PE>(window, old);
          columns[k][cf] = moved;
          moved = old;
        }
        if (until_x == 0 && until_y == 0) out.write(window);
        if (++cf == CF) {
          cf = 0;
          until_x = until_x == 0 ? SW - 1 : until_x - 1;
        }
      }
      if (++t == ROW) {
        t = 0;
        until_x = KW - 1;
        until_y = until_y == 0 ? SH - 1 : until_y - 1;
        if (++y == H) {
          y = 0;
          until_y = KH - 1;
        }
      }
    }
  }
}

/** C channels, PE a beat, H x W pixels, floor sizes (no ceil mode, no padding); max(W * C/PE, 8) * H cycles a frame. */
template <int C, int PE, typename Elem, int H, int W, int KH, int KW, int SH, int SW>
void max_pool(hls::stream<ap_uint<PE * Elem::bits> >& in, hls::stream<ap_uint<PE * Elem::bits> >& out, int frames) {
  static_assert(C % PE == 0, "PE must divide the channels");
  static_assert(KH <= H && KW <= W, "the window must fit the image");
  if (KH == SH && KW == SW) {
    max_pool_tiles<C, PE, Elem, H, W, KH, KW>(in, out, frames);
  } else {
    max_pool_windows<C, PE, Elem, H, W, KH, KW, SH, SW>(in, out, frames);
  }
}

}  // namespace finnc
#endif
