// The depthwise unit against loops over numbers, for many foldings, element types and activations.
#include "finnc/vvau.hpp"

#include <vector>

#include "streams.hpp"

using namespace finnc;
using test::below;

/** Random weights, once as codes (tap by column) and once folded for the layer. */
template <int C, int M, int TAPS, int PE, typename Weight> struct Filters {
  static constexpr int NF = C / PE, COLUMNS = C * M;
  ap_uint<M * Weight::bits> folded[PE][TAPS * NF];
  std::vector<long> codes = test::random_codes<Weight>(TAPS * COLUMNS);
  Filters() {
    for (int tap = 0; tap < TAPS; tap++)
      for (int c = 0; c < C; c++)
        for (int m = 0; m < M; m++)
          for (int b = 0; b < Weight::bits; b++)
            folded[c % PE][tap * NF + c / PE][m * Weight::bits + b] = ((code(tap, c * M + m) >> b) & 1) != 0;
  }
  long code(int tap, int column) const { return codes[static_cast<std::size_t>(tap * COLUMNS + column)]; }
};

template <int C, int M, int TAPS, int VECS, typename In, typename F, typename Weight>
std::vector<long> sums(const std::vector<long>& input, const F& filters, const Weight& weight, int frames) {
  std::vector<long> y;
  for (int v = 0; v < VECS * frames; v++)
    for (int column = 0; column < C * M; column++) {
      long acc = 0;
      for (int tap = 0; tap < TAPS; tap++)
        acc += test::meaning(In(), input[static_cast<std::size_t>((v * TAPS + tap) * C + column / M)]) *
               test::meaning(weight, filters.code(tap, column));
      y.push_back(acc);
    }
  return y;
}

template <int C, int M, int TAPS, int PE, int VECS, typename In, typename Weight, int ACC, int STEPS, typename Out, int BIAS>
void depthwise(int frames) {
  const Filters<C, M, TAPS, PE, Weight> filters;
  const std::vector<long> input = test::random_codes<In>(C * TAPS * VECS * frames);
  const std::vector<long> acc = sums<C, M, TAPS, VECS, In>(input, filters, Weight(), frames);
  hls::stream<ap_uint<PE * In::bits> > in("in");
  hls::stream<ap_uint<PE * M * ACC> > plain("plain");
  test::feed<PE, In::bits>(in, input);
  vvau<C, M, TAPS, PE, VECS, In, Weight, ap_int<ACC> >(in, plain, filters.folded, PassThrough<Signed<ACC> >(), frames);
  std::vector<long> want;
  for (const long a : acc) want.push_back(test::low_bits(a, ACC));
  test::same(test::drain<PE * M, ACC>(plain), want, "depthwise accumulators", C, PE);

  Thresholds<PE * M, C / PE, STEPS, ap_int<ACC + 1>, Out, BIAS> table;
  std::vector<long> numbers;
  for (int column = 0; column < C * M; column++)
    for (int k = 0; k < STEPS; k++) {
      const long t = acc[static_cast<std::size_t>(below(static_cast<int>(acc.size())))] + below(3) - 1;
      numbers.push_back(t);
      table.values[column % (PE * M)][column / (PE * M)][k] = static_cast<int>(t);
    }
  hls::stream<ap_uint<PE * M * Out::bits> > out("out");
  test::feed<PE, In::bits>(in, input);
  vvau<C, M, TAPS, PE, VECS, In, Weight, ap_int<ACC> >(in, out, filters.folded, table, frames);
  for (std::size_t i = 0; i < acc.size(); i++) {
    long count = 0;
    for (int k = 0; k < STEPS; k++) count += acc[i] >= numbers[(i % (C * M)) * STEPS + static_cast<std::size_t>(k)] ? 1 : 0;
    want[i] = Out::bits == 1 ? count : test::low_bits(count + BIAS, Out::bits);
  }
  test::same(test::drain<PE * M, Out::bits>(out), want, "depthwise thresholds", C, PE);
}

int main() {
  depthwise<8, 1, 9, 1, 3, Unsigned<4>, Signed<4>, 13, 15, Unsigned<4>, 0>(2);
  depthwise<8, 1, 9, 4, 3, Unsigned<4>, Signed<4>, 13, 15, Unsigned<4>, 0>(2);
  depthwise<8, 1, 9, 8, 2, Signed<8>, Signed<4>, 17, 3, Signed<2>, -1>(3);
  depthwise<6, 2, 3, 3, 2, Bipolar, Bipolar, 3, 1, Bipolar, -1>(2);
  depthwise<6, 3, 5, 2, 2, Unsigned<3>, Bipolar, 9, 3, Unsigned<2>, 0>(2);
  depthwise<5, 1, 1, 5, 4, Bipolar, Signed<4>, 5, 2, Signed<2>, -1>(2);
  depthwise<1, 4, 25, 1, 2, Unsigned<2>, Signed<2>, 9, 3, Unsigned<2>, 0>(2);
  depthwise<40, 1, 4, 20, 1, Signed<16>, Signed<8>, 27, 2, Unsigned<2>, 0>(2);
  return test::finish();
}
