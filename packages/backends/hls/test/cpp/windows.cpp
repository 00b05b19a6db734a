// Sliding window, padding and max-pool against loops over coordinates.
#include <algorithm>
#include <vector>

#include "finnc/depth_to_space.hpp"
#include "finnc/pad.hpp"
#include "finnc/pixel_pad.hpp"
#include "finnc/pool.hpp"
#include "finnc/sliding_window.hpp"
#include "streams.hpp"

using namespace finnc;

template <int C, int SIMD, int BITS, int H, int W, int KH, int KW, int SH, int SW, int DH, int DW> void slide(int frames) {
  const std::vector<long> input = test::random_codes<Unsigned<BITS> >(frames * H * W * C);
  hls::stream<ap_uint<SIMD * BITS> > in("in"), out("out");
  test::feed<SIMD, BITS>(in, input);
  sliding_window<C, SIMD, BITS, H, W, KH, KW, SH, SW, DH, DW>(in, out, frames);
  std::vector<long> want;
  for (int f = 0; f < frames; f++)
    for (int y = 0; y + (KH - 1) * DH < H; y += SH)
      for (int x = 0; x + (KW - 1) * DW < W; x += SW)
        for (int ky = 0; ky < KH; ky++)
          for (int kx = 0; kx < KW; kx++)
            for (int c = 0; c < C; c++)
              want.push_back(input[static_cast<std::size_t>(((f * H + y + ky * DH) * W + x + kx * DW) * C + c)]);
  test::same(test::drain<SIMD, BITS>(out), want, "sliding window", H * 100 + W, KH * 1000 + KW * 100 + SH * 10 + SW);
  test::check(in.empty(), "the sliding window reads the whole image", H, W);

  // The promise behind `DEPENDENCE inter false`, counted step by step: 8 steps from writing a word to reading it.
  using G = Window<C / SIMD, H, W, KH, KW, SH, SW, DH, DW>;
  std::vector<long> written(static_cast<std::size_t>(H * G::ROW), 0);
  for (int i = 0; i < H * G::ROW; i++) {
    const int later = i - G::SPAN_H * G::ROW;
    written[static_cast<std::size_t>(i)] = later < 0 ? i : G::FILL + static_cast<long>(later / G::WRITES) * G::PERIOD + later % G::WRITES;
  }
  bool apart = true;
  for (int y = 0; y < G::OH; y++)
    for (int k = 0; k < G::READS; k++) {
      const int cf = k % (C / SIMD), kx = k / (C / SIMD) % KW, ky = k / (C / SIMD) / KW % KH, x = k / (C / SIMD) / KW / KH;
      const int word = (y * SH + ky * DH) * G::ROW + (x * SW + kx * DW) * (C / SIMD) + cf;
      apart = apart && G::FILL + static_cast<long>(y) * G::PERIOD + k - written[static_cast<std::size_t>(word)] >= 8;
    }
  test::check(apart, "a word is read at least 8 steps after it was written", H * 100 + W, KH * 1000 + KW * 100 + SH * 10 + SW);
}

template <int C, int SIMD, typename E, int H, int W, int T, int L, int B, int R, unsigned CODE> void border(int frames) {
  constexpr int BITS = E::bits;
  const std::vector<long> input = test::random_codes<E>(frames * H * W * C);
  hls::stream<ap_uint<SIMD * BITS> > in("in"), out("out");
  test::feed<SIMD, BITS>(in, input);
  pad<C, SIMD, E, E, H, W, T, L, B, R, CODE>(in, out, frames);
  std::vector<long> want;
  for (int f = 0; f < frames; f++)
    for (int y = -T; y < H + B; y++)
      for (int x = -L; x < W + R; x++)
        for (int c = 0; c < C; c++) {
          const bool inside = y >= 0 && y < H && x >= 0 && x < W;
          want.push_back(inside ? input[static_cast<std::size_t>(((f * H + y) * W + x) * C + c)] : static_cast<long>(CODE));
        }
  test::same(test::drain<SIMD, BITS>(out), want, "padding", H, W);
}

/** Every window by the engine and by `of`, which reduces codes of E to a code. */
template <typename F, typename E, int C, int PE, int H, int W, int KH, int KW, int SH, int SW, typename Of>
void reduced(int frames, const char* name, Of of) {
  const std::vector<long> input = test::random_codes<E>(frames * H * W * C);
  hls::stream<ap_uint<PE * E::bits> > in("in");
  hls::stream<ap_uint<PE * F::bits> > out("out");
  test::feed<PE, E::bits>(in, input);
  finnc::pool<F, C, PE, H, W, KH, KW, SH, SW>(in, out, frames);
  std::vector<long> want;
  for (int f = 0; f < frames; f++)
    for (int y = 0; y + KH <= H; y += SH)
      for (int x = 0; x + KW <= W; x += SW)
        for (int c = 0; c < C; c++) {
          std::vector<long> window;
          for (int ky = 0; ky < KH; ky++)
            for (int kx = 0; kx < KW; kx++)
              window.push_back(input[static_cast<std::size_t>(((f * H + y + ky) * W + x + kx) * C + c)]);
          want.push_back(of(window));
        }
  test::same(test::drain<PE, F::bits>(out), want, name, H * 100 + W, KH * 1000 + KW * 100 + SH * 10 + SW);
  test::check(in.empty(), "the pool reads the whole image", H, W);
}

template <int C, int PE, typename E, int H, int W, int KH, int KW, int SH, int SW> void pool(int frames) {
  reduced<Largest<E>, E, C, PE, H, W, KH, KW, SH, SW>(frames, "max-pool", [](const std::vector<long>& window) {
    return *std::max_element(window.begin(), window.end(),
                             [](long a, long b) { return test::meaning(E(), a) < test::meaning(E(), b); });
  });
}

template <int C, int PE, typename E, typename Out, int H, int W, int KH, int KW, int SH, int SW> void sums(int frames) {
  reduced<Total<E, Out>, E, C, PE, H, W, KH, KW, SH, SW>(frames, "sum-pool", [](const std::vector<long>& window) {
    long sum = 0;
    for (const long code : window) sum += test::meaning(E(), code);
    return sum & ((1L << Out::bits) - 1);
  });
}

template <int C, int SIMD, typename In, typename Out, int H, int W, int SH, int SW> void spread(int frames) {
  const std::vector<long> input = test::random_codes<In>(frames * H * W * C);
  hls::stream<ap_uint<SIMD * In::bits> > in("in");
  hls::stream<ap_uint<SIMD * Out::bits> > out("out");
  test::feed<SIMD, In::bits>(in, input);
  pixel_pad<C, SIMD, In, Out, H, W, SH, SW>(in, out, frames);
  std::vector<long> want;
  for (int f = 0; f < frames; f++)
    for (int y = 0; y <= (H - 1) * SH; y++)
      for (int x = 0; x <= (W - 1) * SW; x++)
        for (int c = 0; c < C; c++) {
          const bool inside = y % SH == 0 && x % SW == 0;
          const std::size_t at = static_cast<std::size_t>(((f * H + y / SH) * W + x / SW) * C + c);
          const long coded = Out::bits == 1 ? input[at] : test::low_bits(test::meaning(In(), input[at]), Out::bits);
          want.push_back(inside ? coded : 0);
        }
  test::same(test::drain<SIMD, Out::bits>(out), want, "zeros between pixels", H, W);
}

template <int C, int SIMD, int BITS, int H, int W, int B, bool CRD> void shuffle(int frames) {
  const std::vector<long> input = test::random_codes<Unsigned<BITS> >(frames * H * W * C * B * B);
  constexpr int LANES = shuffle_lanes(SIMD, B, CRD);
  hls::stream<ap_uint<LANES * BITS> > in("in");
  hls::stream<ap_uint<SIMD * BITS> > out("out");
  test::feed<LANES, BITS>(in, input);
  depth_to_space<C, SIMD, BITS, H, W, B, CRD>(in, out, frames);
  std::vector<long> want;
  for (int f = 0; f < frames; f++)
    for (int y = 0; y < H * B; y++)
      for (int x = 0; x < W * B; x++)
        for (int c = 0; c < C; c++) {
          const int block = y % B * B + x % B;
          const int channel = CRD ? c * B * B + block : block * C + c;
          want.push_back(input[static_cast<std::size_t>(((f * H + y / B) * W + x / B) * C * B * B + channel)]);
        }
  test::same(test::drain<SIMD, BITS>(out), want, "depth to space", H * 100 + W, B * 10 + CRD);
  test::check(in.empty(), "the shuffle reads the whole image", H, W);
}

int main() {
  slide<3, 3, 8, 8, 8, 3, 3, 1, 1, 1, 1>(3);
  slide<6, 2, 1, 7, 9, 3, 3, 1, 1, 1, 1>(2);
  slide<64, 1, 1, 4, 5, 3, 3, 1, 1, 1, 1>(2);
  slide<64, 64, 2, 5, 4, 3, 3, 1, 1, 1, 1>(3);
  slide<10, 5, 4, 9, 10, 3, 2, 2, 3, 1, 1>(2);
  slide<4, 2, 3, 11, 12, 3, 3, 2, 2, 2, 2>(2);
  slide<2, 1, 2, 12, 9, 2, 3, 1, 2, 3, 1>(2);
  slide<7, 7, 1, 6, 7, 1, 1, 2, 2, 1, 1>(2);
  slide<2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1>(3);
  slide<1, 1, 1, 3, 3, 3, 3, 1, 1, 1, 1>(4);
  slide<1, 1, 3, 1, 9, 1, 3, 1, 1, 1, 2>(2);
  slide<3, 1, 3, 9, 1, 4, 1, 2, 1, 2, 1>(2);
  slide<4, 4, 2, 10, 10, 2, 2, 5, 5, 1, 1>(2);
  slide<2, 2, 2, 9, 8, 1, 1, 4, 3, 1, 1>(2);
  slide<2, 1, 8, 13, 8, 5, 5, 3, 1, 1, 1>(2);
  slide<16, 8, 32, 6, 6, 6, 6, 1, 1, 1, 1>(2);

  border<3, 3, Unsigned<8>, 4, 5, 1, 1, 1, 1, 0>(2);
  border<6, 2, Unsigned<4>, 3, 4, 2, 0, 0, 3, 9>(3);
  border<70, 70, Unsigned<1>, 2, 2, 1, 2, 3, 4, 1>(2);
  border<2, 1, Unsigned<3>, 3, 3, 0, 0, 0, 0, 5>(2);
  border<6, 3, Bipolar, 3, 4, 1, 1, 0, 2, 0>(2);
  border<4, 4, Signed<3>, 3, 2, 1, 0, 2, 1, 4>(2);

  pool<6, 3, Bipolar, 8, 8, 2, 2, 2, 2>(3);
  pool<64, 64, Bipolar, 6, 6, 2, 2, 2, 2>(2);
  pool<4, 1, Unsigned<2>, 7, 9, 2, 2, 2, 2>(3);
  pool<10, 5, Signed<4>, 9, 7, 3, 2, 3, 2>(2);
  pool<2, 2, Signed<8>, 2, 2, 2, 2, 2, 2>(3);
  pool<3, 3, Unsigned<3>, 5, 4, 1, 2, 1, 2>(2);
  pool<6, 2, Signed<3>, 9, 9, 3, 3, 2, 2>(3);
  pool<4, 4, Bipolar, 7, 8, 3, 3, 1, 1>(2);
  pool<5, 1, Unsigned<8>, 6, 7, 2, 2, 1, 1>(2);
  pool<3, 3, Signed<2>, 8, 9, 2, 3, 3, 1>(2);
  pool<2, 1, Unsigned<4>, 9, 9, 1, 1, 2, 2>(2);
  pool<2, 2, Unsigned<4>, 3, 3, 3, 3, 1, 1>(3);
  pool<4, 2, Signed<16>, 10, 5, 3, 1, 2, 1>(2);
  pool<16, 2, Unsigned<4>, 5, 7, 2, 3, 2, 3>(2);
  pool<9, 1, Bipolar, 4, 4, 4, 4, 4, 4>(2);

  sums<6, 3, Bipolar, Signed<4>, 8, 8, 2, 2, 2, 2>(3);
  sums<4, 1, Unsigned<2>, Unsigned<5>, 7, 9, 3, 3, 3, 3>(2);
  sums<10, 5, Signed<4>, Signed<7>, 9, 7, 3, 2, 2, 1>(2);
  sums<16, 2, Unsigned<4>, Unsigned<10>, 7, 7, 7, 7, 7, 7>(3);
  sums<20, 2, Signed<3>, Signed<6>, 5, 6, 2, 2, 2, 2>(2);
  sums<2, 2, Unsigned<8>, Unsigned<16>, 2, 3, 1, 3, 1, 3>(3);
  sums<3, 1, Signed<2>, Signed<5>, 1, 12, 1, 3, 1, 3>(2);
  spread<4, 2, Unsigned<4>, Unsigned<4>, 4, 5, 2, 2>(3);
  spread<6, 6, Bipolar, Signed<2>, 3, 2, 3, 2>(2);
  spread<6, 3, Bipolar, Bipolar, 3, 2, 1, 1>(2);
  spread<3, 1, Signed<3>, Signed<3>, 1, 4, 1, 3>(2);
  spread<2, 1, Unsigned<8>, Unsigned<8>, 3, 3, 1, 1>(2);

  shuffle<6, 2, 4, 3, 4, 2, false>(3);
  shuffle<6, 2, 4, 3, 4, 2, true>(3);
  shuffle<4, 4, 1, 2, 3, 3, false>(2);
  shuffle<4, 1, 1, 2, 3, 3, true>(2);
  shuffle<1, 1, 8, 1, 1, 2, false>(4);
  shuffle<1, 1, 8, 4, 1, 2, true>(3);
  shuffle<3, 1, 2, 2, 3, 1, false>(2);
  return test::finish();
}
