// The matrix-vector unit against three loops over numbers, for many foldings, element types and activations.
#include "finnc/mvau.hpp"

#include <vector>

#include "streams.hpp"

using namespace finnc;
using test::below;

/** Random weights, once as numbers (row by column) and once folded for the layer. */
template <int MW, int MH, int SIMD, int PE, typename Weight> struct Matrix {
  static constexpr int SF = MW / SIMD, NF = MH / PE;
  ap_uint<SIMD * Weight::bits> folded[PE][SF * NF];
  std::vector<long> codes = test::random_codes<Weight>(MW * MH);
  Matrix() {
    for (int row = 0; row < MH; row++)
      for (int column = 0; column < MW; column++)
        for (int b = 0; b < Weight::bits; b++)
          folded[row % PE][row / PE * SF + column / SIMD][column % SIMD * Weight::bits + b] = ((code(row, column) >> b) & 1) != 0;
  }
  long code(int row, int column) const { return codes[static_cast<std::size_t>(row * MW + column)]; }
};

template <int MW, int MH, int VECS, typename In, typename M, typename Weight>
std::vector<long> sums(const std::vector<long>& input, const M& matrix, const Weight& weight, int frames) {
  std::vector<long> y;
  for (int v = 0; v < VECS * frames; v++)
    for (int row = 0; row < MH; row++) {
      long acc = 0;
      for (int c = 0; c < MW; c++)
        acc += test::meaning(In(), input[static_cast<std::size_t>(v * MW + c)]) * test::meaning(weight, matrix.code(row, c));
      y.push_back(acc);
    }
  return y;
}

/** Accumulators passed through, plain and with a bias a row. */
template <int MW, int MH, int SIMD, int PE, int VECS, typename In, typename Weight, int ACC> void accumulators(int frames) {
  const Matrix<MW, MH, SIMD, PE, Weight> matrix;
  const std::vector<long> input = test::random_codes<In>(MW * VECS * frames);
  const std::vector<long> acc = sums<MW, MH, VECS, In>(input, matrix, Weight(), frames);
  hls::stream<ap_uint<SIMD * In::bits> > in("in");
  hls::stream<ap_uint<PE * ACC> > out("out");
  test::feed<SIMD, In::bits>(in, input);
  mvau<MW, MH, SIMD, PE, VECS, In, Weight, ap_int<ACC> >(in, out, matrix.folded, PassThrough<Signed<ACC> >(), frames);
  std::vector<long> want;
  for (const long a : acc) want.push_back(test::low_bits(a, ACC));
  test::same(test::drain<PE, ACC>(out), want, "accumulators", SIMD, PE);

  AddBias<PE, MH / PE, ap_int<9>, Signed<ACC + 2> > bias;
  std::vector<long> biases;
  for (int row = 0; row < MH; row++) biases.push_back(below(511) - 255);
  for (int row = 0; row < MH; row++) bias.values[row % PE][row / PE] = static_cast<int>(biases[static_cast<std::size_t>(row)]);
  hls::stream<ap_uint<PE*(ACC + 2)> > biased("biased");
  test::feed<SIMD, In::bits>(in, input);
  mvau<MW, MH, SIMD, PE, VECS, In, Weight, ap_int<ACC> >(in, biased, matrix.folded, bias, frames);
  for (std::size_t i = 0; i < acc.size(); i++) want[i] = test::low_bits(acc[i] + biases[i % MH], ACC + 2);
  test::same(test::drain<PE, ACC + 2>(biased), want, "accumulators with a bias", SIMD, PE);
}

/** Thresholds near the sums that occur; unsorted ones too, as the meaning is a count. */
template <int MW, int MH, int SIMD, int PE, int VECS, typename In, typename Weight, int ACC, int STEPS, typename Out, int BIAS>
void thresholds(int frames) {
  const Matrix<MW, MH, SIMD, PE, Weight> matrix;
  const std::vector<long> input = test::random_codes<In>(MW * VECS * frames);
  const std::vector<long> acc = sums<MW, MH, VECS, In>(input, matrix, Weight(), frames);
  Thresholds<PE, MH / PE, STEPS, ap_int<ACC + 1>, Out, BIAS> table;
  std::vector<long> numbers;
  for (int row = 0; row < MH; row++)
    for (int k = 0; k < STEPS; k++) {
      const long t = below(10) == 0 ? (1L << ACC) - 1 : acc[static_cast<std::size_t>(below(static_cast<int>(acc.size())))] + below(3) - 1;
      numbers.push_back(t);
      table.values[row % PE][row / PE][k] = static_cast<int>(t);
    }
  std::vector<long> want;
  for (std::size_t i = 0; i < acc.size(); i++) {
    long count = 0;
    for (int k = 0; k < STEPS; k++) count += acc[i] >= numbers[(i % MH) * STEPS + static_cast<std::size_t>(k)] ? 1 : 0;
    want.push_back(Out::bits == 1 ? count : test::low_bits(count + BIAS, Out::bits));
  }
  hls::stream<ap_uint<SIMD * In::bits> > in("in");
  hls::stream<ap_uint<PE * Out::bits> > out("out");
  test::feed<SIMD, In::bits>(in, input);
  mvau<MW, MH, SIMD, PE, VECS, In, Weight, ap_int<ACC> >(in, out, matrix.folded, table, frames);
  test::same(test::drain<PE, Out::bits>(out), want, "thresholds", SIMD, PE);
}

/** A bias that depends on the class of row and column where a result of an image stands. */
template <int MW, int MH, int SIMD, int PE, int OH, int OW, typename In, typename Weight, int ACC>
void positions(const ByPosition<OH, OW, unsigned char>& places, int classes, int columns, int frames) {
  constexpr int NF = MH / PE, MOST = 16;
  const Matrix<MW, MH, SIMD, PE, Weight> matrix;
  const std::vector<long> input = test::random_codes<In>(MW * OH * OW * frames);
  const std::vector<long> acc = sums<MW, MH, OH * OW, In>(input, matrix, Weight(), frames);
  AddBias<PE, MOST * NF, ap_int<9>, Signed<ACC + 2> > bias;
  std::vector<long> biases;
  for (int i = 0; i < classes * MH; i++) {
    biases.push_back(below(511) - 255);
    bias.values[i % PE][i / PE] = static_cast<int>(biases.back());
  }
  ByPosition<OH, OW, unsigned char> groups = places;
  for (int y = 0; y < OH; y++) groups.rows[y] = static_cast<unsigned char>(places.rows[y] * columns * NF);
  for (int x = 0; x < OW; x++) groups.columns[x] = static_cast<unsigned char>(places.columns[x] * NF);
  std::vector<long> want;
  for (std::size_t i = 0; i < acc.size(); i++) {
    const std::size_t result = i / MH % (OH * OW);
    const std::size_t own = static_cast<std::size_t>(places.rows[result / OW] * columns + places.columns[result % OW]);
    want.push_back(test::low_bits(acc[i] + biases[own * MH + i % MH], ACC + 2));
  }
  hls::stream<ap_uint<SIMD * In::bits> > in("in");
  hls::stream<ap_uint<PE*(ACC + 2)> > out("out");
  test::feed<SIMD, In::bits>(in, input);
  mvau<MW, MH, SIMD, PE, OH * OW, In, Weight, ap_int<ACC> >(in, out, matrix.folded, bias, groups, frames);
  test::same(test::drain<PE, ACC + 2>(out), want, "biases by position", SIMD, PE);
}

/** The same weights as native words give the same sums. */
template <int SIMD, typename Native> void native_words() {
  constexpr int MW = 2 * SIMD, MH = 4, PE = 2;
  const Matrix<MW, MH, SIMD, PE, Bipolar> matrix;
  Native words[PE][4];
  for (int pe = 0; pe < PE; pe++)
    for (int k = 0; k < 4; k++) words[pe][k] = static_cast<Native>(matrix.folded[pe][k].to_uint64());
  const std::vector<long> input = test::random_codes<Bipolar>(MW);
  hls::stream<ap_uint<SIMD> > in("in");
  hls::stream<ap_uint<PE * 16> > out("out");
  test::feed<SIMD, 1>(in, input);
  mvau<MW, MH, SIMD, PE, 1, Bipolar, Bipolar, ap_int<16> >(in, out, words, PassThrough<Signed<16> >(), 1);
  std::vector<long> want;
  for (const long a : sums<MW, MH, 1, Bipolar>(input, matrix, Bipolar(), 1)) want.push_back(test::low_bits(a, 16));
  test::same(test::drain<PE, 16>(out), want, "native weight words", SIMD);
}

int main() {
  // Shapes of TFC, CNV and their neighbours, with foldings that are not powers of two.
  thresholds<784, 10, 49, 5, 1, Bipolar, Bipolar, 11, 1, Bipolar, -1>(3);
  thresholds<98, 20, 7, 10, 2, Bipolar, Bipolar, 8, 1, Bipolar, -1>(2);
  thresholds<64, 8, 64, 8, 1, Bipolar, Bipolar, 8, 1, Bipolar, -1>(4);
  thresholds<576, 4, 288, 2, 3, Bipolar, Bipolar, 11, 3, Unsigned<2>, 0>(2);
  thresholds<36, 6, 9, 3, 2, Bipolar, Bipolar, 8, 15, Signed<4>, -8>(2);
  thresholds<27, 12, 9, 4, 2, Signed<8>, Bipolar, 14, 1, Bipolar, -1>(2);
  thresholds<27, 5, 3, 5, 4, Unsigned<8>, Bipolar, 14, 3, Signed<2>, -1>(2);
  thresholds<49, 6, 7, 2, 2, Unsigned<2>, Signed<2>, 9, 3, Unsigned<2>, 0>(2);
  thresholds<72, 10, 36, 5, 2, Signed<4>, Signed<3>, 13, 7, Unsigned<3>, 0>(2);
  thresholds<30, 4, 10, 1, 2, Bipolar, Signed<4>, 9, 2, Signed<2>, -1>(2);
  thresholds<12, 3, 1, 1, 2, Unsigned<5>, Signed<5>, 14, 31, Unsigned<5>, 0>(2);
  accumulators<200, 10, 100, 10, 1, Bipolar, Bipolar, 9>(3);
  accumulators<130, 4, 65, 2, 2, Bipolar, Bipolar, 9>(2);
  accumulators<49, 5, 49, 5, 1, Unsigned<2>, Signed<2>, 9>(3);
  accumulators<64, 10, 32, 5, 2, Signed<8>, Signed<8>, 22>(2);
  accumulators<36, 4, 36, 2, 1, Signed<16>, Bipolar, 24>(2);
  accumulators<9, 2, 9, 1, 2, Unsigned<8>, Unsigned<3>, 16>(2);
  accumulators<8192, 2, 8192, 1, 1, Bipolar, Bipolar, 15>(2);
  accumulators<2048, 2, 1024, 2, 1, Unsigned<4>, Signed<4>, 20>(1);
  positions<18, 6, 9, 3, 4, 5, Bipolar, Bipolar, 6>({{0, 1, 1, 2}, {0, 1, 1, 1, 2}}, 9, 3, 3);
  positions<8, 4, 2, 1, 1, 6, Bipolar, Signed<4>, 8>({{0}, {1, 0, 0, 0, 0, 2}}, 3, 3, 2);
  positions<6, 2, 6, 2, 3, 1, Unsigned<2>, Signed<2>, 7>({{1, 0, 1}, {0}}, 2, 1, 2);
  native_words<1, bool>(), native_words<8, unsigned char>(), native_words<64, unsigned long long>();
  return test::finish();
}
