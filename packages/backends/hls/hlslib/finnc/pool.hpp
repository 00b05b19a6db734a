// Pools over a stream, in one pass of the input.
#ifndef FINNC_POOL_HPP
#define FINNC_POOL_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <hls_stream.h>

#include "reduce.hpp"

namespace finnc {

/** Steps of one image row: all its beats, and idle ones where a row is shorter than a memory's pipeline. */
constexpr int pool_row_steps(int beats) { return max_of(beats, 8); }

/** Windows side by side (stride = kernel), few beats a pixel: registers along a row, a buffer of half-finished windows. */
template <typename F, int C, int PE, int H, int W, int KH, int KW>
void pool_tiles(hls::stream<ap_uint<PE * F::in_bits> >& in, hls::stream<ap_uint<PE * F::bits> >& out, int frames) {
  constexpr int CF = C / PE, OH = H / KH, OW = W / KW, ROW = pool_row_steps(W * CF);
  using Beat = ap_uint<PE * F::bits>;
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
        const Beat v = F::template first<PE>(in.read());
        if (x < OW * KW && y < OH * KH) {
          const Beat row = kx == 0 ? v : F::template join<PE>(across[cf], v);
          across[cf] = row;
          if (kx == KW - 1) {
            const Beat window = ky == 0 ? row : F::template join<PE>(line[at], row);
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

/** As pool_tiles, eight beats a pixel or more: each beat goes into its half-finished window at once. */
template <typename F, int C, int PE, int H, int W, int KH, int KW>
void pool_deep_tiles(hls::stream<ap_uint<PE * F::in_bits> >& in, hls::stream<ap_uint<PE * F::bits> >& out, int frames) {
  constexpr int CF = C / PE, OH = H / KH, OW = W / KW;
  using Beat = ap_uint<PE * F::bits>;
  Beat line[OW * CF];
  int x = 0, cf = 0, kx = 0, at = 0, y = 0, ky = 0;
  for (int f = 0; f < frames; f++) {
#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1
    for (int i = 0; i < H * W * CF; i++) {
#pragma HLS PIPELINE II = 1 style = flp
      // Proof: the next access to a word of `line` is that of the next pixel, CF steps later: at least 8.
#pragma HLS DEPENDENCE variable = line inter false
      const Beat v = F::template first<PE>(in.read());
      if (x < OW * KW && y < OH * KH) {
        const Beat window = kx == 0 && ky == 0 ? v : F::template join<PE>(line[at + cf], v);
        line[at + cf] = window;
        if (kx == KW - 1 && ky == KH - 1) out.write(window);
      }
      if (++cf == CF) {
        cf = 0;
        if (++kx == KW) {
          kx = 0;
          at += CF;
        }
        if (++x == W) {
          x = kx = at = 0;
          if (++ky == KH) ky = 0;
          if (++y == H) y = ky = 0;
        }
      }
    }
  }
}

/** Any kernel and stride: KH - 1 rows of the image and KW - 1 reduced columns. */
template <typename F, int C, int PE, int H, int W, int KH, int KW, int SH, int SW>
void pool_windows(hls::stream<ap_uint<PE * F::in_bits> >& in, hls::stream<ap_uint<PE * F::bits> >& out, int frames) {
  constexpr int CF = C / PE, ROW = pool_row_steps(W * CF);
  constexpr int OLD_ROWS = max_of(KH - 1, 1), OLD_COLUMNS = max_of(KW - 1, 1);
  using Pixel = ap_uint<PE * F::in_bits>;
  using Beat = ap_uint<PE * F::bits>;
  Pixel rows[OLD_ROWS][W * CF];
  Beat columns[OLD_COLUMNS][CF];
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
        Pixel pixel = in.read();
        Beat column = F::template first<PE>(pixel);
        for (int k = 0; k < KH - 1; k++) {
#pragma HLS UNROLL
          const Pixel old = rows[k][t];
          column = F::template join<PE>(column, F::template first<PE>(old));
          rows[k][t] = pixel;
          pixel = old;
        }
        Beat window = column, moved = column;
        for (int k = 0; k < KW - 1; k++) {
#pragma HLS UNROLL
          const Beat old = columns[k][cf];
          window = F::template join<PE>(window, old);
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

/**
 * C channels, PE a beat, H x W pixels, floor sizes (no ceil mode, no padding); F is Largest or Total.
 * max(W * C/PE, 8) * H cycles a frame.
 */
template <typename F, int C, int PE, int H, int W, int KH, int KW, int SH, int SW>
void pool(hls::stream<ap_uint<PE * F::in_bits> >& in, hls::stream<ap_uint<PE * F::bits> >& out, int frames) {
  static_assert(C % PE == 0, "PE must divide the channels");
  static_assert(KH <= H && KW <= W, "the window must fit the image");
  if (KH != SH || KW != SW) {
    pool_windows<F, C, PE, H, W, KH, KW, SH, SW>(in, out, frames);
  } else if (C / PE >= 8) {
    pool_deep_tiles<F, C, PE, H, W, KH, KW>(in, out, frames);
  } else {
    pool_tiles<F, C, PE, H, W, KH, KW>(in, out, frames);
  }
}

}  // namespace finnc
#endif
